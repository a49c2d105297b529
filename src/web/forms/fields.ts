import type { Context } from 'hono';
import type { z } from 'zod';
import { Refusal } from '../../core/refusal.ts';
import { isKey, type Say, type Values } from '../../words/say.ts';

/** The fields of a form as they came: every value a string, line ends as `\n`, and no NUL, which no browser sends. */
export type Fields = Readonly<Record<string, string>>;

/** What is wrong, by the name of the field; `''` for what concerns the whole form. */
export type FieldErrors = Readonly<Record<string, string>>;

/** A form that reads, or everything that is wrong with it at once. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: FieldErrors };

/** No errors. */
export const noErrors: FieldErrors = {};

/**
 * The fields of a posted form. A field that is sent twice is refused: nothing of ours does that.
 * @throws Refusal invalid `form.repeated_field`
 */
export async function readFields(context: Context): Promise<Fields> {
  const sent = new URLSearchParams(await context.req.text());
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of sent) {
    if (name in fields) {
      throw new Refusal('invalid', 'form.repeated_field', `The field "${shown(name)}" came twice.`, {
        name: shown(name),
      });
    }
    fields[name] = value.replace(/\r\n?/g, '\n').replaceAll('\0', '');
  }
  return fields;
}

/**
 * Read a form by its schema, whose messages are keys of the catalogues (`problem` in `texts.ts`). A field the schema
 * does not know is not an error beside a field but a refusal of the whole: no page of ours sends it.
 * @throws Refusal invalid `form.unknown_field`
 */
export function parseForm<T>(schema: z.ZodType<T>, input: unknown, say: Say): Parsed<T> {
  const result = schema.safeParse(input);
  if (result.success) return { ok: true, value: result.data };
  const errors: Record<string, string> = {};
  for (const issue of result.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      const name = shown(issue.keys[0] ?? '');
      throw new Refusal(
        'invalid',
        'form.unknown_field',
        `This form has no field "${name}". Open the page again and send what it asks.`,
        { name },
      );
    }
    errors[issue.path.join('.')] ??= said(issue, input, say);
  }
  return { ok: false, errors };
}

/** What an issue says. What zod says where a schema has no words of its own is for programs; people read a sentence. */
function said(issue: z.core.$ZodIssue, input: unknown, say: Say): string {
  const typed = valueAt(input, issue.path);
  const key = issue.message;
  if (!isKey(key)) return say(typed === undefined ? 'forms.required' : 'forms.wrong');
  return say(key, { ...facts(typeof typed === 'string' ? typed : ''), ...valuesOf(issue) });
}

function facts(typed: string): Values {
  const text = typed.trim();
  return { typed: text.length > 80 ? `${text.slice(0, 80)}…` : text, length: text.length };
}

function valuesOf(issue: z.core.$ZodIssue): Values {
  const given = { ...issue, ...(issue.code === 'custom' && issue.params) };
  return Object.fromEntries(
    Object.entries(given).filter(
      (entry): entry is [string, string | number] =>
        typeof entry[1] === 'number' || typeof entry[1] === 'string',
    ),
  );
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let found = input;
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Readonly<Record<PropertyKey, unknown>>)[step];
  }
  return found;
}

/** A refusal of the domain as the error of one field; any other error is thrown on. */
export function errorOfRefusal(
  error: unknown,
  fieldOf: Readonly<Record<string, string>>,
  say: Say,
): FieldErrors {
  const isAboutTheForm = error instanceof Refusal && (error.kind === 'invalid' || error.kind === 'conflict');
  if (!isAboutTheForm || error.code === 'node.not_set_up') throw error;
  return { [fieldOf[error.code] ?? '']: say.refusal(error) };
}

/** The errors in the shape `ErrorSummary` lists. */
export function summaryOf(errors: FieldErrors): { name?: string; message: string }[] {
  return Object.entries(errors).map(([name, message]) => (name === '' ? { message } : { name, message }));
}

function shown(name: string): string {
  return name.slice(0, 60);
}
