import type { Iri } from '../../core/id.ts';
import type { Db } from '../database.ts';
import { mondayOf } from '../signposts/availability.ts';
import type { Level } from '../signposts/signpost.ts';
import { shelfFor } from './directory.ts';
import type { Listed, ListedSkill, Seeker } from './listed.ts';
import { type Freshness, freshnessOf } from './weeks.ts';

/** A skill of the collective: how many of its people do it how well, and how lately. */
export interface SkillOfAll {
  readonly uri: Iri;
  readonly label: string;
  readonly people: number;
  /** By level, `null` for those who did not say; of each how many used it within a year. */
  readonly levels: readonly {
    readonly level: Level | null;
    readonly recent: number;
    readonly older: number;
  }[];
}

const levels: readonly (Level | null)[] = [4, 3, 2, 1, null];

/** What our people do, as far as the seeker may see it: the skills most people do first, then by name. */
export async function skillsOfAll(db: Db, seeker: Seeker, today: Temporal.PlainDate): Promise<SkillOfAll[]> {
  const ours = await ourPeople(db, seeker);
  const since = today.toPlainYearMonth().subtract({ months: 12 });
  const all = ours.flatMap((person) => person.do ?? []);
  const named = all.flatMap((skill) => (skill.uri === null ? [] : [{ ...skill, uri: skill.uri }]));
  return [...Map.groupBy(named, ({ uri }) => uri)]
    .map(([uri, skills]) => ({
      uri,
      label: skills[0]?.label ?? uri,
      people: skills.length,
      levels: levels.map((level) => {
        const here = skills.filter((skill) => skill.level === level);
        const recent = here.filter((skill) => isRecent(skill, since)).length;
        return { level, recent, older: here.length - recent };
      }),
    }))
    .sort((a, b) => b.people - a.people || a.label.localeCompare(b.label, 'en') || (a.uri < b.uri ? -1 : 1));
}

function isRecent({ lastUsed }: ListedSkill, since: Temporal.PlainYearMonth): boolean {
  return lastUsed !== null && Temporal.PlainYearMonth.compare(lastUsed, since) >= 0;
}

/** One week of somebody in the picture of the team. */
export type TeamWeek =
  | { readonly state: 'free'; readonly hours: number | null }
  | { readonly state: 'booked' }
  | { readonly state: 'unknown' };

/** Everybody who lets members see when they are free, week by week. */
export interface TeamWeeks {
  /** The Mondays of the columns. */
  readonly weeks: readonly Temporal.PlainDate[];
  readonly rows: readonly {
    readonly person: Listed;
    readonly freshness: Freshness;
    readonly weeks: readonly TeamWeek[];
    /** Hours free in all those weeks that can be counted on. */
    readonly hours: number;
  }[];
  /** Hours free in each week, of those whose word can be counted on. */
  readonly totals: readonly number[];
  /** How many let members see it and said nothing, or nothing for a long time. */
  readonly stale: number;
}

/** When our people are free in the weeks from now on. For members. Whose word is old stands last and is in no sum. */
export async function teamWeeks(db: Db, now: Temporal.Instant, count: number): Promise<TeamWeeks> {
  const first = mondayOf(now.toZonedDateTimeISO('UTC').toPlainDate());
  const weeks = Array.from({ length: count }, (_, index) => first.add({ weeks: index }));
  const days = weeks.map((week) => week.toString());
  const rows = (await ourPeople(db, 'members'))
    .flatMap((person) => {
      if (person.availability === undefined) return [];
      const freshness = freshnessOf(person.availability, now);
      const said = weeksOf(person, days);
      const hours = freshness === 'fresh' ? said.reduce((sum, week) => sum + hoursOf(week), 0) : 0;
      return [{ person, freshness, weeks: said, hours }];
    })
    .sort(
      (a, b) =>
        Number(b.freshness === 'fresh') - Number(a.freshness === 'fresh') ||
        a.person.name.localeCompare(b.person.name, 'en') ||
        (a.person.actor < b.person.actor ? -1 : 1),
    );
  const counted = rows.filter(({ freshness }) => freshness === 'fresh');
  return {
    ...{ weeks, rows },
    totals: weeks.map((_, index) =>
      counted.reduce((sum, row) => sum + hoursOf(row.weeks[index] ?? { state: 'unknown' }), 0),
    ),
    stale: rows.length - counted.length,
  };
}

function weeksOf({ availability }: Listed, days: readonly string[]): TeamWeek[] {
  return days.map((day): TeamWeek => {
    const one = availability?.byWeek.get(day);
    if (one === undefined) return { state: 'unknown' };
    return one.state === 'free' ? { state: 'free', hours: one.hours } : { state: 'booked' };
  });
}

function hoursOf(week: TeamWeek): number {
  return week.state === 'free' ? (week.hours ?? 0) : 0;
}

async function ourPeople(db: Db, seeker: Seeker): Promise<Listed[]> {
  const { people } = await shelfFor(db, seeker);
  return [...people.values()].filter(({ collective }) => collective === null);
}
