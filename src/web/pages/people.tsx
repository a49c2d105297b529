import { type Context, Hono } from 'hono';
import type { Iri } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import { can } from '../../domain/members/can.ts';
import { findListed } from '../../domain/people/directory.ts';
import { findPeople, type Looker } from '../../domain/people/find.ts';
import { directoryHouses } from '../../domain/people/houses.ts';
import { skillsOfAll, teamWeeks } from '../../domain/people/pictures.ts';
import {
  addPool,
  addToPool,
  listNotes,
  listPools,
  takeFromPool,
  writeNote,
} from '../../domain/people/pools.ts';
import { readQuestion } from '../../domain/people/question.ts';
import { ensureVocabulary } from '../../domain/skills/keep.ts';
import { databaseTime, inWork } from '../../domain/work.ts';
import { parseForm, readFields } from '../forms/fields.ts';
import { askedIn, keepForm, noteForm } from '../forms/people-form.ts';
import { KeepPage } from './people-keep-page.tsx';
import { PeoplePage } from './people-page.tsx';
import { CapacityPage, SkillsPage } from './people-pictures-page.tsx';
import { keepPath } from './people-words.tsx';
import { keepForAMinute, type PageEnv, requireViewerMay, type Site, show, type Visit } from './visit.tsx';

/** Weeks in the picture of who is free: half a year. */
const pictureWeeks = 26;

/** Finding people, keeping them, and the pictures of what they do and when they are free. */
export function peopleRoutes(site: Site): Hono<PageEnv> {
  const { db } = site.platform;
  const routes = new Hono<PageEnv>();
  routes.get('/people', (context) => showDirectory(site, context));
  routes.get('/people/skills', async (context) => {
    const { visit } = context.var;
    keepForAMinute(context);
    const now = await databaseTime(db);
    const { seeker } = lookerOf(visit);
    const skills = await skillsOfAll(db, seeker, now.toZonedDateTimeISO('UTC').toPlainDate());
    return show(context, <SkillsPage visit={visit} skills={skills} isMember={seeker === 'members'} />);
  });
  routes.get('/people/capacity', async (context) => {
    requireViewerMay(context.var.visit, 'person.read');
    const now = await databaseTime(db);
    const team = await teamWeeks(db, now, pictureWeeks);
    const skip = Number(/^\d{1,6}$/.exec(context.req.query('after') ?? '')?.[0] ?? 0);
    return show(context, <CapacityPage visit={context.var.visit} {...{ team, now, skip }} />);
  });
  routes.get('/people/keep', (context) => showKeep(site, context));
  routes.post('/people/keep', (context) => keep(site, context));
  routes.post('/people/note', (context) => note(site, context));
  return routes;
}

/** As what somebody looks at people: a member, or a visitor. */
export function lookerOf({ viewer }: Visit): Looker {
  const isMember = can(viewer, 'person.read');
  return { seeker: isMember ? 'members' : 'anyone', member: isMember ? (viewer?.id ?? null) : null };
}

async function showDirectory({ platform }: Site, context: Context<PageEnv>) {
  const { visit } = context.var;
  const { db } = platform;
  const looker = lookerOf(visit);
  const asked = askedIn(context.req.query());
  const now = await databaseTime(db);
  const question = readQuestion(asked, now.toZonedDateTimeISO('UTC').toPlainDate());
  if (question.covers) requireViewerMay(visit, 'person.read');
  keepForAMinute(context);
  await ensureVocabulary(platform);
  const found = await findPeople(db, looker, question, now);
  const houses = await directoryHouses(db, looker.seeker);
  const isMember = looker.seeker === 'members';
  return show(context, <PeoplePage {...{ visit, asked, found, houses, now, isMember }} />);
}

/** @throws Refusal not-found `people.unknown` */
async function requirePerson({ platform: { db } }: Site, actor: string) {
  const person = await findListed(db, actor as Iri);
  if (person !== undefined) return person;
  const who = actor.slice(0, 80);
  throw new Refusal('not-found', 'people.unknown', `Nobody called "${who}" can be found here.`, { who });
}

async function showKeep(site: Site, context: Context<PageEnv>) {
  const { visit } = context.var;
  const viewer = requireViewerMay(visit, 'person.read');
  const { who = '', done } = context.req.query();
  const person = await requirePerson(site, who);
  const { db } = site.platform;
  const pools = await listPools(db, viewer);
  const text = (await listNotes(db, viewer)).find(({ actor }) => actor === person.actor)?.text ?? '';
  return show(context, <KeepPage {...{ visit, person, pools, text, done, errors: {} }} />);
}

async function keep(site: Site, context: Context<PageEnv>) {
  const { visit } = context.var;
  const viewer = requireViewerMay(visit, 'person.read');
  const form = parseForm(keepForm, await readFields(context), visit.reader.say);
  if (!form.ok) throw new Refusal('invalid', 'form.invalid', 'This form has other fields.');
  const { who, name, pools } = form.value;
  const person = await requirePerson(site, who);
  await inWork(site.platform, async (work) => {
    const wanted = new Set(pools);
    for (const pool of await listPools(work.tx, viewer)) {
      const isIn = pool.people.includes(person.actor);
      if (wanted.has(pool.id) && !isIn) await addToPool(work, viewer, pool.id, person.actor);
      if (!wanted.has(pool.id) && isIn) await takeFromPool(work, viewer, pool.id, person.actor);
    }
    if (name !== '') await addToPool(work, viewer, await addPool(work, viewer, name), person.actor);
  });
  return context.redirect(`${keepPath(person.actor)}&done=saved`, 303);
}

async function note(site: Site, context: Context<PageEnv>) {
  const { visit } = context.var;
  const viewer = requireViewerMay(visit, 'person.read');
  const fields = await readFields(context);
  const person = await requirePerson(site, fields['who'] ?? '');
  const form = parseForm(noteForm, fields, visit.reader.say);
  if (!form.ok) {
    const pools = await listPools(site.platform.db, viewer);
    const text = fields['note'] ?? '';
    const props = { visit, person, pools, text, done: undefined, errors: form.errors };
    return show(context, <KeepPage {...props} />, 400);
  }
  const { note: text } = form.value;
  await inWork(site.platform, (work) => writeNote(work, viewer, person.actor, text));
  return context.redirect(`${keepPath(person.actor)}&done=noted`, 303);
}
