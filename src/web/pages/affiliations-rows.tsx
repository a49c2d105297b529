import { type Actor, fullHandle } from '../../domain/actors/actor.ts';
import type { Key } from '../../words/say.ts';
import { Button } from '../components/button.tsx';
import { guestOf, houseOf } from '../components/house.ts';
import { Person } from '../components/mark.tsx';
import { Fine } from '../components/section.tsx';
import { State, type StateName } from '../components/state.tsx';
import { TimeStamp } from '../components/time.tsx';
import { Said } from '../reader.tsx';

/** Words for those who hear the page. */
export const hush = (words: string) => <span class="hush">{words}</span>;

/** How each way it can stand is marked. */
export const marks: Readonly<Record<'asked' | 'invited' | 'accepted' | 'counted' | 'refused', StateName>> = {
  asked: 'pending',
  invited: 'pending',
  accepted: 'pending',
  counted: 'given',
  refused: 'declined',
};

interface HowProps {
  readonly k: 'people.mine_state' | 'people.guest_state';
  readonly mark: StateName;
  readonly word: string;
  readonly at: Temporal.Instant;
}

/** How it stands, and since when. */
export function How({ k, mark, word, at }: HowProps) {
  const draw = { at: () => <TimeStamp at={at} />, state: () => <State state={mark}>{word}</State> };
  return (
    <Fine>
      <Said k={k} draw={draw} />
    </Fine>
  );
}

/** Somebody of another server, with the mark of their house. */
export function ActorName({ actor }: { readonly actor: Actor }) {
  const house = actor.type === 'Person' ? guestOf(actor.host) : houseOf(actor.host);
  return <Person name={actor.name || actor.handle} house={house} from={fullHandle(actor)} href={actor.url} />;
}

interface AnswerProps {
  readonly actor: Actor;
  readonly action: string;
  readonly look: 'fill' | 'line' | 'plain';
  /** What the button says, with the actor's handle for those who hear it. */
  readonly k: Key;
}

/** One small button beside somebody. */
export function Answer({ actor, action, look, k }: AnswerProps) {
  return (
    <form method="post" action={action}>
      <input type="hidden" name="actor" value={actor.id} />
      <Button look={look} small>
        <Said k={k} values={{ handle: fullHandle(actor) }} draw={{ hush }} />
      </Button>
    </form>
  );
}
