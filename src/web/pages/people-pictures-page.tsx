import type { SkillOfAll, TeamWeek, TeamWeeks } from '../../domain/people/pictures.ts';
import type { Say } from '../../words/say.ts';
import { Actions, Button } from '../components/button.tsx';
import { HeatMap } from '../components/heat-map.tsx';
import { Empty } from '../components/notice.tsx';
import { Fine, Stack, Title } from '../components/section.tsx';
import { SkillMap } from '../components/skill-map.tsx';
import { Table } from '../components/table.tsx';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { dayWords, PersonCell } from './people-words.tsx';
import { frameOf, type Visit } from './visit.tsx';
import { Older } from './work-words.tsx';

/** Skills that are drawn; the others stand in the table. */
const drawnSkills = 24;

interface SkillsPageProps {
  readonly visit: Visit;
  readonly skills: readonly SkillOfAll[];
  readonly isMember: boolean;
}

/** What the collective does, by level and how lately. */
export function SkillsPage({ visit, skills, isMember }: SkillsPageProps) {
  const say = useSay();
  const { name } = visit.collective;
  return (
    <Page {...frameOf(visit, '/people')} title={say('directory.skills_title')} hidden={isMember}>
      <Title
        kicker={[<a href="/people">{say('directory.title')}</a>]}
        deck={say('directory.skills_deck', { name })}
      >
        {say('directory.skills_title')}
      </Title>
      {skills.length === 0 ? <NoSkills isMember={isMember} /> : <Skills skills={skills} />}
    </Page>
  );
}

function NoSkills({ isMember }: { readonly isMember: boolean }) {
  const say = useSay();
  const act = (
    <Actions>
      <Button href="/me">{say('directory.write_skills')}</Button>
    </Actions>
  );
  return (
    <Empty title={say('directory.no_skills_title')} actions={isMember ? act : undefined}>
      <p>{say('directory.no_skills_text')}</p>
    </Empty>
  );
}

function Skills({ skills }: Pick<SkillsPageProps, 'skills'>) {
  const say = useSay();
  const [first] = skills;
  const finding = say('directory.skills_finding', {
    skills: skills.length,
    first: first?.label ?? '',
    people: first?.people ?? 0,
  });
  const levels = ['level_4', 'level_3', 'level_2', 'level_1', 'level_unsaid'] as const;
  const names = levels.map((level) => say(`directory.${level}`));
  const hrefOf = (skill: SkillOfAll) => `/people?${new URLSearchParams({ skill: skill.label })}`;
  const more = skills.length - drawnSkills;
  return (
    <Stack far>
      <p>{finding}</p>
      <SkillMap
        rows={skills.slice(0, drawnSkills).map((skill) => ({
          ...{ label: skill.label, href: hrefOf(skill), levels: skill.levels },
        }))}
        levels={names}
        finding={finding}
      />
      {more > 0 && <Fine>{say('directory.skills_more', { count: more })}</Fine>}
      <details>
        <summary>{say('directory.as_table')}</summary>
        <Table
          columns={[
            { head: say('directory.skill') },
            { head: say('directory.people'), figures: true },
            ...names.map((head) => ({ head })),
          ]}
          rows={skills.map((skill) => [
            <a href={hrefOf(skill)} dir="auto">
              {skill.label}
            </a>,
            skill.people,
            ...skill.levels.map(({ recent, older }) =>
              recent + older === 0 ? '–' : say('directory.recent_of', { count: recent + older, recent }),
            ),
          ])}
        />
      </details>
    </Stack>
  );
}

/** People that are drawn on one page. */
const drawnPeople = 50;

interface CapacityPageProps {
  readonly visit: Visit;
  readonly team: TeamWeeks;
  readonly now: Temporal.Instant;
  /** How many people stand on the pages before. */
  readonly skip: number;
}

/** When everybody is free who lets members see it. */
export function CapacityPage(props: CapacityPageProps) {
  const { visit, team } = props;
  const say = useSay();
  const isAnythingSaid = team.rows.some(({ freshness }) => freshness !== 'never');
  return (
    <Page {...frameOf(visit, '/people')} title={say('directory.capacity_title')} hidden>
      <Title kicker={[<a href="/people">{say('directory.title')}</a>]} deck={say('directory.capacity_deck')}>
        {say('directory.capacity_title')}
      </Title>
      {isAnythingSaid ? <Capacity {...props} /> : <NoCapacity />}
    </Page>
  );
}

function NoCapacity() {
  const say = useSay();
  return (
    <Empty
      title={say('directory.no_capacity_title')}
      actions={
        <Actions>
          <Button href="/me/availability">{say('directory.say_yours')}</Button>
        </Actions>
      }
    >
      <p>{say('directory.no_capacity_text')}</p>
    </Empty>
  );
}

function Capacity({ visit, team, now, skip }: CapacityPageProps) {
  const say = useSay();
  const shown = team.rows.slice(skip, skip + drawnPeople);
  const rest = team.rows.length - skip - shown.length;
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  const finding = findingOf(say, team, today);
  return (
    <Stack far>
      <p>{finding}</p>
      <HeatMap
        weeks={team.weeks}
        rows={shown.map(({ person, weeks, freshness }) => ({
          ...{ name: person.name, cells: weeks, isOld: freshness !== 'fresh' },
        }))}
        finding={finding}
        language={say.language === 'en' ? 'en-GB' : say.language}
      />
      {rest > 0 && (
        <Older
          href={`/people/capacity?after=${skip + shown.length}`}
          words={say('directory.next_page', { count: Math.min(rest, drawnPeople) })}
        />
      )}
      {team.stale > 0 && <Fine>{say('directory.capacity_stale', { count: team.stale })}</Fine>}
      <CapacityTables visit={visit} team={team} shown={shown} today={today} />
    </Stack>
  );
}

interface TablesProps extends Pick<CapacityPageProps, 'visit' | 'team'> {
  /** The people of this page. */
  readonly shown: TeamWeeks['rows'];
  readonly today: Temporal.PlainDate;
}

/** The picture in words: by people, and by weeks. */
function CapacityTables({ visit, team, shown, today }: TablesProps) {
  const say = useSay();
  return (
    <details>
      <summary>{say('directory.as_table')}</summary>
      <Stack far>
        <Table
          columns={[
            { head: say('directory.person') },
            { head: say('directory.weeks_free') },
            { head: say('directory.hours_in_all'), figures: true },
          ]}
          rows={shown.map(({ person, weeks, hours, freshness }) => [
            <PersonCell visit={visit} person={person} />,
            runsOf(say, weeks, team.weeks, today),
            freshness === 'fresh' ? say('directory.hours', { hours }) : say('directory.old_word'),
          ])}
        />
        <Table
          columns={[
            { head: say('directory.week') },
            { head: say('directory.people_free'), figures: true },
            { head: say('directory.hours_free'), figures: true },
          ]}
          rows={team.weeks.map((week, index) => [
            dayWords(say, week, today),
            team.rows.filter((row) => row.freshness === 'fresh' && row.weeks[index]?.state === 'free').length,
            say('directory.hours', { hours: team.totals[index] ?? 0 }),
          ])}
        />
      </Stack>
    </details>
  );
}

function findingOf(say: Say, team: TeamWeeks, today: Temporal.PlainDate): string {
  const people = team.rows.length - team.stale;
  const hours = Math.max(...team.totals);
  const day = team.weeks[team.totals.indexOf(hours)] ?? today;
  if (hours === 0) return say('directory.capacity_finding_none', { people });
  return say('directory.capacity_finding', { people, day: dayWords(say, day, today), hours });
}

/** Free weeks as people say them: "20 h 7 Dec to 4 Jan; 8 h 11 Jan". */
function runsOf(
  say: Say,
  weeks: readonly TeamWeek[],
  mondays: readonly Temporal.PlainDate[],
  today: Temporal.PlainDate,
): string {
  const runs: { hours: number; first: number; last: number }[] = [];
  for (const [index, week] of weeks.entries()) {
    if (week.state !== 'free') continue;
    const hours = week.hours ?? 0;
    const run = runs.at(-1);
    if (run !== undefined && run.last === index - 1 && run.hours === hours) run.last = index;
    else runs.push({ hours, first: index, last: index });
  }
  const day = (index: number) => dayWords(say, mondays[index] ?? today, today);
  const words = runs.map(({ hours, first, last }) =>
    say('directory.run', { hours, weeks: last - first + 1, from: day(first), until: day(last) }),
  );
  return words.join('; ') || say('directory.no_run');
}
