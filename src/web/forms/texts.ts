import { z } from 'zod';
import type { Key } from '../../words/say.ts';

/**
 * The text of an error in a schema. `parseForm` says it, with `typed` and `length` of what was typed, the numbers of
 * the issue (`minimum`, `maximum`) and its `params`.
 */
export function problem(key: Key): Key {
  return key;
}

/** A text that must say something; `most` counts characters. Forms with several of them say which one is `empty`. */
export function requiredText(most: number, empty: Key = 'forms.required') {
  return z.string(problem(empty)).trim().min(1, problem(empty)).check(fits(most));
}

/** A text that may be empty. */
export function optionalText(most: number) {
  return z.string().trim().default('').check(fits(most));
}

/** A mail address; the domain checks it once more. */
export const mailAddress = z
  .string(problem('forms.required'))
  .trim()
  .check(fits(254))
  .regex(/^[^\s@<>"]+@[^\s@<>"]+$/, problem('forms.mail_address'));

function fits(most: number) {
  return z.maxLength(most, problem('forms.too_long'));
}
