import type { Child } from 'hono/jsx';
import { Actions, Button } from '../components/button.tsx';
import { Fine, Stack, Title } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import { type Frame, Page } from '../layout.tsx';

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
  return (
    <ErrorPage frame={frame} status={400} title="We could not read what was sent." deck={message}>
      <Fine>Go back with your browser: what you typed is still there. Nothing was kept or sent.</Fine>
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
  return (
    <ErrorPage frame={frame} status={403} title="This is not open to you." deck={reason}>
      <Actions>
        {signIn !== undefined && <Button href={signIn}>Sign in</Button>}
        <Button href="/" look={signIn === undefined ? 'line' : 'plain'}>
          To the front page
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

/** 404: nothing is here and nothing was. What was deleted answers 410 instead, so this page can promise it. */
export function NotFoundPage({ frame, path, near }: NotFoundProps) {
  const shown = path.length > 120 ? `${path.slice(0, 119)}…` : path;
  const deck = (
    <>
      You asked for <code>{shown}</code>. It may have been mistyped; if it had been deleted, this page would
      say so.
    </>
  );
  return (
    <ErrorPage frame={frame} status={404} title="There is no page at this address." deck={deck}>
      {near}
      <Actions>
        <Button href="/opportunities">See the opportunities</Button>
        <Button href="/" look="plain">
          To the front page
        </Button>
      </Actions>
    </ErrorPage>
  );
}

interface GoneProps extends Told {
  /** When it was deleted, and the zone to show it in. */
  readonly at?: Temporal.Instant | undefined;
  readonly zone?: string | undefined;
}

/** 410: it was here and its owner deleted it. */
export function GonePage({ frame, at, zone }: GoneProps) {
  const deck = (
    <>
      Whoever wrote it took it down
      {at !== undefined && (
        <>
          {' on '}
          <TimeStamp at={at} zone={zone} />
        </>
      )}
      . Servers that had a copy were asked to delete it, and nothing else will take this address.
    </>
  );
  return (
    <ErrorPage frame={frame} status={410} title="What stood here was deleted." deck={deck}>
      <Actions>
        <Button href="/opportunities">See what is open</Button>
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
  const host = new URL(origin).host;
  return (
    <ErrorPage
      frame={frame}
      status={421}
      title="This is not the address of this place."
      deck={
        <>
          This says <bdi>{asked}</bdi>. This server answers for <bdi>{host}</bdi>.
        </>
      }
    >
      <Actions>
        <Button href={`${origin}/`}>Go to {host}</Button>
      </Actions>
      <Fine>
        If you run this server, make the proxy pass the host name on unchanged, or set ORIGIN to the name
        people use.
      </Fine>
    </ErrorPage>
  );
}

interface WaitProps extends Told {
  /** Whole seconds until it is worth trying again; the same as in `Retry-After`. */
  readonly waitSeconds: number;
}

/** 429: too much from one place. Says how long to wait. */
export function TooManyRequestsPage({ frame, waitSeconds }: WaitProps) {
  return (
    <ErrorPage
      frame={frame}
      status={429}
      title="That was too much at once."
      deck={`More requests came from your address than we take. Wait ${durationWords(waitSeconds)}, then load this page again.`}
    >
      <Fine>Nothing you sent just now was kept. Send it again after the wait.</Fine>
    </ErrorPage>
  );
}

/** 503: the database is away, or the schema is being brought up to date. What was accepted before is safe. */
export function UnavailablePage({ frame, waitSeconds }: WaitProps) {
  return (
    <ErrorPage
      frame={frame}
      status={503}
      title="We are not ready yet."
      deck={`The records of this place cannot be reached just now: it is starting, being brought up to date, or has lost its database. Load this page again in ${durationWords(waitSeconds)}.`}
    >
      <Fine>What was accepted before is kept. What is sent now is refused rather than lost.</Fine>
    </ErrorPage>
  );
}

/** 500: a defect of ours. `reference` is the request's id in the log; it says nothing else. */
export function BrokenPage({ frame, reference }: Told & { readonly reference: string }) {
  return (
    <ErrorPage
      frame={frame}
      status={500}
      title="Something broke on our side."
      deck={
        <>
          It is written down as <code>{reference}</code>. Nothing was half done: what you asked for either
          happened or did not.
        </>
      }
    >
      <Actions>
        <Button href="/">To the front page</Button>
      </Actions>
      <Fine>Tell whoever answers for this place the reference above; with it they can find the cause.</Fine>
    </ErrorPage>
  );
}

/** "40 seconds", "1 minute", "2 hours": rounded up, so that nobody comes back too early. */
function durationWords(seconds: number): string {
  const [size, unit] = seconds < 120 ? [1, 'second'] : seconds < 7200 ? [60, 'minute'] : [3600, 'hour'];
  const count = Math.max(1, Math.ceil(seconds / Number(size)));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
