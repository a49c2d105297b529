import { type Context, Hono } from 'hono';
import { Refusal } from '../../core/refusal.ts';
import { blockHost, unblockHost } from '../../domain/moderation/commands.ts';
import { listHostBlocks } from '../../domain/moderation/queries.ts';
import { inWork } from '../../domain/work.ts';
import { type FieldErrors, type Fields, noErrors, parseForm, readFields } from '../forms/fields.ts';
import { blockForm, unblockForm } from '../forms/small-forms.ts';
import { BlocksPage } from './blocks-page.tsx';
import { requireProofOfViewer } from './passkeys.tsx';
import { saveForm } from './settings-form.ts';
import { type PageEnv, requireViewerMay, type Site, show } from './visit.tsx';

const path = '/settings/blocks';

/** The hosts that are shut out, for stewards and moderators. */
export function blocksRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get(path, (context) => {
    requireViewerMay(context.var.visit, 'moderation.act');
    return draw(site, context, {}, noErrors);
  });
  routes.post(path, (context) => {
    requireViewerMay(context.var.visit, 'moderation.act');
    requireProofOfViewer(site, context, path);
    return saveForm(site, context, {
      read: (fields, say) => {
        const form = parseForm(blockForm, fields, say);
        if (!form.ok) return form.errors;
        return (work) => blockHost(work, form.value.host, form.value.reason);
      },
      fieldOf: { 'host.invalid': 'host' },
      draw: (typed, errors) => draw(site, context, typed, errors),
      to: `${path}?done=blocked`,
    });
  });
  routes.post('/settings/unblock', async (context) => {
    requireViewerMay(context.var.visit, 'moderation.act');
    requireProofOfViewer(site, context, path);
    const form = parseForm(unblockForm, await readFields(context), context.var.visit.reader.say);
    if (!form.ok) throw new Refusal('invalid', 'host.not_blocked', 'That names no blocked host.');
    await inWork(site.platform, (work) => unblockHost(work, form.value.host));
    return context.redirect(`${path}?done=unblocked`, 303);
  });
  return routes;
}

async function draw(
  site: Site,
  context: Context<PageEnv>,
  fields: Fields,
  errors: FieldErrors,
): Promise<Response> {
  const { visit } = context.var;
  const blocks = await listHostBlocks(site.platform.db);
  const done = context.req.query('done');
  const status = errors === noErrors ? 200 : 400;
  return show(context, <BlocksPage {...{ visit, blocks, done, errors, fields }} />, status);
}
