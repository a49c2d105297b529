import { can } from '../../domain/members/can.ts';
import type { FoundPeople, FoundPerson } from '../../domain/people/find.ts';
import type { DirectoryHouses } from '../../domain/people/houses.ts';
import { longestPoolName } from '../../domain/people/pool.ts';
import type { Asked } from '../../domain/people/question.ts';
import { Actions, Button } from '../components/button.tsx';
import { Join } from '../components/form.tsx';
import { Empty, Notice } from '../components/notice.tsx';
import { Fine, Stack, Title } from '../components/section.tsx';
import { type Column, Table } from '../components/table.tsx';
import { isAsked, queryOf } from '../forms/people-form.ts';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { PeopleFilters } from './people-filters.tsx';
import { DoesCell, FreeCell, keepPath, PersonCell, reasonWords } from './people-words.tsx';
import { frameOf, type Visit } from './visit.tsx';
import { Older } from './work-words.tsx';

/** How many of a list go into a pool at once. */
export const keptAtOnce = 100;

interface PeoplePageProps {
  readonly visit: Visit;
  readonly asked: Asked;
  readonly found: FoundPeople;
  readonly houses: DirectoryHouses;
  readonly now: Temporal.Instant;
  /** Whether who looks sees what is for members. */
  readonly isMember: boolean;
}

/** The directory: who is here, what they do, when they are free; found by what one asks. */
export function PeoplePage(props: PeoplePageProps) {
  const { visit, asked, found, isMember } = props;
  const say = useSay();
  const { name } = visit.collective;
  return (
    <Page
      {...frameOf(visit, '/people')}
      title={say('directory.title')}
      description={say('directory.description', { name })}
      hidden={isMember || isAsked(asked)}
    >
      <Title deck={<Deck {...props} />} actions={<Ways visit={visit} isMember={isMember} />}>
        {say('directory.title')}
      </Title>
      <PeopleFilters {...props} name={name} />
      <Stack far>
        <Read found={found} />
        {found.items.length === 0 ? <Nobody {...props} /> : <Results {...props} />}
        <LeftOut asked={asked} found={found} />
        {found.next !== undefined && (
          <Older
            href={`/people?${queryOf(asked, { after: found.next })}`}
            words={say('directory.next_page', { count: 20 })}
          />
        )}
        {isMember && found.items.length > 0 && isAsked(asked) && <KeepAll asked={asked} found={found} />}
      </Stack>
    </Page>
  );
}

function Deck({ visit, houses, isMember }: PeoplePageProps) {
  const say = useSay();
  const { name } = visit.collective;
  const { ours, allies } = houses;
  if (!isMember) return <>{say('directory.deck_visitor', { name, ours })}</>;
  if (allies.length === 0) return <>{say('directory.deck_ours', { name, ours })}</>;
  const theirs = allies.reduce((sum, { people }) => sum + people, 0);
  return <>{say('directory.deck_allies', { name, ours, theirs, houses: allies.length })}</>;
}

/** The other ways to look at people; for stewards, how everybody belongs. */
function Ways({ visit, isMember }: Pick<PeoplePageProps, 'visit' | 'isMember'>) {
  const say = useSay();
  return (
    <Actions>
      <Button href="/people/skills" look="plain">
        {say('directory.skills')}
      </Button>
      {isMember && (
        <>
          <Button href="/people/capacity" look="plain">
            {say('directory.capacity')}
          </Button>
          <Button href="/people/pools" look="plain">
            {say('directory.pools')}
          </Button>
        </>
      )}
      {can(visit.viewer, 'person.change') && (
        <Button href="/members" look="plain">
          {say('joining.members')}
        </Button>
      )}
    </Actions>
  );
}

/** How a skill that was misspelt was read. */
function Read({ found: { skill } }: { readonly found: FoundPeople }) {
  const say = useSay();
  if (skill === undefined || skill.label === null || skill.asked.includes('://')) return null;
  if (skill.label.toLowerCase() === skill.asked.toLowerCase()) return null;
  return <Fine>{say('directory.read_as', { asked: skill.asked, label: skill.label })}</Fine>;
}

function Results(props: PeoplePageProps) {
  const { asked, found, visit, now, isMember } = props;
  const say = useSay();
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  const hasReasons = found.items.some(({ reasons }) => reasons.length > 0);
  const isRanked = [asked.q, asked.skill, asked.covers].some((value) => (value ?? '') !== '');
  const columns: Column[] = [
    { head: say('directory.person') },
    { head: say('directory.does') },
    { head: say('directory.free') },
    ...(hasReasons ? [{ head: say('directory.why') }] : []),
    ...(isMember ? [{ head: say('directory.act'), hush: true }] : []),
  ];
  const row = ({ person, reasons }: FoundPerson) => [
    <PersonCell visit={visit} person={person} />,
    <DoesCell person={person} />,
    <FreeCell person={person} now={now} />,
    ...(hasReasons ? [<Reasons words={reasons.map((reason) => reasonWords(say, reason, today))} />] : []),
    ...(isMember
      ? [
          <a href={keepPath(person.actor)}>
            {say('directory.keep')}
            <span class="hush"> {person.name}</span>
          </a>,
        ]
      : []),
  ];
  return (
    <>
      <Fine>
        {say('directory.count', { count: found.total, order: isRanked ? 'fit' : 'fresh' })}
        {isAsked(asked) && (
          <>
            {' '}
            <a href="/people">{say('directory.clear')}</a>
          </>
        )}
      </Fine>
      <Table columns={columns} rows={found.items.map(row)} />
    </>
  );
}

/** Why somebody is in an answer, under each other. */
export function Reasons({ words }: { readonly words: readonly string[] }) {
  return (
    <ul class="reasons">
      {words.map((sentence) => (
        <li dir="auto">{sentence}</li>
      ))}
    </ul>
  );
}

function LeftOut({ asked, found }: Pick<PeoplePageProps, 'asked' | 'found'>) {
  const say = useSay();
  if (found.leftOut === 0) return null;
  return (
    <Fine>
      {say('directory.left_out', { count: found.leftOut })}{' '}
      <a href={`/people?${queryOf(asked, { stale: '1' })}`}>{say('directory.show_anyway')}</a>
    </Fine>
  );
}

/** Nobody was found: what it means, and the one next step. */
function Nobody({ visit, asked, found, isMember }: PeoplePageProps) {
  const say = useSay();
  const everyone = (
    <Actions>
      <Button href="/people">{say('directory.everyone')}</Button>
    </Actions>
  );
  if (asked.covers === '1' && found.dont.length === 0) {
    return (
      <Empty
        title={say('directory.none_dont_title')}
        actions={
          <Actions>
            <Button href="/me">{say('directory.none_dont_act')}</Button>
          </Actions>
        }
      >
        <p>{say('directory.none_dont_text')}</p>
      </Empty>
    );
  }
  if (found.skill !== undefined && found.skill.label === null) {
    return (
      <Empty
        title={say('directory.none_skill_title', { asked: found.skill.asked })}
        actions={
          <Actions>
            <Button href="/people/skills">{say('directory.skills_title')}</Button>
          </Actions>
        }
      >
        <p>{say('directory.none_skill_text')}</p>
      </Empty>
    );
  }
  if (!isAsked(asked)) {
    return (
      <Empty title={say('directory.none_visitor_title')}>
        <p>{say('directory.none_visitor_text', { name: visit.collective.name })}</p>
        {isMember && <p>{say('directory.no_skills_text')}</p>}
      </Empty>
    );
  }
  return (
    <Empty title={say('directory.none_title')} actions={everyone}>
      <p>{say('directory.none_text')}</p>
    </Empty>
  );
}

function KeepAll({ asked, found }: Pick<PeoplePageProps, 'asked' | 'found'>) {
  const say = useSay();
  return (
    <details>
      <summary>{say('directory.keep_all')}</summary>
      <form method="post" action="/people/pools" novalidate>
        <input type="hidden" name="asked" value={queryOf(asked)} />
        <Join
          name="name"
          label={say('directory.pool_name')}
          hint={say('directory.keep_all_hint', { count: Math.min(found.total, keptAtOnce) })}
          maxlength={longestPoolName}
          button={say('directory.make_pool')}
          placeholder={say('directory.pool_example')}
          required
        />
      </form>
    </details>
  );
}

/** What was just done here, from `?done=`; nothing for a word that is not one of these pages'. */
export function DoneHere({ done }: { readonly done: string | undefined }) {
  const words = useSay().maybe('directory', `done_${done ?? ''}`);
  if (words === undefined) return null;
  return (
    <Notice tone="good" announced>
      <p>{words}</p>
    </Notice>
  );
}
