import type { Child } from 'hono/jsx';
import type { Member } from '../../domain/members/member.ts';
import type { Audience, Field, Signpost, SignpostView } from '../../domain/signposts/signpost.ts';
import { SeenBy } from '../components/signpost-parts.tsx';
import type { Visit } from './visit.tsx';

/** What the parts of a signpost's page are drawn from. */
export interface SignpostProps {
  readonly visit: Visit;
  readonly origin: string;
  readonly member: Member;
  readonly view: SignpostView;
  readonly now: Temporal.Instant;
  /** As whom it is read. */
  readonly reader: Audience;
  /** Who sees each part; only where its own person looks, who is told so. */
  readonly audiences?: Signpost['audiences'] | undefined;
  /** Stands above everything: which preview this is. */
  readonly above?: Child;
}

/** The note under the head of a part: for its own person who sees it, then what there is to say. Undefined if neither. */
export function noteOf({ audiences }: Pick<SignpostProps, 'audiences'>, field: Field, words?: Child): Child {
  if (audiences === undefined) return words;
  return (
    <>
      <SeenBy audience={audiences[field]} />
      {words !== undefined && <br />}
      {words}
    </>
  );
}
