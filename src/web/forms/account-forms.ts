import { z } from 'zod';
import { scopes } from '../../domain/auth/api-tokens.ts';
import { wholeLanguages } from '../../words/language.ts';
import { collectiveForm } from './small-forms.ts';
import { mailAddress, optionalText, problem, requiredText } from './texts.ts';

const id = z.uuid();

/** Languages somebody may read the pages in: the whole ones, and drafts. */
export const readingLanguages = [...wholeLanguages, 'ar'] as const;

/** In which language somebody reads, and where their clock is. Nothing chosen: as the collective. */
export const readingForm = z.strictObject({
  language: z.enum(['', ...readingLanguages]),
  zone: requiredText(60),
});

/** Another mail address. */
export const newMailAddressForm = z.strictObject({ email: mailAddress });

/** A link somebody was given, used up. */
export const linkForm = z.strictObject({ token: z.string().min(1).max(200) });

/** How long a token may live, in days. */
export const tokenDays = ['30', '90', '365'] as const;

/** A token for a program; each scope is a box of its own, because no field comes twice. */
export const newTokenForm = z.strictObject({
  name: requiredText(64),
  days: z.enum(tokenDays, problem('forms.wrong')),
  ...Object.fromEntries(scopes.map((scope) => [`scope-${scope}`, z.literal('yes').optional()])),
});

/** Something about one token. */
export const tokenIdForm = z.strictObject({ token: id });

/** Something about one person. */
export const personIdForm = z.strictObject({ person: id });

/** Something about one question for another mail address. */
export const mailChangeForm = z.strictObject({ request: id });

/** What the collective says of itself, a colour of its own, and how many invitations one member may have open. */
export const collectiveSettingsForm = z.strictObject({
  ...collectiveForm.shape,
  own: optionalText(7).pipe(
    z.union([
      z.literal(''),
      z
        .string()
        .toLowerCase()
        .regex(/^#[0-9a-f]{6}$/, problem('settings.wrong_colour')),
    ]),
  ),
  invitations: z
    .string()
    .trim()
    .regex(/^\d{1,4}$/, problem('settings.wrong_quota'))
    .transform(Number)
    .optional(),
});
