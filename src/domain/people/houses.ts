import type { ActorId } from '../../core/id.ts';
import type { Db } from '../database.ts';
import { shelfFor } from './directory.ts';
import type { Seeker } from './listed.ts';

/** Whose people are in the directory. */
export interface DirectoryHouses {
  /** How many of ours. */
  readonly ours: number;
  /** Of each collective we follow, by name. */
  readonly allies: readonly {
    readonly collective: ActorId;
    readonly name: string;
    readonly host: string;
    readonly people: number;
  }[];
  /** Every place somebody says they are in, as people write it, in the order of the alphabet. */
  readonly places: readonly string[];
}

/** Whose people a seeker may find, and where they are: what the filters of the directory offer. */
export async function directoryHouses(db: Db, seeker: Seeker): Promise<DirectoryHouses> {
  const people = [...(await shelfFor(db, seeker)).people.values()];
  const theirs = Map.groupBy(people, ({ collective }) => collective);
  const ids = [...theirs.keys()].filter((id) => id !== null);
  const rows =
    ids.length === 0
      ? []
      : await db
          .selectFrom('actor')
          .select(['id', 'name', 'handle', 'host'])
          .where('id', 'in', ids)
          .execute();
  const places = people.flatMap(({ place }) => place?.town ?? place?.region ?? place?.country ?? []);
  return {
    ours: theirs.get(null)?.length ?? 0,
    allies: rows
      .map(({ id, name, handle, host }) => ({
        ...{ collective: id, name: name || handle, host },
        people: theirs.get(id)?.length ?? 0,
      }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en')),
    places: [...new Set(places)].sort((a, b) => a.localeCompare(b, 'en')),
  };
}
