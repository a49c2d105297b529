import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../../src/core/refusal.ts';
import { ReadBy, Said, useSay } from '../../src/web/reader.tsx';
import { type Area, type Catalogue, catalogues, english } from '../../src/words/catalogues.ts';
import {
  acceptedLanguage,
  directionOf,
  type Language,
  languageOf,
  languages,
} from '../../src/words/language.ts';
import { sayIn } from '../../src/words/say.ts';

const areas = Object.keys(english) as Area[];
const entries = (language: Language, area: Area) =>
  Object.entries((catalogues[language] as Catalogue)[area]) as [string, string][];

/** What a text names: values in braces and marks in angle brackets, wherever they stand. */
function named(text: string): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const { type, value: name } = value as { type?: number; value?: unknown };
    if (typeof type === 'number' && type !== 0 && type !== 7 && typeof name === 'string') found.add(name);
    Object.values(value).forEach(visit);
  };
  visit(new IntlMessageFormat(text, 'en').getAst());
  return [...found].sort();
}

describe('the catalogues', () => {
  test.each(areas)('of %s hold the same texts in German as in English', (area) => {
    const keys = (language: Language) =>
      entries(language, area)
        .map(([key]) => key)
        .sort();
    if (area === 'refusals') {
      // A refusal comes with its English sentence, so this area is for the others.
      expect(keys('en')).toEqual([]);
      return;
    }
    expect(keys('de')).toEqual(keys('en'));
  });

  test('of the frame hold the same texts in Arabic', () => {
    const keys = (language: Language) => entries(language, 'frame').map(([key]) => key);
    expect(keys('ar').sort()).toEqual(keys('en').sort());
  });

  test.each(areas)('of %s name the same values and marks in every language', (area) => {
    for (const language of languages.filter((each) => each !== 'en' && area !== 'refusals')) {
      const own = Object.fromEntries(entries('en', area));
      for (const [key, text] of entries(language, area)) {
        expect(named(text), `${language} ${area}.${key}`).toEqual(named(own[key] ?? ''));
      }
    }
  });

  test.each(languages)('in %s read as messages and never speak of users', (language) => {
    for (const area of areas) {
      for (const [key, text] of entries(language, area)) {
        expect(() => new IntlMessageFormat(text, language), `${area}.${key}`).not.toThrow();
        expect(text.trim(), `${area}.${key}`).not.toBe('');
        expect(text, `${area}.${key}`).not.toMatch(
          /\b(?:users?|gig workers?|Nutzer(?:innen)?|Benutzer(?:innen)?)\b/i,
        );
      }
    }
  });
});

describe('a text', () => {
  test('is said in English where the language has none', () => {
    expect(sayIn('de')('frame.menu')).toBe('Menü');
    expect(sayIn('ar')('frame.language')).not.toBe('frame.language');
  });

  test('of a refusal is said by its code, or in the words it came with', () => {
    const unknown = new Refusal('invalid', 'no.such_code', 'Nothing like this is there.');
    expect(sayIn('de').refusal(unknown)).toBe('Nothing like this is there.');
  });

  test('is drawn in the language of the reader, its marked parts by who draws it', () => {
    const Greeting = () => <p>{useSay()('frame.menu')}</p>;
    const drawn = String(
      <ReadBy value={{ say: sayIn('de'), zone: 'UTC' }}>
        <Greeting />
        <Said k="frame.menu" />
      </ReadBy>,
    );
    expect(drawn).toBe('<p>Menü</p>Menü');
  });
});

describe('the language of a reader', () => {
  test.each([
    ['de-AT,de;q=0.9,en;q=0.5', 'de'],
    ['fr-FR, en;q=0.3, de;q=0.8', 'de'],
    ['fr', undefined],
    ['*', undefined],
    ['en;q=0, de;q=0.1', 'de'],
    [undefined, undefined],
    [';;;,,q=,de;q=x', 'de'],
  ])('asked for as %j is %s', (header, language) => {
    expect(acceptedLanguage(header)).toBe(language);
  });

  test('has a direction, whatever the region', () => {
    expect(directionOf('ar')).toBe('rtl');
    expect(directionOf('de')).toBe('ltr');
    expect(languageOf('pt-BR')).toBeUndefined();
    expect(languageOf('DE-ch')).toBe('de');
  });
});
