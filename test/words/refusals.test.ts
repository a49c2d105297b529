import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../../src/core/refusal.ts';
import { catalogues } from '../../src/words/catalogues.ts';
import { sayIn } from '../../src/words/say.ts';
import { readSources } from '../support/source-files.ts';

/** Codes of refusals no page draws: of the command line and of files it reads. */
const onlyPrograms = new Set(['esco.file']);

/** What the codes are that a refusal puts together, by how they are written in the source. */
const madeCodes: Readonly<Record<string, readonly string[]>> = {
  '`opportunity.${field}`': [
    ...['title', 'outcome', 'contact', 'place', 'roles', 'languages', 'deadline'].map(
      (field) => `opportunity.${field}`,
    ),
  ],
  '`collective.${field}`': ['name', 'purpose', 'colour', 'language'].map((field) => `collective.${field}`),
  '`application.${field}`': ['does', 'why'].map((field) => `application.${field}`),
  "`invitation.${state.replace('-', '_')}`": [
    ...['used', 'declined', 'revoked', 'expired', 'wanted_again'].map((state) => `invitation.${state}`),
  ],
  code: ['application.email', 'invitation.email'],
};

interface Call {
  readonly file: string;
  /** The code as it stands in the source, with its quotes. */
  readonly written: string;
  /** Everything between the brackets. */
  readonly text: string;
}

const calls = readSources(['src/core', 'src/domain', 'src/http', 'src/web']).flatMap(({ file, text }) =>
  [...text.matchAll(/(?:new (?:Http)?Refusal|\bsuper)\(\s*(?:'[a-z-]+'|\d{3}),\s*/g)].map((match): Call => {
    const rest = text.slice(match.index + match[0].length);
    const written = /^(?:'[^']+'|`[^`]+`|\w+)/.exec(rest)?.[0] ?? '';
    return { file, written, text: argumentsOf(rest) };
  }),
);

/** The text up to the bracket that closes what was opened before it. */
function argumentsOf(text: string): string {
  let depth = 1;
  for (let index = 0; index < text.length; index++) {
    const letter = text[index];
    if (letter === '(') depth++;
    if (letter === ')') depth--;
    if (depth === 0) return text.slice(0, index);
  }
  return text;
}

const literal = calls.filter(({ written }) => written.startsWith("'"));
const codeOf = ({ written }: Call) => written.slice(1, -1);
const german: Readonly<Record<string, string>> = catalogues.de.refusals;

/** The values a text names: those it needs always, and those of its branches. */
function needs(text: string): { always: string[]; perhaps: string[] } {
  const always = new Set<string>();
  const perhaps = new Set<string>();
  const visit = (elements: readonly unknown[], into: Set<string>): void => {
    for (const element of elements) {
      const { type, value, options } = element as { type: number; value?: unknown; options?: object };
      if (type >= 1 && type <= 6 && typeof value === 'string') into.add(value);
      for (const option of Object.values(options ?? {}))
        visit((option as { value: unknown[] }).value, perhaps);
    }
  };
  visit(new IntlMessageFormat(text, 'de').getAst(), always);
  return { always: [...always], perhaps: [...perhaps] };
}

const brings = ({ text }: Call, name: string) => new RegExp(`[{,]\\s*${name}\\s*[:,}]`).test(text);

describe('every refusal a page may draw', () => {
  test('is found in the sources', () => {
    expect(literal.length).toBeGreaterThan(80);
    expect(literal.map(codeOf)).toContain('opportunity.not_live');
    expect(literal.map(codeOf)).toContain('session.proof');
  });

  test('has a German sentence', () => {
    const codes = [
      ...literal.map(codeOf),
      ...calls.flatMap(({ written }) => madeCodes[written] ?? []),
      'request.path',
    ];
    const missing = [...new Set(codes)].filter(
      (code) => german[code] === undefined && !onlyPrograms.has(code),
    );
    expect(missing).toEqual([]);
  });

  test('puts no code together that is not listed here', () => {
    const made = calls.filter(({ written }) => !written.startsWith("'")).map(({ written }) => written);
    expect([...new Set(made)].filter((written) => madeCodes[written] === undefined)).toEqual([]);
  });

  test('brings what its German sentence names', () => {
    const lacking = literal.flatMap((call) => {
      const { always } = needs(german[codeOf(call)] ?? '');
      return always
        .filter((name) => !brings(call, name))
        .map((name) => `${call.file} ${codeOf(call)}: ${name}`);
    });
    expect(lacking).toEqual([]);
    const never = [...new Set(literal.map(codeOf))].flatMap((code) => {
      const same = literal.filter((call) => codeOf(call) === code);
      return needs(german[code] ?? '')
        .perhaps.filter((name) => !same.some((call) => brings(call, name)))
        .map((name) => `${code}: ${name}`);
    });
    expect(never).toEqual([]);
  });

  test('is said in English where it does not bring what the sentence names', () => {
    const old = new Refusal('invalid', 'member.email', '"x" is not a mail address.');
    expect(sayIn('de').refusal(old)).toBe('"x" is not a mail address.');
    const full = new Refusal('invalid', 'member.email', '"x" is not a mail address.', { typed: 'x' });
    expect(sayIn('de').refusal(full)).toBe('„x“ ist keine Mailadresse.');
    expect(sayIn('en').refusal(full)).toBe('"x" is not a mail address.');
  });
});
