import type { ActorId, Iri } from '../../../src/core/id.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { keepRemotePerson } from '../../../src/domain/people/commands.ts';
import type { RemotePerson } from '../../../src/domain/people/remote-person.ts';
import { mondayOf } from '../../../src/domain/signposts/availability.ts';
import { introduce, setAudiences, setAvailability } from '../../../src/domain/signposts/commands.ts';
import type { Audience, Field, SkillList } from '../../../src/domain/signposts/signpost.ts';
import { setSkills } from '../../../src/domain/signposts/skills.ts';
import type { Work } from '../../../src/domain/work.ts';

/** What somebody of the crew says; a skill may end in its level and in when it was last used: `Carpentry:3:2026-10`. */
export interface Said {
  readonly headline?: string;
  readonly about?: string;
  readonly do?: readonly string[];
  readonly learning?: readonly string[];
  readonly dont?: readonly string[];
  /** Hours free a week from this week on; 0 is booked, null is free without a number. */
  readonly free?: readonly (number | null)[];
  readonly audiences?: Partial<Record<Field, Audience>>;
}

/** The Monday so many weeks from now. */
export function monday(work: Pick<Work, 'now'>, weeks = 0): Temporal.PlainDate {
  return mondayOf(work.now.toZonedDateTimeISO('UTC').toPlainDate()).add({ weeks });
}

/** Let a member say something on their signpost, the way its commands write it. */
export async function say(work: Work, member: Member, said: Said): Promise<void> {
  const lines = (names: readonly string[]) =>
    names.map((name) => {
      const [label = '', level, used] = name.split(':');
      return {
        ...{ name: label, level: level === undefined ? null : Number(level), since: null },
        ...{ lastUsed: used === undefined ? null : Temporal.PlainYearMonth.from(used), note: '' },
      };
    });
  const { name } = member;
  await introduce(work, member, { name, headline: said.headline ?? '', about: said.about ?? '' });
  for (const list of ['do', 'learning', 'dont'] as const satisfies readonly SkillList[])
    await setSkills(work, member, list, lines(said[list] ?? []));
  if (said.free !== undefined) await setAvailability(work, member, weeksOf(work, said.free));
  await setAudiences(work, member, said.audiences ?? {});
}

function weeksOf(work: Work, free: NonNullable<Said['free']>) {
  return free.map((hours, index) => ({
    week: monday(work, index),
    ...(hours === 0 ? { state: 'booked' as const, hours: null } : { state: 'free' as const, hours }),
  }));
}

/** Somebody of another collective, as it is kept when their server is read. */
export function remote(
  work: Work,
  collective: ActorId,
  fullHandle: string,
  rest: Partial<RemotePerson>,
): Promise<void> {
  const [, handle = '', host = ''] = fullHandle.split('@');
  const actor = `https://${host}/m/${handle}` as Iri;
  return keepRemotePerson(work, {
    ...{ actor, collective, name: handle, handle, host, headline: '', url: actor },
    skills: { do: [], learning: [], dont: [] },
    ...{ weeks: [], confirmedAt: null, languages: [], terms: [], fetchedAt: work.now },
    place: { grain: 'none', country: null, region: null, town: null },
    ...rest,
  });
}
