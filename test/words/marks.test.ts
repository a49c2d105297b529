import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import { type Area, type Catalogue, catalogues } from '../../src/words/catalogues.ts';
import { type Language, languages } from '../../src/words/language.ts';

/** The names of the marks of a text, and those of its values, wherever they stand. */
function namesIn(text: string): { marks: Set<string>; values: Set<string> } {
  const names = { marks: new Set<string>(), values: new Set<string>() };
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, value } = node as { readonly type?: unknown; readonly value?: unknown };
    if (typeof value === 'string' && type === 8) names.marks.add(value);
    if (typeof value === 'string' && typeof type === 'number' && type >= 1 && type <= 6)
      names.values.add(value);
    Object.values(node).forEach(visit);
  };
  visit(new IntlMessageFormat(text, 'en').getAst());
  return names;
}

test('a mark and a value with one name are told apart', () => {
  const { marks, values } = namesIn('{n, plural, other {<at>{at}</at>}}');
  expect([[...marks], [...values].sort()]).toEqual([['at'], ['at', 'n']]);
});

test.each(languages)(
  'in %s no mark has the name of a value: what draws it would be printed',
  (language: Language) => {
    const catalogue: Catalogue = catalogues[language];
    const clashes = (Object.keys(catalogue) as Area[]).flatMap((area) =>
      Object.entries(catalogue[area])
        .filter(([, text]) => {
          const { marks, values } = namesIn(text);
          return !marks.isDisjointFrom(values);
        })
        .map(([key]) => `${area}.${key}`),
    );
    expect(clashes).toEqual([]);
  },
);
