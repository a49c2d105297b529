import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpportunityId } from '../../src/core/id.ts';
import { iri, paths } from '../../src/core/iri.ts';
import { Refusal } from '../../src/core/refusal.ts';
import { goneSince } from '../../src/domain/actors/queries.ts';
import {
  changeStatus,
  deleteOpportunity,
  editOpportunity,
  expireOverdue,
  postOpportunity,
} from '../../src/domain/opportunities/commands.ts';
import {
  audiences,
  type Opportunity,
  type OpportunityDraft,
  type Status,
  statuses,
} from '../../src/domain/opportunities/opportunity.ts';
import { featuredOpportunities, listOpportunities } from '../../src/domain/opportunities/queries.ts';
import { storeKinds } from '../support/database.ts';
import { type House, openHouse } from './house.ts';
import { type Changed, type Expected, lineOf, OpportunityModel, type Outcome } from './opportunity-model.ts';
import { draft, inFuture } from './samples.ts';

type Step = fc.AsyncCommand<OpportunityModel, House>;
let unique = 0;

/** Does something and returns the refusal instead, where there is one. */
async function attempt<T>(act: Promise<T>): Promise<T | Refusal> {
  try {
    return await act;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** One step on one of the opportunities there are. */
function on(
  place: number,
  name: string,
  act: (model: OpportunityModel, house: House, one: Expected) => Promise<unknown>,
): Step {
  return {
    check: (model) => model.all.length > 0,
    run: async (model, house) => {
      const one = model.all[place % model.all.length];
      if (one !== undefined) await act(model, house, one);
    },
    toString: () => `${name} #${place}`,
  };
}

function postStep(audience: OpportunityDraft['audience'], status: 'draft' | 'open'): Step {
  return {
    check: () => true,
    run: async (model, house) => {
      const said = draft({ audience, title: `Title ${++unique}` });
      const posted = await house.work((work) => postOpportunity(work, house.steward, said, status));
      await compare(model, house, posted, model.posted(posted, said));
    },
    toString: () => `post ${status} for ${audience}`,
  };
}

function editStep(place: number, changed: Changed): Step {
  return on(place, `edit ${changed}`, async (model, house, one) => {
    const other = one.said.audience === 'public' ? 'followers' : 'public';
    const changes = {
      nothing: {},
      title: { title: `Title ${++unique}` },
      deadline: { deadline: inFuture({ hours: ++unique }) },
      audience: { audience: other },
    } as const;
    const said = { ...one.said, ...changes[changed] };
    const result = await attempt(house.work((work) => editOpportunity(work, house.steward, one.id, said)));
    await compare(model, house, result, model.edited(one, said, changed));
  });
}

function moveStep(place: number, next: Status): Step {
  return on(place, `make ${next}`, async (model, house, one) => {
    const result = await attempt(
      house.work((work) => changeStatus(work, house.steward, one.id, next, 'So it went.')),
    );
    const publishedAt = () => (result instanceof Refusal ? null : result.publishedAt);
    await compare(model, house, result, model.moved(one, next, publishedAt));
  });
}

function removeStep(place: number): Step {
  return on(place, 'delete', async (model, house, one) => {
    await house.work((work) => deleteOpportunity(work, house.steward, one.id));
    await compare(model, house, undefined, model.removed(one));
  });
}

/** Time passes for one of them: the deadline it had is over, earlier than that of any before. */
function ageStep(place: number): Step {
  return on(place, 'pass the deadline of', async (model, house, one) => {
    one.overdue = ++model.overdueHours;
    const { rows } = await sql<{ deadline: Temporal.Instant }>`
      update opportunity set deadline = date_trunc('second', now()) - make_interval(hours => ${one.overdue})
      where id = ${one.id} returning deadline`.execute(house.db);
    const deadline = rows[0]?.deadline.toZonedDateTimeISO('Europe/Lisbon') ?? null;
    one.said = { ...one.said, deadline };
  });
}

const expireStep: Step = {
  check: () => true,
  run: async (model, house) => {
    await house.work(expireOverdue);
    await compare(model, house, undefined, model.expired());
  },
  toString: () => 'look at the clock',
};

/** Compare what a step did with what the model says, and everything there is with everything the model has. */
async function compare(
  model: OpportunityModel,
  house: House,
  result: Opportunity | Refusal | undefined,
  expected: Outcome,
): Promise<void> {
  const refused = result instanceof Refusal ? result.code : undefined;
  expect(refused).toBe('refused' in expected ? expected.refused : undefined);
  const told = (await house.told()).map((event) =>
    'opportunity' in event ? lineOf(event.kind, event.opportunity) : event.kind,
  );
  expect(told).toEqual('events' in expected ? expected.events : []);
  expect((await featuredOpportunities(house.db)).map((one) => one.id)).toEqual(model.featured());

  const shown = await listAll(house, 'anyone');
  expect(shown.map((one) => one.id).sort()).toEqual(model.open());
  const everything = await listAll(house, 'member');
  expect(everything.map(factsOf).sort()).toEqual(model.all.map(factsOf).sort());
  const { rows } = await sql<{ id: OpportunityId; last: number; count: number }>`
    select opportunity_id as id, max(revision) as last, count(*) as count
    from opportunity_revision group by opportunity_id`.execute(house.db);
  const revisions = rows.map((row) => [row.id, row.last, row.count]).sort();
  expect(revisions).toEqual(model.all.map((one) => [one.id, one.revision, one.revision]).sort());
}

function factsOf(one: Opportunity | Expected): string {
  const { title, audience, deadline } = 'said' in one ? one.said : one;
  return [one.id, one.status, one.revision, one.publishedAt, title, audience, deadline].join(' ');
}

async function listAll(house: House, viewer: 'anyone' | 'member'): Promise<Opportunity[]> {
  const all: Opportunity[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listOpportunities(house.db, viewer, { cursor });
    all.push(...page.items);
    if (page.next === undefined) return all;
    cursor = page.next;
  }
}

const place = fc.nat(11);
const posting = fc
  .tuple(fc.constantFrom(...audiences, 'public' as const), fc.constantFrom('draft', 'open', 'open'))
  .map(([audience, status]) => postStep(audience, status === 'draft' ? 'draft' : 'open'));
const editing = fc
  .tuple(place, fc.constantFrom<Changed>('nothing', 'title', 'deadline', 'audience'))
  .map(([at, changed]) => editStep(at, changed));
const moving = fc.tuple(place, fc.constantFrom(...statuses)).map(([at, next]) => moveStep(at, next));
const opening = place.map((at) => moveStep(at, 'open'));
const steps = [
  ...[posting, posting, editing, editing, moving, moving, moving, opening, opening],
  ...[place.map(removeStep), place.map(ageStep), fc.constant(expireStep)],
];
/** What stands there before: a profile that is nearly full. */
const start = [
  ...Array.from({ length: 4 }, () => postStep('public', 'open')),
  ...[postStep('followers', 'open'), postStep('public', 'draft')],
];

describe.each(storeKinds)('whatever stewards do, on %s', (kind) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  afterAll(() => house?.close());

  it('opportunities, revisions, events, profile and lists stay as the rules have them', async () => {
    const sequence = fc.commands(steps, { maxCommands: 40, size: 'max' });
    const property = fc.asyncProperty(sequence, async (commands) => {
      await sql`delete from opportunity`.execute(house.db);
      await house.told();
      const model = new OpportunityModel();
      await fc.asyncModelRun(() => ({ model, real: house }), [...start, ...commands]);
      for (const { id, wasPublished } of model.deleted) {
        for (const path of [paths.opportunity(id), paths.post(id)])
          expect((await goneSince(house.db, iri(house.origin, path))) !== undefined).toBe(wasPublished);
      }
    });
    // Fifty in all; the embedded store is slower.
    await fc.assert(property, { numRuns: kind === 'embedded' ? 12 : 38 });
  });
});
