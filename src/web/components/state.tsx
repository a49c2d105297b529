import type { Child } from 'hono/jsx';
import type { english } from '../../words/catalogues.ts';
import type { Say } from '../../words/say.ts';
import { StateMark, type StateMarkName } from '../icons.tsx';
import { useSay } from '../reader.tsx';

/** The mark of each state; its word is in the catalogues. */
const states = {
  draft: 'draft',
  open: 'open',
  shortlisting: 'shortlisting',
  filled: 'filled',
  closed: 'closed',
  withdrawn: 'withdrawn',
  expired: 'expired',
  queued: 'queued',
  delivered: 'ok',
  retrying: 'retry',
  'gave-up': 'gave-up',
  refused: 'fail',
  pending: 'pending',
  given: 'given',
  declined: 'declined',
  sealed: 'sealed',
  claimed: 'claimed',
  witnessed: 'witnessed',
  ok: 'ok',
  warn: 'warn',
  fail: 'fail',
  retry: 'retry',
} as const satisfies Record<keyof (typeof english)['states'], StateMarkName>;

/** Everything a thing of ours can be: of opportunities, of deliveries, of consent and evidence, of checks. */
export type StateName = keyof typeof states;

/** Every state by name, in the order of a life: opportunity, delivery, consent, evidence, check. */
export const stateNames = Object.keys(states) as StateName[];

/** The word of a state: "Gave up". */
export function stateWord(state: StateName, say: Say): string {
  return say(`states.${state}`);
}

interface StateProps {
  readonly state: StateName;
  /** Replaces the word by something more exact: "9 arrived". Never empty. */
  readonly children?: Child;
}

/** A state: its mark, its word, and only then its colour. */
export function State({ state, children }: StateProps) {
  const say = useSay();
  return (
    <span class={`state ${state}`}>
      <StateMark name={states[state]} />
      {children ?? stateWord(state, say)}
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
