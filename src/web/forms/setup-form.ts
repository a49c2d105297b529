import { z } from 'zod';
import { isUsableHandle } from '../../domain/actors/actor.ts';
import type { FirstSetup } from '../../domain/auth/setup.ts';
import { followPolicies, joinPolicies } from '../../domain/collective/collective.ts';
import type { Say } from '../../words/say.ts';
import { type FieldErrors, type Fields, type Parsed, parseForm } from './fields.ts';
import { mailAddress, problem, requiredText } from './texts.ts';

/** The screens that ask something, in order; a fourth says that it is done. */
export const setupScreens = ['collective', 'you', 'rules'] as const;
/** One of them. */
export type SetupScreen = (typeof setupScreens)[number];

const handle = (example: string) =>
  z
    .string(problem('forms.required'))
    .trim()
    .refine(isUsableHandle, { error: problem('forms.handle'), params: { example } });

const colour = z
  .string()
  .toLowerCase()
  .regex(/^#[0-9a-f]{6}$/, problem('forms.choose_colour'));

const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, problem('forms.choose_language'));

/** What the collective says of itself; shared with the settings. */
export const profileShape = {
  name: requiredText(80, 'forms.empty_name'),
  purpose: requiredText(2000, 'forms.empty_purpose'),
  language,
  colour,
} as const;

/** Who may follow and join; shared with the settings. */
export const rulesShape = {
  follow: z.enum(followPolicies, problem('forms.choose_follow')),
  join: z.enum(joinPolicies, problem('forms.choose_join')),
} as const;

function screenSchemas(host: string) {
  return {
    collective: z.object({
      ...profileShape,
      handle: handle('loom'),
      domain: z
        .string()
        .trim()
        .refine((text) => text !== '', { error: problem('forms.type_host'), params: { host } })
        .refine((text) => text.toLowerCase() === host, {
          error: problem('forms.other_host'),
          params: { host },
        }),
    }),
    you: z.object({
      person: requiredText(64, 'forms.empty_name'),
      personHandle: handle('ana'),
      email: mailAddress,
    }),
    rules: z.object(rulesShape),
  } as const;
}

const envelope = z.strictObject({
  token: z.string().max(200).default(''),
  screen: z.enum(setupScreens),
  do: z.enum(['next', 'back']).default('next'),
  name: z.string().default(''),
  purpose: z.string().default(''),
  handle: z.string().default(''),
  language: z.string().default('en'),
  colour: z.string().default(''),
  domain: z.string().default(''),
  person: z.string().default(''),
  personHandle: z.string().default(''),
  email: z.string().default(''),
  follow: z.string().default('anyone'),
  join: z.string().default('invitation'),
});

/** Everything the screens carry, as typed. */
export type SetupFields = z.infer<typeof envelope>;

/** The fields of a screen; the others travel hidden. */
export const screenFields: Readonly<Record<SetupScreen, readonly (keyof SetupFields)[]>> = {
  collective: ['name', 'purpose', 'handle', 'language', 'colour', 'domain'],
  you: ['person', 'personHandle', 'email'],
  rules: ['follow', 'join'],
};

/** Where the domain's refusals belong. */
export const setupFieldOf: Readonly<Record<string, string>> = {
  'collective.name': 'name',
  'collective.purpose': 'purpose',
  'collective.colour': 'colour',
  'collective.language': 'language',
  'html.too_deep': 'purpose',
  'actor.handle': 'handle',
  'actor.handle_taken': 'personHandle',
  'member.name': 'person',
  'member.email': 'email',
};

/** A setup nobody has begun. */
export function emptySetup(token: string, colourNow: string): SetupFields {
  return envelope.parse({ token, screen: 'collective', colour: colourNow });
}

/** The posted fields. @throws Refusal invalid `form.unknown_field` */
export function readSetup(fields: Fields, say: Say): Parsed<SetupFields> {
  return parseForm(envelope, fields, say);
}

/** What is wrong on one screen. */
export function screenErrors(fields: SetupFields, screen: SetupScreen, host: string, say: Say): FieldErrors {
  const parsed = parseForm<unknown>(screenSchemas(host)[screen], fields, say);
  const errors = parsed.ok ? {} : parsed.errors;
  const isSame = fields.personHandle.trim() === fields.handle.trim();
  if (screen !== 'you' || errors['personHandle'] !== undefined || !isSame) return errors;
  return { ...errors, personHandle: say('forms.handle_of_collective', { handle: fields.handle.trim() }) };
}

/** The setup the whole form describes, or the first screen with errors and what they are. */
export function parseSetup(
  fields: SetupFields,
  host: string,
  say: Say,
):
  | { readonly ok: true; readonly value: FirstSetup }
  | { readonly ok: false; readonly screen: SetupScreen; readonly errors: FieldErrors } {
  for (const screen of setupScreens) {
    const errors = screenErrors(fields, screen, host, say);
    if (Object.keys(errors).length > 0) return { ok: false, screen, errors };
  }
  const schemas = screenSchemas(host);
  const { name, purpose, language, colour, handle } = schemas.collective.parse(fields);
  const you = schemas.you.parse(fields);
  const { follow, join } = schemas.rules.parse(fields);
  return {
    ok: true,
    value: {
      collective: { name, purpose, language, colour, handle, followPolicy: follow, joinPolicy: join },
      steward: { name: you.person, handle: you.personHandle, email: you.email },
    },
  };
}

/** The screen a field stands on. */
export function screenOf(field: string): SetupScreen {
  return setupScreens.find((screen) => screenFields[screen].some((name) => name === field)) ?? 'rules';
}
