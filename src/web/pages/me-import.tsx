import { type Context, Hono } from 'hono';
import { Refusal } from '../../core/refusal.ts';
import { archiveLimits } from '../../domain/signposts/archive.ts';
import { applyImport, previewImport, readImport } from '../../domain/signposts/import.ts';
import { inWork } from '../../domain/work.ts';
import { errorOfRefusal, type FieldErrors, noErrors, readFields } from '../forms/fields.ts';
import { unpackItems } from '../forms/signpost-import-form.ts';
import { ImportPage, ImportPreviewPage } from './me-import-page.tsx';
import { type Own, readOwn } from './me-own.ts';
import { type PageEnv, type Site, show } from './visit.tsx';

/** Where a file is brought in: the only form that may be as large as a file. */
export const importPath = '/me/import';

/** Bring in what other places hold: a file is read and shown, and only what is ticked is added. Nothing is kept between. */
export function importRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get(importPath, async (context) => draw(context, await readOwn(site, context), noErrors));
  routes.post(importPath, async (context) => {
    const own = await readOwn(site, context);
    try {
      const said = readImport(await uploadedFile(context));
      const fresh = await previewImport(site.platform.db, own.member, said, own.now);
      return show(context, <ImportPreviewPage own={own} fresh={fresh} />);
    } catch (error) {
      return draw(context, own, errorsOf(error, own));
    }
  });
  routes.post(`${importPath}/add`, async (context) => {
    const own = await readOwn(site, context);
    const said = unpackItems(await readFields(context));
    try {
      await inWork(site.platform, (work) => applyImport(work, own.member, said));
    } catch (error) {
      return draw(context, own, errorsOf(error, own));
    }
    return context.redirect('/me?done=imported#files', 303);
  });
  return routes;
}

function errorsOf(error: unknown, own: Own): FieldErrors {
  const errors = errorOfRefusal(error, {}, own.visit.reader.say);
  return { file: Object.values(errors)[0] ?? '' };
}

function draw(context: Context<PageEnv>, own: Own, errors: FieldErrors) {
  return show(context, <ImportPage own={own} errors={errors} />, errors === noErrors ? 200 : 400);
}

/** What the form calls a file; undefined where the body is no form at all. */
async function fileIn(context: Context<PageEnv>) {
  try {
    return (await context.req.formData()).get('file');
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The file of the form. @throws Refusal invalid `import.no_file`, `import.too_large` */
async function uploadedFile(context: Context<PageEnv>): Promise<Uint8Array> {
  const file = await fileIn(context);
  if (!(file instanceof File) || file.size === 0)
    throw new Refusal('invalid', 'import.no_file', 'No file was chosen. Choose one from your device.');
  if (file.size > archiveLimits.bytes) {
    const most = archiveLimits.bytes / 1024 / 1024;
    throw new Refusal('invalid', 'import.too_large', `This file is larger than ${most} MB.`, { most });
  }
  return new Uint8Array(await file.arrayBuffer());
}
