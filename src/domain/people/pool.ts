import type { Iri } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { PoolId } from './tables.ts';

/** Most characters of a pool's name. */
export const longestPoolName = 80;
/** Most characters of a note about somebody. */
export const longestNote = 2000;
/** Most people in one pool. */
export const largestPool = 500;
/** Most pools of one member. */
export const mostPools = 100;

/** A member's own list of people. Nobody else ever sees it. */
export interface Pool {
  readonly id: PoolId;
  readonly name: string;
  readonly createdAt: Temporal.Instant;
  /** The actors of who is in it, latest first. */
  readonly people: readonly Iri[];
}

/** What a member wrote down about somebody, for themselves alone. */
export interface PersonNote {
  /** Whom it is about. */
  readonly actor: Iri;
  readonly text: string;
  readonly updatedAt: Temporal.Instant;
}

/** A name as it is kept. @throws Refusal invalid `pool.name` */
export function checkPoolName(text: string): string {
  const name = text.replace(/\s+/gu, ' ').trim();
  if (name === '' || /\p{Cc}/u.test(name) || !name.isWellFormed())
    throw new Refusal('invalid', 'pool.name', 'The pool has no name. Write what it is for.');
  if (name.length <= longestPoolName) return name;
  throw new Refusal(
    'invalid',
    'pool.name_long',
    `The name has ${name.length} characters; at most ${longestPoolName} fit.`,
    { length: name.length, most: longestPoolName },
  );
}

/** A note as it is kept; empty means none. @throws Refusal invalid `note.long`, `note.text` */
export function checkNote(text: string): string {
  const note = text.replace(/\r\n?/g, '\n').trim();
  if (!note.isWellFormed() || note.includes('\0'))
    throw new Refusal('invalid', 'note.text', 'The note has characters that cannot be kept.');
  if (note.length <= longestNote) return note;
  throw new Refusal(
    'invalid',
    'note.long',
    `The note has ${note.length} characters; at most ${longestNote} fit.`,
    { length: note.length, most: longestNote },
  );
}
