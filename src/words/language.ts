import { catalogues } from './catalogues.ts';

/** A language the pages and letters speak: BCP 47, without region. */
export type Language = keyof typeof catalogues;

/** Those languages, in the order they are offered. */
export const languages = Object.keys(catalogues) as Language[];

/** The language a tag means, whatever its region: `de-AT` is `de`. Undefined for one we do not speak. */
export function languageOf(tag: string | null | undefined): Language | undefined {
  const base = tag?.toLowerCase().split('-')[0];
  return languages.find((language) => language === base);
}

/** Those whose catalogues are whole: what every page offers in its foot, in their own letters. */
export const wholeLanguages: readonly Language[] = ['en', 'de'];

/** The best language of an `Accept-Language` header (RFC 9110 §12.5.4) that we speak; undefined where none is. */
export function acceptedLanguage(header: string | undefined): Language | undefined {
  const wanted = (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((part, index) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = parameters
        .map((text) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(text)?.[1])
        .find(Boolean);
      return { language: languageOf(tag), weight: quality === undefined ? 1 : Number(quality), index };
    })
    .filter(({ language, weight }) => language !== undefined && weight > 0);
  wanted.sort((a, b) => b.weight - a.weight || a.index - b.index);
  return wanted[0]?.language;
}

/** Which way a language is written. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

/** What a language calls itself: "Deutsch". */
export function nameOf(language: Language): string {
  return { en: 'English', de: 'Deutsch', ar: 'العربية' }[language];
}
