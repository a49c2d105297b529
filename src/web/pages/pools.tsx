import { type Context, Hono } from 'hono';
import type { Iri } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Member } from '../../domain/members/member.ts';
import { shelfFor } from '../../domain/people/directory.ts';
import { findPeople } from '../../domain/people/find.ts';
import {
  addPool,
  addToPool,
  deletePool,
  listNotes,
  listPools,
  renamePool,
  requirePool,
  restorePool,
  takeFromPool,
} from '../../domain/people/pools.ts';
import { formatRank, readQuestion } from '../../domain/people/question.ts';
import { ensureVocabulary } from '../../domain/skills/keep.ts';
import { databaseTime, inWork, type Work } from '../../domain/work.ts';
import { errorOfRefusal, type FieldErrors, noErrors, parseForm, readFields } from '../forms/fields.ts';
import { askedIn, newPoolForm, personForm, renamePoolForm } from '../forms/people-form.ts';
import { bareForm } from '../forms/small-forms.ts';
import { lookerOf } from './people.tsx';
import { keptAtOnce } from './people-page.tsx';
import { PoolPage } from './pool-page.tsx';
import { PoolsPage } from './pools-page.tsx';
import { type PageEnv, requireViewerMay, type Site, show } from './visit.tsx';

const list = '/people/pools';
const pathOf = (id: string) => `${list}/${encodeURIComponent(id)}`;

/** A member's own pools. To everybody else each of these addresses is one where nothing is. */
export function poolsRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get(list, (context) => showPools(site, context, '', noErrors));
  routes.post(list, (context) => makePool(site, context));
  routes.get(`${list}/:id`, (context) => showPool(site, context, {}, noErrors));
  routes.post(`${list}/:id/add`, (context) =>
    change(site, context, personForm, 'added', (work, owner, id, { who }) => addToPool(work, owner, id, who)),
  );
  routes.post(`${list}/:id/remove`, (context) =>
    change(site, context, personForm, 'removed', (work, owner, id, { who }) =>
      takeFromPool(work, owner, id, who),
    ),
  );
  routes.post(`${list}/:id/rename`, (context) =>
    change(site, context, renamePoolForm, 'renamed', (work, owner, id, { name }) =>
      renamePool(work, owner, id, name),
    ),
  );
  routes.post(`${list}/:id/delete`, async (context) => {
    const id = await press(site, context, deletePool);
    return context.redirect(`${list}?done=deleted&pool=${id}`, 303);
  });
  routes.post(`${list}/:id/restore`, async (context) => {
    const id = await press(site, context, restorePool);
    return context.redirect(`${pathOf(id)}?done=restored`, 303);
  });
  return routes;
}

async function showPools(
  { platform: { db } }: Site,
  context: Context<PageEnv>,
  name: string,
  errors: FieldErrors,
) {
  const { visit } = context.var;
  const viewer = requireViewerMay(visit, 'person.read');
  const { people } = await shelfFor(db, 'members');
  const notes = (await listNotes(db, viewer)).flatMap(({ actor, text, updatedAt }) => {
    const person = people.get(actor);
    return person === undefined ? [] : [{ person, text, updatedAt }];
  });
  const pools = await listPools(db, viewer);
  const { done, pool: deleted } = context.req.query();
  const props = {
    visit,
    pools,
    notes,
    name,
    errors,
    done,
    deleted: done === 'deleted' ? deleted : undefined,
  };
  return show(context, <PoolsPage {...props} />, Object.keys(errors).length > 0 ? 400 : 200);
}

async function makePool(site: Site, context: Context<PageEnv>) {
  const { visit } = context.var;
  const owner = requireViewerMay(visit, 'person.read');
  const fields = await readFields(context);
  const form = parseForm(newPoolForm, fields, visit.reader.say);
  if (!form.ok) return showPools(site, context, fields['name'] ?? '', form.errors);
  const { name, asked } = form.value;
  const people = asked === undefined ? [] : await firstOf(site, context, asked);
  try {
    const id = await inWork(site.platform, async (work) => {
      const pool = await addPool(work, owner, name);
      for (const actor of people.toReversed()) await addToPool(work, owner, pool, actor);
      return pool;
    });
    return context.redirect(`${pathOf(id)}?done=made`, 303);
  } catch (error) {
    const errors = errorOfRefusal(error, { 'pool.name': 'name', 'pool.most': 'name' }, visit.reader.say);
    return showPools(site, context, name, errors);
  }
}

/** The first people of a list, by the query it was asked with. */
async function firstOf({ platform }: Site, context: Context<PageEnv>, query: string): Promise<Iri[]> {
  const now = await databaseTime(platform.db);
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  const asked = readQuestion(askedIn(Object.fromEntries(new URLSearchParams(query))), today);
  await ensureVocabulary(platform);
  const actors: Iri[] = [];
  while (actors.length < keptAtOnce) {
    const after = actors.length === 0 ? undefined : { day: today, skip: actors.length };
    const page = await findPeople(platform.db, lookerOf(context.var.visit), { ...asked, after }, now);
    actors.push(...page.items.map(({ person }) => person.actor));
    if (page.next !== formatRank({ day: today, skip: actors.length })) break;
  }
  return actors.slice(0, keptAtOnce);
}

async function showPool(
  { platform: { db } }: Site,
  context: Context<PageEnv>,
  typed: Readonly<Record<string, string>>,
  errors: FieldErrors,
) {
  const { visit } = context.var;
  const viewer = requireViewerMay(visit, 'person.read');
  const pool = await requirePool(db, viewer, context.req.param('id') ?? '');
  const shelf = await shelfFor(db, 'members');
  const people = pool.people.map((actor) => shelf.people.get(actor)).filter((one) => one !== undefined);
  const now = await databaseTime(db);
  const props = { visit, pool, people, now, typed, errors, done: context.req.query('done') };
  return show(context, <PoolPage {...props} />, Object.keys(errors).length > 0 ? 400 : 200);
}

/** The field that an error of the domain stands under. */
const fieldOf = {
  'people.unknown': 'who',
  'pool.full': 'who',
  'pool.name': 'name',
  'pool.name_long': 'name',
};

/** A form of a pool's page: read, done, and back to the pool; or the page again with what is wrong. */
async function change<T>(
  site: Site,
  context: Context<PageEnv>,
  schema: Parameters<typeof parseForm<T>>[0],
  done: string,
  command: (work: Work, owner: Member, id: string, value: T) => Promise<void>,
) {
  const { visit } = context.var;
  const owner = requireViewerMay(visit, 'person.read');
  const { id = '' } = context.req.param() as { id?: string };
  await requirePool(site.platform.db, owner, id);
  const fields = await readFields(context);
  const form = parseForm(schema, fields, visit.reader.say);
  if (!form.ok) return showPool(site, context, fields, form.errors);
  try {
    await inWork(site.platform, (work) => command(work, owner, id, form.value));
  } catch (error) {
    return showPool(site, context, fields, errorOfPool(error, visit.reader.say));
  }
  return context.redirect(`${pathOf(id)}?done=${done}`, 303);
}

function errorOfPool(error: unknown, say: Parameters<typeof errorOfRefusal>[2]): FieldErrors {
  // That nobody is called so is an error of the field here, not of the address.
  const isAboutThem = error instanceof Refusal && error.code === 'people.unknown';
  return isAboutThem ? { who: say.refusal(error) } : errorOfRefusal(error, fieldOf, say);
}

/** A form that is only a button. Returns the pool it was pressed for. */
async function press(
  site: Site,
  context: Context<PageEnv>,
  command: (work: Work, owner: Member, id: string) => Promise<void>,
): Promise<string> {
  const owner = requireViewerMay(context.var.visit, 'person.read');
  const { id = '' } = context.req.param() as { id?: string };
  parseForm(bareForm, await readFields(context), context.var.visit.reader.say);
  await inWork(site.platform, (work) => command(work, owner, id));
  return id;
}
