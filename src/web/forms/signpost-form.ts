import { z } from 'zod';
import { Refusal } from '../../core/refusal.ts';
import { type Audience, audiences, type Field, fields as parts } from '../../domain/signposts/signpost.ts';
import type { Fields } from './fields.ts';
import { problem } from './texts.ts';

/** Who sees which part, as a form says it; what it does not name stays. */
export type Chosen = Partial<Record<Field, Audience>>;

/** The name of the field in which the audience of a part is chosen. */
export function audienceField(part: Field): string {
  return `audience.${part}`;
}

/**
 * Takes the audiences out of a form: `audience.do` and so on.
 * @throws Refusal invalid `form.unknown_field` for a part or an audience there is not
 */
export function takeAudiences(sent: Fields): { readonly chosen: Chosen; readonly fields: Fields } {
  const chosen: Partial<Record<Field, Audience>> = {};
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(sent)) {
    if (!name.startsWith('audience.')) {
      fields[name] = value;
      continue;
    }
    const part = parts.find((one) => audienceField(one) === name);
    const audience = audiences.find((one) => one === value);
    if (part === undefined || audience === undefined)
      throw new Refusal('invalid', 'form.unknown_field', `This form has no field "${name.slice(0, 60)}".`, {
        name: name.slice(0, 60),
      });
    chosen[part] = audience;
  }
  return { chosen, fields };
}

/** Fields with the rows of a list put together: `skills.0.name` is `name` of the first of `rows`. The others are in `rest`. */
export function takeRows<Row extends Readonly<Record<string, string>>>(
  sent: Fields,
  list: string,
  blank: Row,
): { readonly rows: Row[]; readonly rest: Fields } {
  const rows: Record<string, string>[] = [];
  const rest: Record<string, string> = {};
  const shape = new RegExp(`^${list}\\.(\\d{1,2})\\.([a-zA-Z]+)$`);
  for (const [name, value] of Object.entries(sent)) {
    const [, index, part] = shape.exec(name) ?? [];
    if (index === undefined || part === undefined) rest[name] = value;
    else rows[Number(index)] = { ...rows[Number(index)], [part]: value };
  }
  return { rows: rows.flatMap((row) => (row === undefined ? [] : [{ ...blank, ...row }])), rest };
}

/** A year, or nothing. */
export const year = z
  .string()
  .trim()
  .regex(/^(?:\d{4})?$/, problem('signpost.err_year'))
  .transform((text) => (text === '' ? null : Number(text)));

/** A month as browsers send it, `2026-10`, or nothing. */
export const month = z
  .string()
  .trim()
  .regex(/^(?:\d{4}-(?:0[1-9]|1[0-2]))?$/, problem('signpost.err_month'))
  .transform((text) => (text === '' ? null : Temporal.PlainYearMonth.from(text)));

/** Names with commas between them, each once. */
export const names = z
  .string()
  .transform((text) =>
    [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== ''),
  );
