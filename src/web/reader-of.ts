import type { IncomingHttpHeaders } from 'node:http';
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { parse } from 'hono/utils/cookie';
import type { Member } from '../domain/members/member.ts';
import { acceptedLanguage, languageOf } from '../words/language.ts';
import { sayIn } from '../words/say.ts';
import type { Reader } from './reader.tsx';

/** Where a browser keeps the language that was chosen on a page. */
export const languageCookie = 'language';

/**
 * Who reads: a member's own language and zone; for others the language they chose here, then the one their browser
 * asks for, then the collective's, then English.
 */
export function readerOf(
  context: Context,
  viewer: Member | undefined,
  collective: string | undefined,
): Reader {
  const language =
    languageOf(viewer?.language) ??
    languageOf(getCookie(context, languageCookie)) ??
    acceptedLanguage(context.req.header('accept-language')) ??
    languageOf(collective) ??
    'en';
  return { say: sayIn(language), zone: viewer?.timeZone ?? 'UTC' };
}

/** Who reads where neither route nor database was reached: the language chosen here, then the browser's, then English. */
export function visitorOf(headers: IncomingHttpHeaders): Reader {
  const chosen = parse(headers.cookie ?? '', languageCookie)[languageCookie];
  const language = languageOf(chosen) ?? acceptedLanguage(headers['accept-language']) ?? 'en';
  return { say: sayIn(language), zone: 'UTC' };
}
