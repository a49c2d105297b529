import { z } from 'zod';
import { parseMoney } from '../../core/money.ts';
import { Refusal } from '../../core/refusal.ts';
import {
  contactPolicies,
  fluencies,
  grains,
  type Signpost,
  type SignpostPlace,
  type SpokenLanguage,
  type TermsLine,
  termsKinds,
} from '../../domain/signposts/signpost.ts';
import type { Say } from '../../words/say.ts';
import { type Fields, type Parsed, parseForm } from './fields.ts';
import { takeRows } from './signpost-form.ts';
import { optionalText, problem, requiredText } from './texts.ts';

/** Name, line and text of a person. */
export const introductionForm = z.strictObject({
  name: requiredText(64),
  headline: optionalText(120),
  about: optionalText(2000),
});

/** Where somebody is and where their clock is. */
export const placeForm = z.strictObject({
  grain: z.enum(grains, problem('signpost.err_grain')),
  country: z.string().trim().default(''),
  region: optionalText(80),
  town: optionalText(80),
  zone: z.string().trim().min(1, problem('signpost.err_zone')),
});

/** A place as its form says it. */
export function placeOf({ grain, country, region, town }: z.infer<typeof placeForm>): SignpostPlace {
  const orNull = (text: string) => (text === '' ? null : text);
  return { grain, country: orNull(country), region: orNull(region), town: orNull(town) };
}

/** Whether and how to be reached. */
export const contactForm = z.strictObject({
  policy: z.enum(contactPolicies, problem('signpost.err_policy')),
  how: optionalText(200),
});

/** A page elsewhere. */
export const linkForm = z.strictObject({
  url: requiredText(2048),
  label: optionalText(80),
});

/** The language rows of the form. */
export interface LanguageRow extends Readonly<Record<string, string>> {
  readonly tag: string;
  readonly level: string;
}

/** The form of the languages somebody speaks. */
export interface LanguagesFields {
  readonly rows: readonly LanguageRow[];
  readonly rest: Fields;
}

const blankLanguage: LanguageRow = { tag: '', level: 'fluent' };

const languagesSchema = z.strictObject({
  languages: z.array(
    z.strictObject({ tag: z.string().trim(), level: z.enum(fluencies, problem('signpost.err_fluency')) }),
  ),
});

/** Languages as the form shows them, with room for two more. */
export function languagesToFields(languages: readonly SpokenLanguage[]): LanguagesFields {
  return {
    rows: [...languages.map(({ tag, level }) => ({ tag, level })), blankLanguage, blankLanguage],
    rest: {},
  };
}

/** The posted fields in the shape of the form. */
export function nestLanguages(sent: Fields): LanguagesFields {
  return takeRows(sent, 'languages', blankLanguage);
}

/** The same with two rows more. */
export function moreLanguages(fields: LanguagesFields): LanguagesFields {
  return { ...fields, rows: [...fields.rows, blankLanguage, blankLanguage] };
}

/** The languages a form says; a row without a language is none. */
export function parseLanguages({ rows, rest }: LanguagesFields, say: Say): Parsed<SpokenLanguage[]> {
  const chosen = rows.filter((row) => row.tag.trim() !== '');
  const parsed = parseForm(languagesSchema, { languages: chosen, ...rest }, say);
  return parsed.ok ? { ok: true, value: parsed.value.languages } : parsed;
}

/** Terms as the form shows them: `hourly.on`, `hourly.amount`, `hourly.currency`, `hourly.note` and so on. */
export function termsToFields(
  { terms }: Pick<Signpost, 'terms'>,
  amountOf: (line: TermsLine) => string,
): Fields {
  const currency = terms.find((line) => line.floor !== null)?.floor?.currency ?? 'EUR';
  const fields = termsKinds.flatMap((kind) => {
    const line = terms.find((one) => one.kind === kind);
    return [
      [`${kind}.on`, line === undefined ? '' : 'yes'],
      [`${kind}.amount`, line === undefined ? '' : amountOf(line)],
      [`${kind}.currency`, line?.floor?.currency ?? currency],
      [`${kind}.note`, line?.note ?? ''],
    ];
  });
  return Object.fromEntries(fields);
}

const termsForm = z.strictObject(
  Object.fromEntries(
    termsKinds.flatMap((kind) =>
      ['on', 'amount', 'currency', 'note'].map((part) => [`${kind}.${part}`, z.string().optional()]),
    ),
  ),
);

/**
 * The terms a form says: the kinds that are ticked, or that hold an amount or a note.
 * @throws Refusal invalid `form.unknown_field`
 */
export function parseTerms(fields: Fields, say: Say): Parsed<TermsLine[]> {
  parseForm(termsForm, fields, say);
  const errors: Record<string, string> = {};
  const lines: TermsLine[] = [];
  for (const kind of termsKinds) {
    const amount = (fields[`${kind}.amount`] ?? '').trim();
    const note = (fields[`${kind}.note`] ?? '').trim();
    if (fields[`${kind}.on`] !== 'yes' && amount === '' && note === '') continue;
    try {
      const currency = (fields[`${kind}.currency`] ?? '').trim().toUpperCase();
      lines.push({
        kind,
        floor: amount === '' ? null : parseMoney(amount.replace(',', '.'), currency),
        note,
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      errors[`${kind}.amount`] = say.refusal(error);
    }
  }
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, value: lines };
}
