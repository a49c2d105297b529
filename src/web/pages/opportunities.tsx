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
import { Said, useSay } from '../reader.tsx';
import { DoneNotice } from './done.tsx';
import { FilterLine } from './filter-line.tsx';
import { reasonWords } from './revision-words.tsx';
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
    { state: text.slice(0, 40) },
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
  const say = useSay();
  const isSteward = can(visit.viewer, 'opportunity.write');
  const query = state === undefined ? '' : `state=${state}&`;
  const lines = (items: readonly Opportunity[]) => items.map((one) => ownIndexItem(one, now, say));
  return (
    <Page
      {...frameOf(visit, '/opportunities')}
      title={say('opportunities.title')}
      description={say('opportunities.description', { name: visit.collective.name })}
    >
      <Title above={<DoneNotice done={done} />} actions={isSteward ? <NewOne /> : undefined}>
        {say('opportunities.title')}
      </Title>
      <Stack far>
        <ListFilters visit={visit} from="ours" state={state} count={shown.items.length} />
        {shown.items.length === 0 ? (
          <NothingHere visit={visit} state={state} />
        ) : (
          <Index heading={say('opportunities.work')} items={lines(shown.items)} />
        )}
        {shown.next !== undefined && <Older href={`/opportunities?${query}after=${shown.next}`} />}
      </Stack>
      {drafts.length + over.length > 0 && (
        <Entries>
          {drafts.length > 0 && (
            <Entry title={say('opportunities.drafts')} note={say('opportunities.drafts_note')} strong>
              <Index items={lines(drafts)} />
            </Entry>
          )}
          {over.length > 0 && (
            <Entry title={say('opportunities.settled')} note={say('opportunities.settled_note')} strong>
              <SettledTable over={over} />
            </Entry>
          )}
        </Entries>
      )}
    </Page>
  );
}

function NewOne() {
  const say = useSay();
  return (
    <Actions>
      <Button href="/opportunities/new" icon="plus">
        {say('opportunities.new')}
      </Button>
    </Actions>
  );
}

function SettledTable({ over }: { readonly over: readonly Opportunity[] }) {
  const say = useSay();
  return (
    <Table
      columns={[
        { head: say('opportunities.head_opportunity') },
        { head: say('opportunities.head_state') },
        { head: say('opportunities.head_end') },
        { head: say('opportunities.head_date'), figures: true },
      ]}
      rows={over.map((one) => [
        <a href={paths.opportunity(one.id)} dir="auto">
          {one.title}
        </a>,
        <State state={one.status} />,
        one.reason === null ? '–' : <bdi>{reasonWords(one.status, one.reason, say)}</bdi>,
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
  const say = useSay();
  const isMember = visit.viewer !== undefined;
  const states = statuses.filter((status) => isMember || status !== 'draft');
  return (
    <FilterLine action="/opportunities" note={say('opportunities.count', { count })}>
      {isMember && (
        <Field
          name="from"
          label={say('opportunities.from')}
          width="short"
          value={from}
          options={[
            { value: '', label: visit.collective.name },
            { value: 'allies', label: say('opportunities.allies') },
          ]}
        />
      )}
      {from === 'ours' && (
        <Field
          name="state"
          label={say('opportunities.state')}
          width="short"
          value={state ?? ''}
          options={[
            { value: '', label: say('opportunities.not_settled') },
            ...states.map((status) => ({ value: status, label: stateWord(status, say) })),
          ]}
        />
      )}
    </FilterLine>
  );
}

function NothingHere({ visit, state }: { readonly visit: Visit; readonly state: Status | undefined }) {
  const say = useSay();
  if (state !== undefined) {
    return (
      <Empty title={say('opportunities.none_in_state', { state })}>
        <p>{say('opportunities.none_in_state_why')}</p>
      </Empty>
    );
  }
  const isSteward = can(visit.viewer, 'opportunity.write');
  return (
    <Empty
      title={say('opportunities.none', { name: visit.collective.name })}
      actions={
        isSteward ? (
          <Actions>
            <Button href="/opportunities/new">{say('opportunities.write_first')}</Button>
          </Actions>
        ) : undefined
      }
    >
      <p>
        <Said
          k="opportunities.none_why"
          values={{ handle: visit.handle }}
          draw={{ bdi: (words) => <bdi>{words}</bdi> }}
        />
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
  const say = useSay();
  const items = page.items.map(({ opportunity, collective }) =>
    indexItem(opportunity, {
      href: `/allies/opportunity?iri=${encodeURIComponent(opportunity.iri)}`,
      outcome: sanitizeHtml(opportunity.outcome),
      now,
      say,
      from: { name: collective.name, house: houseOf(collective.host) },
    }),
  );
  return (
    <Page {...frameOf(visit, '/opportunities?from=allies')} title={say('opportunities.from_allies')} hidden>
      <Title deck={say('opportunities.from_allies_deck')}>{say('opportunities.from_allies')}</Title>
      <Stack far>
        <ListFilters visit={visit} from="allies" count={items.length} />
        {items.length === 0 ? (
          <Empty
            title={say('opportunities.none_from_allies')}
            actions={
              <Actions>
                <Button href="/allies">{say('opportunities.follow')}</Button>
              </Actions>
            }
          >
            <p>{say('opportunities.none_from_allies_why')}</p>
          </Empty>
        ) : (
          <Index heading={say('opportunities.from_allies_work')} items={items} />
        )}
        {page.next !== undefined && <Older href={`/opportunities?from=allies&after=${page.next}`} />}
      </Stack>
    </Page>
  );
}
