import type { Context } from 'hono';
import { inWork, type Work } from '../../domain/work.ts';
import type { Say } from '../../words/say.ts';
import { errorOfRefusal, type FieldErrors, type Fields, readFields } from '../forms/fields.ts';
import type { PageEnv, Site } from './visit.tsx';

/** What a form changes, or what is wrong with it. */
export type Change = FieldErrors | ((work: Work) => Promise<unknown>);

interface SettingsForm {
  read(fields: Fields, say: Say): Change;
  /** Where the domain's refusals belong. */
  readonly fieldOf?: Readonly<Record<string, string>> | undefined;
  /** The page again, with what was typed and what is wrong. */
  draw(typed: Fields, errors: FieldErrors): Response | Promise<Response>;
  /** Where it goes when all is well. */
  readonly to: string;
}

/** One form of the settings: what it changes is done, or its page comes again with what is wrong. */
export async function saveForm(site: Site, context: Context<PageEnv>, form: SettingsForm): Promise<Response> {
  const { say } = context.var.visit.reader;
  const fields = await readFields(context);
  const change = form.read(fields, say);
  if (typeof change !== 'function') return form.draw(fields, change);
  try {
    await inWork(site.platform, change);
  } catch (error) {
    return form.draw(fields, errorOfRefusal(error, form.fieldOf ?? {}, say));
  }
  return context.redirect(form.to, 303);
}
