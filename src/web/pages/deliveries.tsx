import { Hono } from 'hono';
import { type Iri, isId, type OpportunityId } from '../../core/id.ts';
import { iri, paths } from '../../core/iri.ts';
import type { Page as ListPage } from '../../core/page.ts';
import { Refusal } from '../../core/refusal.ts';
import { retryDelivery } from '../../domain/deliveries/commands.ts';
import { type Delivery, type DeliveryState, deliveryStates } from '../../domain/deliveries/delivery.ts';
import { countDeliveries, listDeliveries } from '../../domain/deliveries/queries.ts';
import { inWork } from '../../domain/work.ts';
import { Who } from '../components/audience.tsx';
import { Button } from '../components/button.tsx';
import { Figures } from '../components/facts.tsx';
import { Field } from '../components/form.tsx';
import { Empty } from '../components/notice.tsx';
import { Entries, Entry, Fine, Title } from '../components/section.tsx';
import { State, stateWord } from '../components/state.tsx';
import { Table } from '../components/table.tsx';
import { TimeStamp } from '../components/time.tsx';
import { parseForm, readFields } from '../forms/fields.ts';
import { retryForm } from '../forms/small-forms.ts';
import { Page } from '../layout.tsx';
import { DoneNotice } from './done.tsx';
import { FilterLine } from './filter-line.tsx';
import { markOfDelivery } from './reach.ts';
import { frameOf, type PageEnv, requireViewerMay, type Site, show, type Visit } from './visit.tsx';
import { Older } from './work-words.tsx';

/** The receipts: what this node said, to whom it went, and what they answered. */
export function deliveriesRoutes({ platform }: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  const { db, origin } = platform;

  routes.get('/deliveries', async (context) => {
    const { visit } = context.var;
    requireViewerMay(visit, 'delivery.act');
    const { state: wanted, about, after, done } = context.req.query();
    const state = readState(wanted);
    const object = readObject(about, origin);
    const page = await listDeliveries(db, { state, object, cursor: after });
    const counts = await countDeliveries(db, object);
    return show(context, <DeliveriesPage {...{ visit, page, counts, state, about, done, origin }} />);
  });

  routes.post('/deliveries/retry', async (context) => {
    requireViewerMay(context.var.visit, 'delivery.act');
    const form = parseForm(retryForm, await readFields(context));
    if (!form.ok) throw new Refusal('invalid', 'delivery.address', 'That names no delivery.');
    const { activity, inbox, state } = form.value;
    await inWork(platform, (work) => retryDelivery(work, activity as Iri, inbox));
    const query = state === '' ? '' : `&state=${encodeURIComponent(state)}`;
    return context.redirect(`/deliveries?done=retried${query}`, 303);
  });

  return routes;
}

function readState(text: string | undefined): DeliveryState | undefined {
  if (text === undefined || text === '') return undefined;
  const state = deliveryStates.find((known) => known === text);
  if (state !== undefined) return state;
  throw new Refusal('invalid', 'deliveries.state', `"${text.slice(0, 40)}" is not a state of a delivery.`);
}

function readObject(about: string | undefined, origin: string): Iri | undefined {
  if (about === undefined || about === '') return undefined;
  if (isId(about)) return iri(origin, paths.post(about as OpportunityId));
  throw new Refusal('invalid', 'deliveries.about', 'That names no opportunity.');
}

interface DeliveriesPageProps {
  readonly visit: Visit;
  readonly page: ListPage<Delivery>;
  readonly counts: Readonly<Record<DeliveryState, number>>;
  readonly state: DeliveryState | undefined;
  /** The opportunity whose post these are about. */
  readonly about: string | undefined;
  readonly done: string | undefined;
  readonly origin: string;
}

function DeliveriesPage(props: DeliveriesPageProps) {
  const { visit, page, counts, state, about, done } = props;
  const isEmpty = deliveryStates.every((one) => counts[one] === 0);
  const query = new URLSearchParams({
    ...(state && { state }),
    ...(about && { about }),
    after: page.next ?? '',
  });
  return (
    <Page {...frameOf(visit, '/deliveries')} title="Receipts" hidden>
      <Title
        above={<DoneNotice done={done} />}
        kicker={[<Who to="stewards" />]}
        deck="Every letter that left, and what the other side said. Times are UTC."
      >
        Receipts
      </Title>
      {isEmpty ? (
        <Empty title="Nothing has left this place yet">
          <p>
            Once somebody follows, each post and each change is a letter to their server. Its receipt stands
            here: on its way, arrived, tried again, or refused and why.
          </p>
        </Empty>
      ) : (
        <Entries>
          <Entry title="In all" note={about === undefined ? undefined : 'About one opportunity.'} strong>
            <Figures figures={figuresOf(counts)} />
          </Entry>
          <Entry title="Letters" note="Newest first." strong>
            <StateFilter state={state} about={about} />
            {page.items.length === 0 ? <Fine>None is in this state now.</Fine> : <Letters {...props} />}
            {page.next !== undefined && <Older href={`/deliveries?${query}`} />}
          </Entry>
        </Entries>
      )}
    </Page>
  );
}

function figuresOf(counts: Readonly<Record<DeliveryState, number>>) {
  const number = new Intl.NumberFormat('en');
  return [
    { label: 'delivered', value: number.format(counts.delivered) },
    { label: 'queued or retrying', value: number.format(counts.queued + counts.retrying) },
    { label: 'refused', value: number.format(counts.refused) },
    { label: 'gave up', value: number.format(counts['gave up']) },
  ];
}

function StateFilter({ state, about }: Pick<DeliveriesPageProps, 'state' | 'about'>) {
  const option = (one: DeliveryState) => ({ value: one, label: stateWord(markOfDelivery[one]) });
  return (
    <FilterLine action="/deliveries">
      <Field
        name="state"
        label="State"
        width="short"
        value={state ?? ''}
        options={[{ value: '', label: 'All' }, ...deliveryStates.map(option)]}
      />
      {about !== undefined && <input type="hidden" name="about" value={about} />}
    </FilterLine>
  );
}

const verbs: Readonly<Record<string, string>> = {
  Create: 'New post',
  Update: 'Edit',
  Delete: 'Deletion',
  Announce: 'Passed on',
  Follow: 'Asked to follow',
  Accept: 'Let a follower in',
  Reject: 'Sent a follower away',
  Add: 'Put on the profile',
  Remove: 'Taken off the profile',
  Undo: 'Took back',
};

function Letters({ page, state, origin }: DeliveriesPageProps) {
  return (
    <Table
      rowHead={1}
      columns={[
        { head: 'When', bare: true },
        { head: 'What' },
        { head: 'To' },
        { head: 'They said' },
        { head: 'Tries', figures: true },
        { head: 'Next', bare: true },
      ]}
      rows={page.items.map((delivery) => [
        <TimeStamp at={delivery.createdAt} look="short" />,
        <What delivery={delivery} origin={origin} />,
        <bdi>{delivery.host}</bdi>,
        <Said delivery={delivery} />,
        delivery.attempts,
        <Next delivery={delivery} state={state} />,
      ])}
    />
  );
}

function What({ delivery, origin }: { readonly delivery: Delivery; readonly origin: string }) {
  const words = verbs[delivery.type] ?? delivery.type;
  const path = delivery.object.startsWith(`${origin}/`) ? delivery.object.slice(origin.length) : undefined;
  if (path === undefined || !/^\/(?:opportunities\/|@)/.test(path)) return <bdi>{words}</bdi>;
  return <a href={path}>{words}</a>;
}

function Said({ delivery }: { readonly delivery: Delivery }) {
  const { state, status, error } = delivery;
  return (
    <div>
      <State state={markOfDelivery[state]}>
        {stateWord(markOfDelivery[state])}
        {status !== null && `, ${status}`}
      </State>
      {error !== null && (
        <Fine>
          <bdi>{error}</bdi>
        </Fine>
      )}
    </div>
  );
}

interface NextProps {
  readonly delivery: Delivery;
  readonly state: DeliveryState | undefined;
}

function Next({ delivery, state }: NextProps) {
  const { nextAt, activity, inbox, host } = delivery;
  if (delivery.state === 'delivered') return null;
  return (
    <form method="post" action="/deliveries/retry">
      <input type="hidden" name="activity" value={activity} />
      <input type="hidden" name="inbox" value={inbox} />
      <input type="hidden" name="state" value={state ?? ''} />
      {nextAt !== null && (
        <Fine>
          <TimeStamp at={nextAt} look="short" />
        </Fine>
      )}
      <Button look="plain" small icon="retry">
        Try now
        <span class="hush"> to {host}</span>
      </Button>
    </form>
  );
}
