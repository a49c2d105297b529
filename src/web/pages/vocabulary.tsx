import { type Context, Hono } from 'hono';
import type { Iri } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import { readSkillUse } from '../../domain/opportunities/skill-use.ts';
import { addSkill, mergeSkills, unmergeSkill } from '../../domain/skills/commands.ts';
import { findSkills, placeSkill } from '../../domain/skills/find.ts';
import { ensureVocabulary } from '../../domain/skills/keep.ts';
import { listLocalSkills, listMerges } from '../../domain/skills/local.ts';
import type { Skill } from '../../domain/skills/skill.ts';
import { inWork } from '../../domain/work.ts';
import { type FieldErrors, type Fields, noErrors, parseForm, readFields } from '../forms/fields.ts';
import { mergeForm, newSkillForm, unmergeForm } from '../forms/vocabulary-forms.ts';
import { saveForm } from './settings-form.ts';
import { type PageEnv, requireViewerMay, type Site, show } from './visit.tsx';
import { MergePage } from './vocabulary-merge-page.tsx';
import { VocabularyPage } from './vocabulary-page.tsx';

const path = '/settings/skills';
/** How many are shown at once; a search finds the others. */
const most = 200;

/** The skills this collective made, for stewards: add one, let one stand for another, take that back. */
export function vocabularyRoutes(site: Site): Hono<PageEnv> {
  const { platform } = site;
  const routes = new Hono<PageEnv>();
  routes.get(path, (context) => {
    requireViewerMay(context.var.visit, 'skill.curate');
    return draw(site, context, {}, noErrors);
  });
  routes.post(path, (context) => {
    requireViewerMay(context.var.visit, 'skill.curate');
    return saveForm(site, context, {
      read: (fields, say) => {
        const form = parseForm(newSkillForm, fields, say);
        return form.ok ? (work) => addSkill(work, form.value) : form.errors;
      },
      fieldOf: { 'skill.exists': 'label', 'skill.name': 'label' },
      draw: (typed, errors) => draw(site, context, typed, errors),
      to: `${path}?done=skill-added`,
    });
  });
  routes.get(`${path}/merge`, (context) => {
    requireViewerMay(context.var.visit, 'skill.curate');
    const { from = '', into, q = '' } = context.req.query();
    return drawMerge(site, context, { from, into, text: q.slice(0, 200), errors: noErrors });
  });
  routes.post(`${path}/merge`, (context) => {
    const viewer = requireViewerMay(context.var.visit, 'skill.curate');
    return saveForm(site, context, {
      read: (fields, say) => {
        const form = parseForm(mergeForm, fields, say);
        if (!form.ok) return form.errors;
        return (work) => mergeSkills(work, viewer, form.value.from, form.value.into);
      },
      draw: ({ from = '', into }, errors) => drawMerge(site, context, { from, into, text: '', errors }),
      to: `${path}?done=skill-merged`,
    });
  });
  routes.post(`${path}/unmerge`, async (context) => {
    const { visit } = context.var;
    const viewer = requireViewerMay(visit, 'skill.curate');
    const form = parseForm(unmergeForm, await readFields(context), visit.reader.say);
    if (!form.ok) throw unknownSkill();
    await inWork(platform, (work) => unmergeSkill(work, viewer, form.value.skill as Iri));
    return context.redirect(`${path}?done=skill-unmerged`, 303);
  });
  return routes;
}

async function draw(
  { platform: { db, origin, clock } }: Site,
  context: Context<PageEnv>,
  fields: Fields,
  errors: FieldErrors,
): Promise<Response> {
  const { visit } = context.var;
  const { q = '', done } = context.req.query();
  const text = q.slice(0, 200);
  const all = await listLocalSkills(db, text);
  const [uses, merges] = [await readSkillUse(db, clock.now()), await listMerges(db)];
  const page = (
    <VocabularyPage
      {...{ visit, origin, text, uses, merges, fields, errors, done }}
      skills={all.slice(0, most)}
      more={Math.max(0, all.length - most)}
    />
  );
  return show(context, page, errors === noErrors ? 200 : 400);
}

interface Merging {
  readonly from: string;
  readonly into: string | undefined;
  readonly text: string;
  readonly errors: FieldErrors;
}

/** @throws Refusal not-found `skill.unknown` for what is no skill, or is merged already */
async function drawMerge(
  { platform }: Site,
  context: Context<PageEnv>,
  { from, into, text, errors }: Merging,
): Promise<Response> {
  const { visit } = context.var;
  const { db, clock } = platform;
  await ensureVocabulary(platform);
  const gone = await skillAt(db, from);
  if (gone?.uri !== from) throw unknownSkill();
  const kept = into === undefined ? undefined : await skillAt(db, into);
  if (into !== undefined && kept === undefined) throw unknownSkill();
  const found = text.trim() === '' ? [] : (await findSkills(db, text, 20)).items;
  const others = found.map(({ skill }) => skill).filter(({ uri }) => uri !== gone.uri);
  const uses = await readSkillUse(db, clock.now());
  const props = { visit, gone, kept, text, others, errors, use: uses.get(gone.uri) };
  return show(context, <MergePage {...props} />, errors === noErrors ? 200 : 400);
}

async function skillAt(db: Site['platform']['db'], uri: string): Promise<Skill | undefined> {
  return (await placeSkill(db, uri as Iri))?.skill;
}

function unknownSkill(): Refusal {
  return new Refusal(
    'not-found',
    'skill.not_here',
    'There is no such skill, or another stands for it already.',
  );
}
