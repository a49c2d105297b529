import type { Child } from 'hono/jsx';
import type { Say } from '../../words/say.ts';
import { Actions, Button } from '../components/button.tsx';
import { Field, Filters } from '../components/form.tsx';
import { Fine, Stack, Title } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import { type Frame, Page } from '../layout.tsx';
import { Said, useSay } from '../reader.tsx';

interface Told {
  readonly frame: Frame;
}

interface ErrorPageProps extends Told {
  readonly status: number;
  /** What happened, as a sentence. */
  readonly title: string;
  /** Both values, or the reason. */
  readonly deck: Child;
  /** One next step, and perhaps a quieter second. */
  readonly children: Child;
}

function ErrorPage({ frame, status, title, deck, children }: ErrorPageProps) {
  return (
    <Page {...frame} title={title} hidden>
      <Title lede kicker={[String(status)]} deck={deck}>
        {title}
      </Title>
      <Stack>{children}</Stack>
    </Page>
  );
}

/** 400: what was sent does not read as what was expected. `message` names both, as a `Refusal` does. */
export function BadRequestPage({ frame, message }: Told & { readonly message: string }) {
  const say = useSay();
  return (
    <ErrorPage frame={frame} status={400} title={say('errors.bad_title')} deck={message}>
      <Fine>{say('errors.bad_kept')}</Fine>
    </ErrorPage>
  );
}

interface ForbiddenProps extends Told {
  /** Whom it is for: "This page is for stewards of Loom." */
  readonly reason: string;
  /** Where to sign in, when that could change the answer. */
  readonly signIn?: string | undefined;
}

/** 403: the page exists and is for somebody else. */
export function ForbiddenPage({ frame, reason, signIn }: ForbiddenProps) {
  const say = useSay();
  return (
    <ErrorPage frame={frame} status={403} title={say('errors.forbidden_title')} deck={reason}>
      <Actions>
        {signIn !== undefined && <Button href={signIn}>{say('frame.sign_in')}</Button>}
        <Button href="/" look={signIn === undefined ? 'line' : 'plain'}>
          {say('errors.home')}
        </Button>
      </Actions>
    </ErrorPage>
  );
}

interface NotFoundProps extends Told {
  /** The path that was asked for; long ones are cut. */
  readonly path: string;
  /** Pages that may have been meant, such as an `Index` in an `Entry`. */
  readonly near?: Child;
}

/** 404: nothing is here, or nothing for who asks; which of the two is not said. Work that was deleted answers 410. */
export function NotFoundPage({ frame, path, near }: NotFoundProps) {
  const say = useSay();
  const shown = path.length > 120 ? `${path.slice(0, 119)}…` : path;
  const deck = (
    <Said k="errors.not_found" values={{ path: shown }} draw={{ code: (words) => <code>{words}</code> }} />
  );
  return (
    <ErrorPage frame={frame} status={404} title={say('errors.not_found_title')} deck={deck}>
      {near}
      {frame.collective !== undefined && (
        <Filters action="/people" submit={say('errors.search')}>
          <Field
            name="q"
            type="search"
            label={say('errors.search_people')}
            value={wordsOf(path)}
            width="grow"
            maxlength={100}
          />
        </Filters>
      )}
      <Actions>
        <Button href="/opportunities">{say('errors.see_opportunities')}</Button>
        <Button href="/" look="plain">
          {say('errors.home')}
        </Button>
      </Actions>
    </ErrorPage>
  );
}

/** What somebody may have meant by an address: the words of its last part. */
function wordsOf(path: string): string {
  const last = path.split('/').findLast((part) => part !== '') ?? '';
  return /^[@\p{L}\p{N}._-]{2,60}$/u.test(last) && !/^[\da-f-]{20,}$/.test(last)
    ? last.replace(/^@/, '').replace(/[._-]+/g, ' ')
    : '';
}

interface GoneProps extends Told {
  /** When it was deleted, and the zone to show it in. */
  readonly at?: Temporal.Instant | undefined;
  readonly zone?: string | undefined;
}

/** 410: it was here and its owner deleted it. */
export function GonePage({ frame, at, zone }: GoneProps) {
  const say = useSay();
  const deck =
    at === undefined ? (
      say('errors.gone')
    ) : (
      <Said k="errors.gone_on" draw={{ at: () => <TimeStamp at={at} zone={zone} /> }} />
    );
  return (
    <ErrorPage frame={frame} status={410} title={say('errors.gone_title')} deck={deck}>
      <Actions>
        <Button href="/opportunities">{say('errors.see_open')}</Button>
      </Actions>
    </ErrorPage>
  );
}

interface MisdirectedProps extends Told {
  /** The host in the request. */
  readonly asked: string;
  /** The origin this server answers for, without a path: `https://loom.example`. */
  readonly origin: string;
}

/** 421: the request names another host than ours. Both are shown, because one letter is easily missed. */
export function MisdirectedPage({ frame, asked, origin }: MisdirectedProps) {
  const say = useSay();
  const host = new URL(origin).host;
  return (
    <ErrorPage
      frame={frame}
      status={421}
      title={say('errors.misdirected_title')}
      deck={
        <Said k="errors.misdirected" values={{ asked, host }} draw={{ bdi: (words) => <bdi>{words}</bdi> }} />
      }
    >
      <Actions>
        <Button href={`${origin}/`}>{say('errors.misdirected_go', { host })}</Button>
      </Actions>
      <Fine>{say('errors.misdirected_operator')}</Fine>
    </ErrorPage>
  );
}

interface WaitProps extends Told {
  /** Whole seconds until it is worth trying again; the same as in `Retry-After`. */
  readonly waitSeconds: number;
}

/** 429: too much from one place. Says how long to wait, and `reason` of what there was too much. */
export function TooManyRequestsPage({
  frame,
  waitSeconds,
  reason,
}: WaitProps & { readonly reason?: string | undefined }) {
  const say = useSay();
  const wait = say('errors.too_many_wait', { duration: durationWords(waitSeconds, say) });
  return (
    <ErrorPage
      frame={frame}
      status={429}
      title={say('errors.too_many_title')}
      deck={`${reason ?? say('errors.too_many')} ${wait}`}
    >
      <Fine>{say('errors.too_many_kept')}</Fine>
    </ErrorPage>
  );
}

/** 503: the database is away, or the schema is being brought up to date. What was accepted before is safe. */
export function UnavailablePage({ frame, waitSeconds }: WaitProps) {
  const say = useSay();
  return (
    <ErrorPage
      frame={frame}
      status={503}
      title={say('errors.unavailable_title')}
      deck={say('errors.unavailable', { duration: durationWords(waitSeconds, say) })}
    >
      <Fine>{say('errors.unavailable_kept')}</Fine>
    </ErrorPage>
  );
}

/** 500: a defect of ours. `reference` is the request's id in the log; it says nothing else. */
export function BrokenPage({ frame, reference }: Told & { readonly reference: string }) {
  const say = useSay();
  return (
    <ErrorPage
      frame={frame}
      status={500}
      title={say('errors.broken_title')}
      deck={
        <Said k="errors.broken" values={{ reference }} draw={{ code: (words) => <code>{words}</code> }} />
      }
    >
      <Actions>
        <Button href="/">{say('errors.home')}</Button>
      </Actions>
      <Fine>{say('errors.broken_tell')}</Fine>
    </ErrorPage>
  );
}

/** "40 seconds", "1 minute", "2 hours": rounded up, so that nobody comes back too early. */
export function durationWords(seconds: number, say: Say): string {
  const [size, unit] = seconds < 120 ? [1, 'second'] : seconds < 7200 ? [60, 'minute'] : [3600, 'hour'];
  return say('errors.duration', {
    unit: String(unit),
    count: Math.max(1, Math.ceil(seconds / Number(size))),
  });
}
