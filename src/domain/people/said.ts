import type { Week } from '../signposts/signpost.ts';
import type { RemotePerson } from './remote-person.ts';
import type { PeopleTables, StoredSaying } from './tables.ts';

/** What another server says of somebody as the text of a jsonb column: JSON has neither dates nor bigint. */
export function sayingToJson(person: RemotePerson): string {
  const { skills, weeks, confirmedAt, place, languages, terms } = person;
  const stored: StoredSaying = {
    skills,
    weeks: weeks.map(({ week, state, hours }) => ({ week: week.toString(), state, hours })),
    confirmedAt: confirmedAt?.toString() ?? null,
    place,
    languages,
    terms: terms.map(({ kind, floor, note }) => ({
      kind,
      floor: floor && { currency: floor.currency, minor: String(floor.minor) },
      note,
    })),
  };
  return JSON.stringify(stored);
}

/** A row of `remote_person` as its parts. */
interface Row extends Omit<PeopleTables['remote_person'], 'said'> {
  readonly said: StoredSaying;
}

/** A row as the noun. */
export function toRemotePerson(row: Row): RemotePerson {
  const { skills, weeks, confirmedAt, place, languages, terms } = row.said;
  return {
    actor: row.actor,
    collective: row.collective_id,
    name: row.name,
    handle: row.handle,
    host: row.host,
    headline: row.headline,
    url: row.url,
    skills,
    weeks: weeks.map(toWeek),
    confirmedAt: confirmedAt === null ? null : Temporal.Instant.from(confirmedAt),
    place,
    languages,
    terms: terms.map(({ kind, floor, note }) => ({
      kind,
      floor: floor && { currency: floor.currency, minor: BigInt(floor.minor) },
      note,
    })),
    fetchedAt: row.fetched_at,
  };
}

function toWeek({ week, state, hours }: StoredSaying['weeks'][number]): Week {
  return { week: Temporal.PlainDate.from(week), state, hours };
}
