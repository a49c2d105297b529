import { Hono } from 'hono';
import { type Iri, isId, type OpportunityId } from '../../core/id.ts';
import { iri, paths } from '../../core/iri.ts';
import type { Page as ListPage } from '../../core/page.ts';
import { Refusal } from '../../core/refusal.ts';
import { retryDelivery } from '../../domain/deliveries/commands.ts';
import { type Delivery, type DeliveryState, deliveryStates } from '../../domain/deliveries/delivery.ts';
import { countDeliveries, listDeliveries } from '../../domain/deliveries/queries.ts';
import { inWork } from '../../domain/work.ts';
import type { Say } from '../../words/say.ts';
import { Who } from '../components/audience.tsx';
import { Button } from '../components/button.tsx';
import { Figures } from '../components/facts.tsx';
import { Field } from '../components/form.tsx';
import { Empty, Notice } from '../components/notice.tsx';
import { Entries, Entry, Fine, Title } from '../components/section.tsx';
import { State, stateWord } from '../components/state.tsx';
import { Table } from '../components/table.tsx';
import { TimeStamp } from '../components/time.tsx';
import { parseForm, readFields } from '../forms/fields.ts';
import { retryForm } from '../forms/small-forms.ts';
import { Page } from '../layout.tsx';
import { Said, useReader, useSay } from '../reader.tsx';
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
    const form = parseForm(retryForm, await readFields(context), context.var.visit.reader.say);
    if (!form.ok) throw new Refusal('invalid', 'delivery.address', 'That names no delivery.');
    const { activity, inbox, state } = form.value;
    const isQueued = await inWork(platform, (work) => retryDelivery(work, activity as Iri, inbox));
    const query = state === '' ? '' : `&state=${encodeURIComponent(state)}`;
    return context.redirect(`/deliveries?done=${isQueued ? 'retried' : 'held'}${query}`, 303);
  });

  return routes;
}

function readState(text: string | undefined): DeliveryState | undefined {
  if (text === undefined || text === '') return undefined;
  const state = deliveryStates.find((known) => known === text);
  if (state !== undefined) return state;
  throw new Refusal('invalid', 'deliveries.state', `"${text.slice(0, 40)}" is not a state of a delivery.`, {
    state: text.slice(0, 40),
  });
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
  const { say, zone } = useReader();
  const { visit, page, counts, state, about, done } = props;
  const isEmpty = deliveryStates.every((one) => counts[one] === 0);
  const query = new URLSearchParams({
    ...(state && { state }),
    ...(about && { about }),
    after: page.next ?? '',
  });
  return (
    <Page {...frameOf(visit, '/deliveries')} title={say('deliveries.title')} hidden>
      <Title
        above={done === 'held' ? <HeldNotice /> : <DoneNotice done={done} />}
        kicker={[<Who to="stewards" />]}
        deck={say('deliveries.deck', { zone })}
      >
        {say('deliveries.title')}
      </Title>
      {isEmpty ? (
        <Empty title={say('deliveries.none')}>
          <p>{say('deliveries.none_why')}</p>
        </Empty>
      ) : (
        <Entries>
          <Entry
            title={say('deliveries.in_all')}
            note={about === undefined ? undefined : say('deliveries.about_one')}
            strong
          >
            <Figures figures={figuresOf(counts, say)} />
          </Entry>
          <Entry title={say('deliveries.letters')} note={say('deliveries.letters_note')} strong>
            <StateFilter state={state} about={about} />
            {page.items.length === 0 ? (
              <Fine>{say('deliveries.none_in_state')}</Fine>
            ) : (
              <Letters {...props} />
            )}
            {page.next !== undefined && <Older href={`/deliveries?${query}`} />}
          </Entry>
        </Entries>
      )}
    </Page>
  );
}

/** Nothing was queued. It does not say who wants none of it: that somebody blocks us is theirs to know. */
function HeldNotice() {
  const say = useSay();
  return (
    <Notice tone="wait" announced>
      <p>{say('deliveries.held')}</p>
    </Notice>
  );
}

function figuresOf(counts: Readonly<Record<DeliveryState, number>>, say: Say) {
  const number = new Intl.NumberFormat(say.language);
  return [
    { label: say('deliveries.delivered'), value: number.format(counts.delivered) },
    { label: say('deliveries.queued'), value: number.format(counts.queued + counts.retrying) },
    { label: say('deliveries.refused'), value: number.format(counts.refused) },
    { label: say('deliveries.gave_up'), value: number.format(counts['gave up']) },
  ];
}

function StateFilter({ state, about }: Pick<DeliveriesPageProps, 'state' | 'about'>) {
  const say = useSay();
  const option = (one: DeliveryState) => ({ value: one, label: stateWord(markOfDelivery[one], say) });
  return (
    <FilterLine action="/deliveries">
      <Field
        name="state"
        label={say('deliveries.state')}
        width="short"
        value={state ?? ''}
        options={[{ value: '', label: say('deliveries.all') }, ...deliveryStates.map(option)]}
      />
      {about !== undefined && <input type="hidden" name="about" value={about} />}
    </FilterLine>
  );
}

function Letters({ page, state, origin }: DeliveriesPageProps) {
  const say = useSay();
  return (
    <Table
      rowHead={1}
      columns={[
        { head: say('deliveries.head_when'), bare: true },
        { head: say('deliveries.head_what') },
        { head: say('deliveries.head_to') },
        { head: say('deliveries.head_said') },
        { head: say('deliveries.head_tries'), figures: true },
        { head: say('deliveries.head_next'), bare: true },
      ]}
      rows={page.items.map((delivery) => [
        <TimeStamp at={delivery.createdAt} look="short" />,
        <What delivery={delivery} origin={origin} />,
        <bdi>{delivery.host}</bdi>,
        <Answer delivery={delivery} />,
        delivery.attempts,
        <Next delivery={delivery} state={state} />,
      ])}
    />
  );
}

function What({ delivery, origin }: { readonly delivery: Delivery; readonly origin: string }) {
  const say = useSay();
  const words = say.maybe('deliveries', delivery.type.toLowerCase()) ?? delivery.type;
  const path = delivery.object.startsWith(`${origin}/`) ? delivery.object.slice(origin.length) : undefined;
  if (path === undefined || !/^\/(?:opportunities\/|@)/.test(path)) return <bdi>{words}</bdi>;
  return <a href={path}>{words}</a>;
}

function Answer({ delivery }: { readonly delivery: Delivery }) {
  const say = useSay();
  const { status, error } = delivery;
  const mark = markOfDelivery[delivery.state];
  const state = stateWord(mark, say);
  return (
    <div>
      <State state={mark}>{status === null ? state : say('deliveries.answered', { state, status })}</State>
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
        <Said
          k="deliveries.try_now"
          values={{ host }}
          draw={{ hush: (words) => <span class="hush">{words}</span> }}
        />
      </Button>
    </form>
  );
}
