import { z } from 'zod';

/**
 * One line of text. Control characters and halves of surrogate pairs are refused here, because PostgreSQL would
 * refuse them later with words that help nobody.
 */
export const Line = z.string().regex(/^[^\p{Cc}\p{Cs}]*$/u, 'write one line without control characters');

/** Text of several lines, as Markdown or a reason may be: the same, but tabs and ends of lines may stand in it. */
export const Prose = z
  .string()
  .regex(/^[\P{Cc}\t\n\r]*$/u, 'write text without control characters')
  .refine((text) => text.isWellFormed(), 'write text without halves of surrogate pairs');
