import { z } from 'zod';

/** A text that must say something; `what` names it in the errors, `most` counts characters. */
export function requiredText(what: string, most: number) {
  return z
    .string(`${what} is missing.`)
    .trim()
    .min(1, `${what} is empty. Write something.`)
    .refine((text) => text.length <= most, {
      error: (issue) => `${what} has ${String(issue.input).length} characters; at most ${most} fit.`,
    });
}

/** A text that may be empty. */
export function optionalText(what: string, most: number) {
  return z
    .string()
    .trim()
    .default('')
    .refine((text) => text.length <= most, {
      error: (issue) => `${what} has ${String(issue.input).length} characters; at most ${most} fit.`,
    });
}

/** A mail address; the domain checks it once more. */
export const mailAddress = z
  .string('The mail address is missing.')
  .trim()
  .max(254, 'A mail address has at most 254 characters.')
  .regex(/^[^\s@<>"]+@[^\s@<>"]+$/, {
    error: (issue) => `"${String(issue.input).slice(0, 80)}" is not a mail address.`,
  });
