const written = ['en', 'de'].map((language) => new Intl.DisplayNames(language, { type: 'region' }));

/** The names of a country (ISO 3166-1 alpha-2) in the languages pages are in: `Germany`, `Deutschland`. */
export function countryNames(code: string): string[] {
  return written.flatMap((names) => names.of(code) ?? []);
}
