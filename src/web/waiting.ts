import { createLru } from '../core/lru.ts';
import type { Database } from '../domain/database.ts';
import type { Member } from '../domain/members/member.ts';
import { countToday, readToday, type Today } from '../domain/notices/today.ts';
import type { Platform } from '../platform/platform.ts';

/** How long a count stands beside Today before it is counted again. Today itself is always fresh. */
const freshMs = 30_000;

/** How many things wait for each person, for the navigation of every page. */
export interface WaitingCounts {
  countFor(member: Member): Promise<number>;
  /** Today was just read, or something on it was done. */
  note(member: Member, today: Today | undefined): void;
}

/** Counts for one process: a page is drawn without asking again what was counted half a minute ago. */
export function createWaitingCounts({ db, clock }: Pick<Platform<Database>, 'db' | 'clock'>): WaitingCounts {
  const counts = createLru<{ readonly count: number; readonly atMs: number }>(5_000);
  const keep = (member: Member, today: Today): number => {
    const count = countToday(today);
    counts.set(member.id, { count, atMs: clock.nowMs() });
    return count;
  };
  return {
    countFor: async (member) => {
      const known = counts.get(member.id);
      if (known !== undefined && clock.nowMs() - known.atMs < freshMs) return known.count;
      return keep(member, await readToday(db, member, clock.now()));
    },
    note: (member, today) => {
      if (today === undefined) counts.delete(member.id);
      else keep(member, today);
    },
  };
}
