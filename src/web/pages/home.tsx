import { Hono } from 'hono';
import { markdownToHtml, plainText } from '../../core/html.ts';
import { iri, paths } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { type Follow, listFollowing } from '../../domain/follows/queries.ts';
import type { Member } from '../../domain/members/member.ts';
import { listMembers } from '../../domain/members/queries.ts';
import type { Opportunity } from '../../domain/opportunities/opportunity.ts';
import { listOpportunities } from '../../domain/opportunities/queries.ts';
import { databaseTime } from '../../domain/work.ts';
import type { Say } from '../../words/say.ts';
import { houseOf } from '../components/house.ts';
import { Index } from '../components/list.tsx';
import { Person } from '../components/mark.tsx';
import { Prose } from '../components/prose.tsx';
import { Columns, Entries, Entry, Folio, Stack, Title, WithAside } from '../components/section.tsx';
import { Page } from '../layout.tsx';
import { Said, useSay } from '../reader.tsx';
import { FollowPanel } from './follow-us.tsx';
import { memberPage } from './member.tsx';
import { frameOf, keepForAMinute, type PageEnv, type Site, show, type Visit } from './visit.tsx';
import { Older, ownIndexItem } from './work-words.tsx';

/** How many opportunities and allies the front page names. */
const most = 6;

/** The front page, which is the page of the collective, and the pages of the people who chose to have one. */
export function homeRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get('/', async (context) => {
    keepForAMinute(context);
    return show(context, <HomePage {...(await gather(site, context.var.visit))} />);
  });
  routes.get('/:handle{@[^/]+}', async (context) => {
    const { visit } = context.var;
    const handle = context.req.param('handle').slice(1);
    keepForAMinute(context);
    if (handle === visit.collective.handle)
      return show(context, <HomePage {...(await gather(site, visit))} />);
    const page = await memberPage(site, visit, handle);
    if (page === undefined)
      throw new Refusal('not-found', 'member.unknown', 'There is no page of that name here.');
    return show(context, page);
  });
  return routes;
}

/** Those who answer for the place; the front page does not name everybody. */
function stewardsFirst(people: readonly Member[]): Member[] {
  const rank = (person: Member) => (person.hats.includes('steward') ? 0 : 1);
  return people.toSorted((a, b) => rank(a) - rank(b));
}

interface HomePageProps {
  readonly visit: Visit;
  readonly origin: string;
  readonly now: Temporal.Instant;
  readonly open: readonly Opportunity[];
  readonly hasMore: boolean;
  /** Those who chose to be seen. */
  readonly people: readonly Member[];
  readonly allies: readonly Follow[];
}

async function gather(site: Site, visit: Visit): Promise<HomePageProps> {
  const { db, origin } = site.platform;
  const statuses = ['open', 'shortlisting'] as const;
  const open = await listOpportunities(db, 'anyone', { statuses });
  const members = await listMembers(db);
  const following = await listFollowing(db, visit.collective.actor);
  return {
    visit,
    origin,
    now: await databaseTime(db),
    open: open.items.slice(0, most),
    hasMore: open.items.length > most || open.next !== undefined,
    people: stewardsFirst(members.filter(({ isFederated, stage }) => isFederated && stage === 'member')),
    allies: following.items.filter((follow) => follow.state === 'accepted' && follow.actor.type !== 'Person'),
  };
}

function HomePage(props: HomePageProps) {
  const { visit, origin, people } = props;
  const say = useSay();
  const { collective, handle } = visit;
  const { lead, rest } = splitPurpose(collective.purpose);
  const frame = frameOf(visit, '/');
  const address = iri(origin, paths.actor(collective.handle));
  return (
    <Page
      {...frame}
      title={collective.name}
      description={plainText(markdownToHtml(collective.purpose), 200)}
      url={address}
      activity={address}
    >
      <Folio facts={folioFacts(props, say)} />
      <Title lede>
        <span lang={collective.language} dir="auto">
          {lead}
        </span>
      </Title>
      <WithAside
        label={say('home.follow', { name: collective.name })}
        aside={<FollowPanel handle={handle} />}
      >
        <Stack>
          {rest !== '' && <Prose html={markdownToHtml(rest)} look="large" lang={collective.language} />}
          <FirstSteps visit={visit} />
        </Stack>
      </WithAside>
      <Entries>
        <OpenWork {...props} />
        {people.length > 0 && <People {...props} />}
        {props.allies.length > 0 && <Allies {...props} />}
        <ThePlace {...props} />
      </Entries>
    </Page>
  );
}

function FirstSteps({ visit: { viewer, collective } }: Pick<HomePageProps, 'visit'>) {
  const say = useSay();
  return (
    <p class="actions">
      <a class="button" href={paths.opportunities}>
        {say('home.see_opportunities')}
      </a>
      {viewer === undefined && collective.joinPolicy === 'application' && (
        <a class="button line" href="/apply">
          {say('joining.apply_title', { place: collective.name })}
        </a>
      )}
    </p>
  );
}

function ThePlace({ visit: { collective, host } }: HomePageProps) {
  const say = useSay();
  return (
    <Entry title={say('home.place')} strong>
      <p class="prose">
        <Said
          k="home.place_text"
          values={{ name: collective.name, host }}
          draw={{ bdi: (words) => <bdi>{words}</bdi> }}
        />
      </p>
    </Entry>
  );
}

/** The first line of a purpose is its headline; what follows is read below it. */
function splitPurpose(purpose: string): { lead: string; rest: string } {
  const [first = '', ...others] = purpose.trim().split(/\n\s*\n|\n/);
  const sentence = plainText(markdownToHtml(first), 400);
  if (sentence.length <= 140) return { lead: sentence, rest: others.join('\n\n').trim() };
  const cut = /^.{20,139}?[.!?](?=\s)/.exec(sentence)?.[0];
  if (cut === undefined) return { lead: plainText(markdownToHtml(first), 140), rest: purpose };
  return { lead: cut, rest: [sentence.slice(cut.length).trim(), ...others].join('\n\n') };
}

function folioFacts({ visit, open, hasMore, people }: HomePageProps, say: Say): string[] {
  const { year } = visit.collective.createdAt.toZonedDateTimeISO('UTC');
  const calls = hasMore ? say('home.more_calls', { most }) : say('home.calls', { count: open.length });
  const named = people.length === 0 ? [] : [say('home.people_to_talk_to', { count: people.length })];
  return [say('home.since', { host: visit.host, year: String(year) }), calls, ...named];
}

function OpenWork({ visit, open, hasMore, now }: HomePageProps) {
  const say = useSay();
  return (
    <Entry
      title={say('home.open_work')}
      note={say('home.open_work_note', { name: visit.collective.name })}
      strong
    >
      {open.length === 0 ? (
        <p>{say('home.nothing_open')}</p>
      ) : (
        <Index items={open.map((one) => ownIndexItem(one, now, say))} />
      )}
      {hasMore && <Older href={paths.opportunities} words={say('home.all')} />}
    </Entry>
  );
}

function People({ visit, people }: HomePageProps) {
  const say = useSay();
  return (
    <Entry title={say('home.people')} note={say('home.people_note')} strong>
      <Columns
        items={people
          .slice(0, 4 * most)
          .map((person) => (
            <Person
              named
              name={person.name}
              house={visit.house}
              href={paths.actor(person.handle)}
              note={person.hats.includes('steward') ? say('home.steward') : undefined}
            />
          ))}
      />
      <Older href="/people" words={say('home.everybody')} />
    </Entry>
  );
}

function Allies({ allies }: HomePageProps) {
  const say = useSay();
  return (
    <Entry title={say('home.allies')} note={say('home.allies_note')} strong>
      <Columns
        items={allies
          .slice(0, 4 * most)
          .map(({ actor }) => (
            <Person
              named
              name={actor.name || actor.handle}
              house={houseOf(actor.host)}
              href={actor.url}
              from={actor.host}
            />
          ))}
      />
    </Entry>
  );
}
