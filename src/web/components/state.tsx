import type { Child } from 'hono/jsx';
import { StateMark, type StateMarkName } from '../icons.tsx';

const states = {
  draft: { mark: 'draft', word: 'Draft' },
  open: { mark: 'open', word: 'Open' },
  shortlisting: { mark: 'shortlisting', word: 'Shortlisting' },
  filled: { mark: 'filled', word: 'Filled' },
  closed: { mark: 'closed', word: 'Closed' },
  withdrawn: { mark: 'withdrawn', word: 'Withdrawn' },
  expired: { mark: 'expired', word: 'Expired' },
  queued: { mark: 'queued', word: 'Queued' },
  delivered: { mark: 'ok', word: 'Delivered' },
  retrying: { mark: 'retry', word: 'Retrying' },
  'gave-up': { mark: 'gave-up', word: 'Gave up' },
  refused: { mark: 'fail', word: 'Refused' },
  pending: { mark: 'pending', word: 'Asked' },
  given: { mark: 'given', word: 'Agreed' },
  declined: { mark: 'declined', word: 'Declined' },
  sealed: { mark: 'sealed', word: 'Sealed' },
  claimed: { mark: 'claimed', word: 'Claimed' },
  witnessed: { mark: 'witnessed', word: 'Witnessed' },
  ok: { mark: 'ok', word: 'Well' },
  warn: { mark: 'warn', word: 'Soon' },
  fail: { mark: 'fail', word: 'Failed' },
  retry: { mark: 'retry', word: 'Trying again' },
} as const satisfies Record<string, { mark: StateMarkName; word: string }>;

/** Everything a thing of ours can be: of opportunities, of deliveries, of consent and evidence, of checks. */
export type StateName = keyof typeof states;

/** Every state by name, in the order of a life: opportunity, delivery, consent, evidence, check. */
export const stateNames = Object.keys(states) as StateName[];

/** The English word of a state: "Gave up". */
export function stateWord(state: StateName): string {
  return states[state].word;
}

interface StateProps {
  readonly state: StateName;
  /** Replaces the English word, for other languages or something more exact: "9 arrived". Never empty. */
  readonly children?: Child;
}

/** A state: its mark, its word, and only then its colour. */
export function State({ state, children }: StateProps) {
  return (
    <span class={`state ${state}`}>
      <StateMark name={states[state].mark} />
      {children ?? states[state].word}
    </span>
  );
}

interface StateLineProps {
  readonly state: StateName;
  readonly word?: string | undefined;
  /** What the state means now and by when. Set what matters most in `<b>`. */
  readonly children: Child;
  /** At the far end: the revision and its day. */
  readonly end?: Child;
}

/** The line between two rules under the title of anything that has a state. */
export function StateLine({ state, word, children, end }: StateLineProps) {
  return (
    <p class="stateline">
      <State state={state}>{word}</State>
      <span>{children}</span>
      {end !== undefined && <span class="end">{end}</span>}
    </p>
  );
}
