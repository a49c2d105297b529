import type { Child } from 'hono/jsx';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { Refusal } from '../../core/refusal.ts';
import type { DrawRefusal, EarlyRefusal } from '../../http/early-refusal.ts';
import { databaseWaitSeconds, HttpRefusal, isDatabaseAway, statusOf } from '../../http/errors.ts';
import type { Key, Say } from '../../words/say.ts';
import { Actions, Button } from '../components/button.tsx';
import { Handle, Title } from '../components/section.tsx';
import { contentSecurityPolicy } from '../csp.ts';
import { type Frame, Page } from '../layout.tsx';
import { ReadBy, type Reader, Said, useSay } from '../reader.tsx';
import { visitorOf } from '../reader-of.ts';
import {
  BadRequestPage,
  BrokenPage,
  durationWords,
  ForbiddenPage,
  GonePage,
  MisdirectedPage,
  NotFoundPage,
  TooManyRequestsPage,
  UnavailablePage,
} from './error.tsx';
import { SignInPage } from './sign-in-page.tsx';
import { bareFrame, SignInNeeded } from './visit.tsx';

/** A page that says no. */
export interface DrawnError {
  readonly status: ContentfulStatusCode;
  readonly page: HtmlEscapedString | Promise<HtmlEscapedString>;
  /** Seconds for `Retry-After`. */
  readonly waitSeconds?: number | undefined;
}

/** Where an error happened: what its page needs. */
export interface ErrorScene {
  readonly frame: Frame;
  readonly reader: Reader;
  /** The path with its query; shown and returned to, never logged. */
  readonly target: string;
  readonly isRead: boolean;
  readonly requestId: string;
  /** What may have been meant, on a 404. */
  readonly near?: Child;
}

/** Whether an error is an answer (a rule of the domain or of HTTP said no), not a failure to be looked into. */
export function isAnswer(error: unknown): boolean {
  return error instanceof Refusal || error instanceof HttpRefusal || error instanceof SignInNeeded;
}

/** The status of an error, for programs and for pages alike. */
export function statusOfError(error: unknown): ContentfulStatusCode {
  if (error instanceof SignInNeeded) return 401;
  if (error instanceof HttpRefusal) return error.status;
  if (error instanceof Refusal) return error.code === 'node.not_set_up' ? 503 : statusOf[error.kind];
  return isDatabaseAway(error) ? 503 : 500;
}

/** The page of an error. Unknown ones say only that something broke, and under which reference it is logged. */
export function drawError(error: unknown, scene: ErrorScene): DrawnError {
  const drawn = pageOf(error, scene);
  return { ...drawn, page: <ReadBy value={scene.reader}>{drawn.page}</ReadBy> };
}

function pageOf(error: unknown, scene: ErrorScene): DrawnError {
  const { frame, target, isRead, requestId } = scene;
  const status = statusOfError(error);
  if (error instanceof SignInNeeded) {
    return { status, page: <SignInPage frame={frame} next={isRead ? target : '/'} isNeeded /> };
  }
  if (error instanceof Refusal) return drawRefusal(error, status, scene);
  if (error instanceof HttpRefusal) return drawHttpRefusal(error, scene);
  if (status === 503) {
    const page = <UnavailablePage frame={frame} waitSeconds={databaseWaitSeconds} />;
    return { status, page, waitSeconds: databaseWaitSeconds };
  }
  return { status, page: <BrokenPage frame={frame} reference={requestId} /> };
}

function drawRefusal(refusal: Refusal, status: ContentfulStatusCode, scene: ErrorScene): DrawnError {
  const { frame, target, near, reader } = scene;
  if (refusal.code === 'node.not_set_up') return { status, page: <NotSetUpPage />, waitSeconds: 60 };
  const path = target.split('?', 1)[0] ?? target;
  switch (refusal.kind) {
    case 'not-found':
      return { status, page: <NotFoundPage frame={frame} path={path} near={near} /> };
    case 'forbidden':
      return { status, page: <ForbiddenPage frame={frame} reason={reader.say.refusal(refusal)} /> };
    case 'gone':
      return { status, page: drawGone(refusal, scene) };
    case 'conflict':
      return {
        status,
        page: (
          <SaidNo
            frame={frame}
            status={409}
            title="errors.conflict_title"
            deck={reader.say.refusal(refusal)}
          />
        ),
      };
    case 'invalid':
      return { status, page: <BadRequestPage frame={frame} message={reader.say.refusal(refusal)} /> };
  }
}

/** What was deleted has a page of its own; a used link and the like say what they are. */
function drawGone(refusal: Refusal, { frame, reader }: ErrorScene) {
  if (refusal instanceof Gone) return <GonePage frame={frame} at={refusal.at} />;
  return <SaidNo frame={frame} status={410} title="errors.over_title" deck={reader.say.refusal(refusal)} />;
}

/** What stood at an address was deleted, and when. */
export class Gone extends Refusal {
  readonly at: Temporal.Instant;

  constructor(at: Temporal.Instant) {
    super('gone', 'object.gone', 'What stood here was deleted.');
    this.at = at;
  }
}

function drawHttpRefusal(refusal: HttpRefusal, { frame, reader }: ErrorScene): DrawnError {
  const { status, waitSeconds } = refusal;
  const message = reader.say.refusal(refusal);
  switch (status) {
    case 400:
      return { status, page: <BadRequestPage frame={frame} message={message} /> };
    case 403:
      return { status, page: <ForbiddenPage frame={frame} reason={message} /> };
    case 429:
      return {
        status,
        page: <TooManyRequestsPage frame={frame} waitSeconds={waitSeconds ?? 60} reason={message} />,
        waitSeconds,
      };
    default:
      return { status, page: <SaidNo frame={frame} status={status} title={titles[status]} deck={message} /> };
  }
}

const titles: Readonly<Record<401 | 405 | 413 | 415, Key>> = {
  401: 'errors.sign_in_title',
  405: 'errors.method_title',
  413: 'errors.size_title',
  415: 'errors.type_title',
};

interface SaidNoProps {
  readonly frame: Frame;
  readonly status: number;
  readonly title: Key;
  readonly deck: Child;
}

function SaidNo({ frame, status, title: key, deck }: SaidNoProps) {
  const say = useSay();
  const title = say(key);
  return (
    <Page {...frame} title={title} hidden>
      <Title lede kicker={[String(status)]} deck={deck}>
        {title}
      </Title>
      {frame.collective !== undefined && (
        <Actions>
          <Button href="/opportunities">{say('errors.see_opportunities')}</Button>
          <Button href="/" look="plain">
            {say('errors.home')}
          </Button>
        </Actions>
      )}
    </Page>
  );
}

function NotSetUpPage() {
  const deck = <Said k="errors.not_set_up" draw={{ address: (words) => <Handle>{words}</Handle> }} />;
  return <SaidNo frame={bareFrame} status={503} title="errors.not_set_up_title" deck={deck} />;
}

/** Draws what the server refuses before any route: no database, no session, so the frame is the bare one. */
export const drawEarlyRefusal: DrawRefusal = (refusal, headers) => {
  const reader = visitorOf(headers);
  return {
    html: String(<ReadBy value={reader}>{earlyPage(refusal, reader.say)}</ReadBy>),
    policy: contentSecurityPolicy,
  };
};

function earlyPage(refusal: EarlyRefusal, say: Say) {
  const frame = bareFrame;
  switch (refusal.status) {
    case 421:
      return <MisdirectedPage frame={frame} asked={refusal.asked} origin={refusal.origin} />;
    case 429:
      return <TooManyRequestsPage frame={frame} waitSeconds={refusal.waitSeconds} />;
    case 503: {
      const deck = say('errors.busy', { duration: durationWords(refusal.waitSeconds, say) });
      return <SaidNo frame={frame} status={503} title="errors.busy_title" deck={deck} />;
    }
    case 400:
      return (
        <BadRequestPage frame={frame} message={say.maybe('refusals', 'request.path') ?? refusal.message} />
      );
    case 405: {
      const deck = say('errors.methods', { methods: refusal.allow });
      return <SaidNo frame={frame} status={405} title={titles[405]} deck={deck} />;
    }
  }
}
