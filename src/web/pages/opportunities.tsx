import { Hono } from 'hono';
import { sanitizeHtml } from '../../core/html.ts';
import { paths } from '../../core/iri.ts';
import type { Page as ListPage } from '../../core/page.ts';
import { Refusal } from '../../core/refusal.ts';
import { can } from '../../domain/members/can.ts';
import { type FromAlly, listFromAllies } from '../../domain/opportunities/allies.ts';
import { type Opportunity, type Status, statuses } from '../../domain/opportunities/opportunity.ts';
import { listOpportunities } from '../../domain/opportunities/queries.ts';
import { databaseTime } from '../../domain/work.ts';
import { Actions, Button } from '../components/button.tsx';
import { Field } from '../components/form.tsx';
import { houseOf } from '../components/house.ts';
import { Index } from '../components/list.tsx';
import { Empty } from '../components/notice.tsx';
import { Entries, Entry, Stack, Title } from '../components/section.tsx';
import { State, stateWord } from '../components/state.tsx';
import { Table } from '../components/table.tsx';
import { TimeStamp } from '../components/time.tsx';
import { Page } from '../layout.tsx';
import { DoneNotice } from './done.tsx';
import { FilterLine } from './filter-line.tsx';
import {
  frameOf,
  keepForAMinute,
  type PageEnv,
  requireViewer,
  type Site,
  show,
  type Visit,
} from './visit.tsx';
import { indexItem, Older, ownIndexItem } from './work-words.tsx';

const settled = ['filled', 'closed', 'withdrawn', 'expired'] as const satisfies readonly Status[];
const live = ['open', 'shortlisting'] as const satisfies readonly Status[];

/** The lists of work: ours for everybody, allies' for members. */
export function opportunitiesRoutes({ platform: { db } }: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get('/opportunities', async (context) => {
    const { visit } = context.var;
    const cursor = context.req.query('after');
    const now = await databaseTime(db);
    if (context.req.query('from') === 'allies') {
      requireViewer(visit);
      const page = await listFromAllies(db, cursor);
      return show(context, <FromAlliesPage visit={visit} page={page} now={now} />);
    }
    keepForAMinute(context);
    const viewer = visit.viewer === undefined ? 'anyone' : 'member';
    const state = readState(context.req.query('state'), viewer === 'member');
    const list = (wanted: readonly Status[], after?: string) =>
      listOpportunities(db, viewer, { statuses: wanted, cursor: after });
    const isOverview = state === undefined && cursor === undefined;
    const shown = await list(state === undefined ? live : [state], cursor);
    const drafts = isOverview && viewer === 'member' ? await list(['draft']) : undefined;
    const over = isOverview ? await list(settled) : undefined;
    const done = context.req.query('done');
    const props = { visit, now, state, shown, drafts: drafts?.items ?? [], over: over?.items ?? [], done };
    return show(context, <OpportunitiesPage {...props} />);
  });
  // Hashtags of our posts lead here; their servers have pages of their own for them.
  routes.get('/tags/:tag', (context) => context.redirect(paths.opportunities, 302));
  return routes;
}

function readState(text: string | undefined, isMember: boolean): Status | undefined {
  if (text === undefined || text === '') return undefined;
  const state = statuses.find((status) => status === text);
  if (state !== undefined && (isMember || state !== 'draft')) return state;
  throw new Refusal(
    'invalid',
    'opportunities.state',
    `"${text.slice(0, 40)}" is not a state of an opportunity.`,
  );
}

interface OpportunitiesPageProps {
  readonly visit: Visit;
  readonly now: Temporal.Instant;
  readonly state: Status | undefined;
  readonly shown: ListPage<Opportunity>;
  readonly drafts: readonly Opportunity[];
  readonly over: readonly Opportunity[];
  readonly done: string | undefined;
}

function OpportunitiesPage({ visit, now, state, shown, drafts, over, done }: OpportunitiesPageProps) {
  const isSteward = can(visit.viewer, 'opportunity.write');
  const { name } = visit.collective;
  const query = state === undefined ? '' : `state=${state}&`;
  return (
    <Page
      {...frameOf(visit, '/opportunities')}
      title="Opportunities"
      description={`Work that ${name} offers.`}
    >
      <Title above={<DoneNotice done={done} />} actions={isSteward ? <NewOne /> : undefined}>
        Opportunities
      </Title>
      <Stack far>
        <ListFilters visit={visit} from="ours" state={state} count={shown.items.length} />
        {shown.items.length === 0 ? (
          <NothingHere visit={visit} state={state} />
        ) : (
          <Index heading="Work" items={shown.items.map((one) => ownIndexItem(one, now))} />
        )}
        {shown.next !== undefined && <Older href={`/opportunities?${query}after=${shown.next}`} />}
      </Stack>
      {drafts.length + over.length > 0 && (
        <Entries>
          {drafts.length > 0 && (
            <Entry title="Drafts" note="Only members see these. Nothing was sent." strong>
              <Index items={drafts.map((one) => ownIndexItem(one, now))} />
            </Entry>
          )}
          {over.length > 0 && (
            <Entry title="Settled lately" note="Kept for the record." strong>
              <SettledTable over={over} />
            </Entry>
          )}
        </Entries>
      )}
    </Page>
  );
}

function NewOne() {
  return (
    <Actions>
      <Button href="/opportunities/new" icon="plus">
        New opportunity
      </Button>
    </Actions>
  );
}

function SettledTable({ over }: { readonly over: readonly Opportunity[] }) {
  return (
    <Table
      columns={[
        { head: 'Opportunity' },
        { head: 'State' },
        { head: 'How it ended' },
        { head: 'Date', figures: true },
      ]}
      rows={over.map((one) => [
        <a href={paths.opportunity(one.id)} dir="auto">
          {one.title}
        </a>,
        <State state={one.status} />,
        one.reason === null ? '–' : <bdi>{one.reason}</bdi>,
        <TimeStamp at={one.updatedAt} />,
      ])}
    />
  );
}

interface ListFiltersProps {
  readonly visit: Visit;
  readonly from: 'ours' | 'allies';
  readonly state?: Status | undefined;
  readonly count: number;
}

function ListFilters({ visit, from, state, count }: ListFiltersProps) {
  const isMember = visit.viewer !== undefined;
  const states = statuses.filter((status) => isMember || status !== 'draft');
  const what = count === 1 ? '1 opportunity' : `${count} opportunities`;
  return (
    <FilterLine action="/opportunities" note={`${what} on this page, newest first.`}>
      {isMember && (
        <Field
          name="from"
          label="From"
          width="short"
          value={from}
          options={[
            { value: '', label: visit.collective.name },
            { value: 'allies', label: 'Allies' },
          ]}
        />
      )}
      {from === 'ours' && (
        <Field
          name="state"
          label="State"
          width="short"
          value={state ?? ''}
          options={[
            { value: '', label: 'Not settled' },
            ...states.map((status) => ({ value: status, label: stateWord(status) })),
          ]}
        />
      )}
    </FilterLine>
  );
}

function NothingHere({ visit, state }: { readonly visit: Visit; readonly state: Status | undefined }) {
  const { name } = visit.collective;
  if (state !== undefined) {
    return (
      <Empty title={`Nothing is ${stateWord(state).toLowerCase()} now`}>
        <p>Every opportunity is in one state at a time, and keeps its page when it moves on.</p>
      </Empty>
    );
  }
  const isSteward = can(visit.viewer, 'opportunity.write');
  return (
    <Empty
      title={`${name} has no open work now`}
      actions={
        isSteward ? (
          <Actions>
            <Button href="/opportunities/new">Write the first one</Button>
          </Actions>
        ) : undefined
      }
    >
      <p>
        An opportunity says what should be true at the end, who is needed, and what they get for it. New ones
        reach everybody who follows <bdi>{visit.handle}</bdi> from Mastodon and the like.
      </p>
    </Empty>
  );
}

interface FromAlliesProps {
  readonly visit: Visit;
  readonly page: ListPage<FromAlly>;
  readonly now: Temporal.Instant;
}

function FromAlliesPage({ visit, page, now }: FromAlliesProps) {
  const items = page.items.map(({ opportunity, collective }) =>
    indexItem(opportunity, {
      href: `/allies/opportunity?iri=${encodeURIComponent(opportunity.iri)}`,
      outcome: sanitizeHtml(opportunity.outcome),
      now,
      from: { name: collective.name, house: houseOf(collective.host) },
    }),
  );
  return (
    <Page {...frameOf(visit, '/opportunities?from=allies')} title="From allies" hidden>
      <Title deck="Work that the collectives we follow offer. The mark and the domain say whose it is.">
        From allies
      </Title>
      <Stack far>
        <ListFilters visit={visit} from="allies" count={items.length} />
        {items.length === 0 ? (
          <Empty
            title="No ally has sent work yet"
            actions={
              <Actions>
                <Button href="/allies">Follow a collective</Button>
              </Actions>
            }
          >
            <p>
              Once a collective we follow posts an opportunity, it stands here and stays up to date by itself.
            </p>
          </Empty>
        ) : (
          <Index heading="Work from allies" items={items} />
        )}
        {page.next !== undefined && <Older href={`/opportunities?from=allies&after=${page.next}`} />}
      </Stack>
    </Page>
  );
}
