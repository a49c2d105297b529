import { escapeHtml } from '../core/html.ts';
import type { AccountChange } from '../domain/mail.ts';

/** A letter in words: what stands in the mail, in two forms that say the same. */
export interface WrittenLetter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly language: string;
}

/** Who writes, and to whom. */
export interface LetterHead {
  /** The name of the collective. */
  readonly place: string;
  /** Its address: `https://loom.example`. */
  readonly origin: string;
  /** The name of the person. */
  readonly name: string;
  /** BCP 47. English where we do not have it. */
  readonly language: string;
}

interface Words {
  readonly hello: (name: string) => string;
  readonly signIn: {
    readonly subject: (place: string) => string;
    readonly lines: readonly string[];
    readonly button: string;
    readonly after: readonly string[];
  };
  readonly account: {
    readonly subject: (place: string) => string;
    readonly changes: Readonly<Record<AccountChange, string>>;
    readonly after: string;
    readonly button: string;
  };
}

const english: Words = {
  hello: (name) => `Hello ${name},`,
  signIn: {
    subject: (place) => `Your way in to ${place}`,
    lines: ['somebody, probably you, asked for a link to sign in.'],
    button: 'Sign in',
    after: [
      'The link works once, for 15 minutes.',
      'If it was not you, do nothing: without this mail nobody gets in.',
    ],
  },
  account: {
    subject: (place) => `How you sign in to ${place} has changed`,
    changes: {
      'passkey-added': 'a passkey was added to your list.',
      'passkey-removed': 'a passkey was removed from your list.',
      'codes-made': 'ten new recovery codes were made for you. The old ones are over.',
      'code-used': 'one of your recovery codes was used.',
    },
    after: 'If it was not you, sign out everywhere on the page below, and tell a steward.',
    button: 'How you sign in',
  },
};

const german: Words = {
  hello: (name) => `Hallo ${name},`,
  signIn: {
    subject: (place) => `Dein Zugang zu ${place}`,
    lines: ['jemand, wahrscheinlich du, hat um einen Link zum Anmelden gebeten.'],
    button: 'Anmelden',
    after: [
      'Der Link gilt einmal, 15 Minuten lang.',
      'Warst du es nicht, dann tu nichts: ohne diese Mail kommt niemand hinein.',
    ],
  },
  account: {
    subject: (place) => `Wie du dich bei ${place} anmeldest, hat sich geändert`,
    changes: {
      'passkey-added': 'zu deiner Liste kam ein Passkey hinzu.',
      'passkey-removed': 'von deiner Liste wurde ein Passkey entfernt.',
      'codes-made': 'für dich wurden zehn neue Notfallcodes gemacht. Die alten gelten nicht mehr.',
      'code-used': 'einer deiner Notfallcodes wurde benutzt.',
    },
    after:
      'Warst du es nicht, dann melde dich auf der Seite unten überall ab und sag einem Steward Bescheid.',
    button: 'Wie du dich anmeldest',
  },
};

function wordsFor(language: string): { words: Words; language: string } {
  return /^de\b/i.test(language) ? { words: german, language: 'de' } : { words: english, language: 'en' };
}

/** The letter with a link that lets somebody in once. */
export function signInLetter(head: LetterHead, link: string): WrittenLetter {
  const { words, language } = wordsFor(head.language);
  const { subject, lines, button, after } = words.signIn;
  return write(
    head,
    language,
    subject(head.place),
    [words.hello(head.name), ...lines],
    { button, link },
    after,
  );
}

/** The letter that tells somebody that how they sign in has changed. */
export function accountLetter(head: LetterHead, change: AccountChange): WrittenLetter {
  const { words, language } = wordsFor(head.language);
  const { subject, changes, after, button } = words.account;
  const link = `${head.origin}/settings/sign-in`;
  const lines = [words.hello(head.name), changes[change], after];
  return write(head, language, subject(head.place), lines, { button, link }, []);
}

function write(
  head: LetterHead,
  language: string,
  subject: string,
  before: readonly string[],
  act: { readonly button: string; readonly link: string },
  after: readonly string[],
): WrittenLetter {
  const sign = `${head.place}, ${head.origin}`;
  const paragraph = (line: string) => `<p>${escapeHtml(line)}</p>`;
  const button = `<p><a href="${escapeHtml(act.link)}">${escapeHtml(act.button)}</a></p>`;
  const body = [...before.map(paragraph), button, ...after.map(paragraph), '<hr>', paragraph(sign)];
  return {
    subject,
    language,
    text: `${[...before, act.link, ...after, `-- \n${sign}`].join('\n\n')}\n`,
    html: `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head><body>${body.join('')}</body></html>`,
  };
}
