import { type Context, Hono } from 'hono';
import { isId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import { skillsToSuggest } from '../../domain/signposts/by-skill.ts';
import { setAudiences } from '../../domain/signposts/commands.ts';
import type { WorkId, WorkLine } from '../../domain/signposts/signpost.ts';
import {
  addWork,
  changeWork,
  listRemovedWork,
  moveWork,
  removeWork,
  restoreWork,
} from '../../domain/signposts/work.ts';
import { inWork } from '../../domain/work.ts';
import {
  errorOfRefusal,
  type FieldErrors,
  type Fields,
  noErrors,
  parseForm,
  readFields,
} from '../forms/fields.ts';
import { type Chosen, takeAudiences } from '../forms/signpost-form.ts';
import { parseWork, workFieldOf, workToFields } from '../forms/signpost-work-form.ts';
import { bareForm } from '../forms/small-forms.ts';
import { type Own, readOwn } from './me-own.ts';
import { savedAddress } from './me-part.tsx';
import { WorkFormPage, WorkListPage } from './me-work-page.tsx';
import { type PageEnv, type Site, show } from './visit.tsx';

/** What one delivered: the list and its order, and a form for each. */
export function workRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get('/me/work', async (context) => {
    const own = await readOwn(site, context);
    const removed = await listRemovedWork(site.platform.db, own.member.id, own.now);
    return show(context, <WorkListPage own={own} removed={removed} />);
  });
  routes.get('/me/work/new', async (context) => draw(site, context, await readOwn(site, context), undefined));
  routes.get('/me/work/:id', async (context) => {
    const own = await readOwn(site, context);
    return draw(site, context, own, requireLine(own, context.req.param('id')));
  });
  routes.post('/me/work/new', async (context) =>
    save(site, context, await readOwn(site, context), undefined),
  );
  routes.post('/me/work/:id', async (context) => {
    const own = await readOwn(site, context);
    return save(site, context, own, requireLine(own, context.req.param('id')));
  });
  routes.post('/me/work/:id/:act{up|down|remove}', async (context) => {
    const own = await readOwn(site, context);
    const { id } = requireLine(own, context.req.param('id'));
    parseForm(bareForm, await readFields(context), own.visit.reader.say);
    const act = context.req.param('act');
    if (act === 'remove') {
      await inWork(site.platform, (work) => removeWork(work, own.member, id));
      return context.redirect(`/me?done=unworked&work=${id}#work`, 303);
    }
    const at = own.signpost.work.findIndex((line) => line.id === id);
    await inWork(site.platform, (work) => moveWork(work, own.member, id, act === 'up' ? at - 1 : at + 1));
    return context.redirect('/me/work', 303);
  });
  routes.post('/me/work/:id/restore', async (context) => {
    const own = await readOwn(site, context);
    parseForm(bareForm, await readFields(context), own.visit.reader.say);
    const id = context.req.param('id');
    if (!isId(id)) throw unknownWork();
    await inWork(site.platform, (work) => restoreWork(work, own.member, id as WorkId));
    return context.redirect('/me?done=work#work', 303);
  });
  return routes;
}

/** @throws Refusal not-found `signpost.work_unknown` */
function requireLine({ signpost }: Own, id: string): WorkLine {
  const line = isId(id) ? signpost.work.find((one) => one.id === (id as WorkId)) : undefined;
  if (line !== undefined) return line;
  throw unknownWork();
}

function unknownWork(): Refusal {
  return new Refusal('not-found', 'signpost.work_unknown', 'That piece of work is not on this signpost.');
}

async function save(
  site: Site,
  context: Context<PageEnv>,
  own: Own,
  line: WorkLine | undefined,
): Promise<Response> {
  const { say } = own.visit.reader;
  const { do: _pressed, ...sent } = await readFields(context);
  const { chosen, fields } = takeAudiences(sent);
  const parsed = parseWork(fields, say);
  if (!parsed.ok) return draw(site, context, own, line, { fields, chosen, errors: parsed.errors });
  try {
    await inWork(site.platform, async (work) => {
      if (Object.keys(chosen).length > 0) await setAudiences(work, own.member, chosen);
      if (line === undefined) await addWork(work, own.member, parsed.value);
      else await changeWork(work, own.member, line.id, parsed.value);
    });
  } catch (error) {
    const errors = errorOfRefusal(error, workFieldOf, say);
    return draw(site, context, own, line, { fields, chosen, errors });
  }
  return context.redirect(savedAddress(own, 'work', chosen), 303);
}

interface Typed {
  readonly fields: Fields;
  readonly chosen: Chosen;
  readonly errors: FieldErrors;
}

async function draw(
  site: Site,
  context: Context<PageEnv>,
  own: Own,
  line: WorkLine | undefined,
  typed: Typed = { fields: workToFields(line), chosen: {}, errors: noErrors },
): Promise<Response> {
  const skillNames = await skillsToSuggest(site.platform.db, 60);
  const page = <WorkFormPage {...{ own, line, skillNames, ...typed }} />;
  return show(context, page, typed.errors === noErrors ? 200 : 400);
}
