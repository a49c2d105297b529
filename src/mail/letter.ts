import { escapeHtml } from '../core/html.ts';
import type { Database } from '../domain/database.ts';
import type { Letter } from '../domain/mail.ts';
import type { Member } from '../domain/members/member.ts';
import type { Platform } from '../platform/platform.ts';
import type { Say } from '../words/say.ts';

/** A paragraph, or a link with what it says. */
export type Line = string | { readonly words: string; readonly link: string };

/** What a letter says between its greeting and its signature. */
export interface LetterDraft {
  readonly subject: string;
  readonly lines: readonly Line[];
  /** Whom it greets and in which language, where that is not whoever has the address. */
  readonly to?: { readonly name: string; readonly say: Say } | undefined;
}

/** What the writer of a letter knows. */
export interface Post {
  readonly platform: Platform<Database>;
  /** The name of the collective. */
  readonly place: string;
  /** `https://loom.example`. */
  readonly origin: string;
  /** Where it goes. */
  readonly address: string;
  /** Who of us has that address; undefined only where a kind goes to anybody. */
  readonly person: Member | undefined;
  /** Their language, else the collective's, else English. */
  readonly say: Say;
  /** The same choice for somebody else. */
  sayTo(member: Member): Say;
}

/** The letters of one kind. */
export type LetterOf<K extends Letter['kind']> = Extract<Letter, { readonly kind: K }>;

/** How letters of one kind are written. */
export interface LetterKind<K extends Letter['kind']> {
  /** How long after it was caused it still says something. */
  readonly lasts: Temporal.Duration;
  /** Whether it may go to an address that nobody here has. Default: only to members. */
  readonly toAnybody?: boolean | undefined;
  /** What it says; undefined where there is nothing to say any more. Links that open something are made here. */
  write(post: Post, letter: LetterOf<K>): Promise<LetterDraft | undefined> | LetterDraft | undefined;
}

/** A letter in words: what stands in the mail, in two forms that say the same. */
export interface WrittenLetter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly language: string;
}

/** The two forms of a letter: greeting, lines, signature. */
export function formLetter(
  { place, origin }: Pick<Post, 'place' | 'origin'>,
  { name, say }: { readonly name: string; readonly say: Say },
  { subject, lines }: Pick<LetterDraft, 'subject' | 'lines'>,
): WrittenLetter {
  const sign = `${place}, ${origin}`;
  const hello = name === '' ? say('letters.hello_anybody') : say('letters.hello', { name });
  const all: readonly Line[] = [hello, ...lines];
  const text = all.map((line) =>
    typeof line === 'string' ? line : `${line.words.replace(/\.$/, '')}:\n${line.link}`,
  );
  const html = [...all.map(htmlOf), '<hr>', htmlOf(sign)].join('');
  const direction = say.language === 'ar' ? ' dir="rtl"' : '';
  return {
    subject,
    language: say.language,
    text: `${[...text, `-- \n${sign}`].join('\n\n')}\n`,
    html: `<!doctype html><html lang="${say.language}"${direction}><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head><body>${html}</body></html>`,
  };
}

function htmlOf(line: Line): string {
  if (typeof line === 'string') return `<p>${escapeHtml(line)}</p>`;
  return `<p><a href="${escapeHtml(line.link)}">${escapeHtml(line.words)}</a></p>`;
}
