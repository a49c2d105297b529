import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { z } from 'zod';
import { Refusal } from '../../core/refusal.ts';
import { chooseLanguage } from '../../domain/members/commands.ts';
import { inWork } from '../../domain/work.ts';
import { safeNext } from '../../http/next.ts';
import { languages } from '../../words/language.ts';
import { parseForm, readFields } from '../forms/fields.ts';
import { languageCookie } from '../reader-of.ts';
import type { PageEnv, Site } from './visit.tsx';

const languageForm = z.strictObject({ language: z.enum(languages), next: z.string().max(2000) });

/** The buttons in the foot: this browser, and the person signed in on it, read in another language from now on. */
export function languageRoutes({ platform }: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.post('/language', async (context) => {
    const form = parseForm(languageForm, await readFields(context), context.var.visit.reader.say);
    if (!form.ok) throw new Refusal('invalid', 'language.unknown', 'These pages do not speak that language.');
    const { language, next } = form.value;
    const { viewer } = context.var.visit;
    if (viewer !== undefined) await inWork(platform, (work) => chooseLanguage(work, viewer, language));
    setCookie(context, languageCookie, language, {
      path: '/',
      sameSite: 'Lax',
      secure: platform.origin.startsWith('https:'),
      maxAge: 365 * 24 * 60 * 60,
    });
    return context.redirect(safeNext(next), 303);
  });
  return routes;
}
