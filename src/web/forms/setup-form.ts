import { z } from 'zod';
import { isUsableHandle } from '../../domain/actors/actor.ts';
import type { FirstSetup } from '../../domain/auth/setup.ts';
import { followPolicies, joinPolicies } from '../../domain/collective/collective.ts';
import { type FieldErrors, type Fields, type Parsed, parseForm } from './fields.ts';
import { mailAddress, requiredText } from './texts.ts';

/** The screens that ask something, in order; a fourth says that it is done. */
export const setupScreens = ['collective', 'you', 'rules'] as const;
/** One of them. */
export type SetupScreen = (typeof setupScreens)[number];

const handle = (what: string, example: string) =>
  z
    .string(`${what} is missing.`)
    .trim()
    .refine(isUsableHandle, {
      error: (issue) =>
        `"${String(issue.input).slice(0, 40)}" cannot be a handle. Use 2 to 30 of a-z, 0-9 and _, for example ${example}; some words are reserved.`,
    });

const colour = z
  .string()
  .toLowerCase()
  .regex(/^#[0-9a-f]{6}$/, 'Choose one of the colours.');

const language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'Choose the language most of your posts are in.');

/** What the collective says of itself; shared with the settings. */
export const profileShape = {
  name: requiredText('The name', 80),
  purpose: requiredText('The purpose', 2000),
  language,
  colour,
} as const;

/** Who may follow and join; shared with the settings. */
export const rulesShape = {
  follow: z.enum(followPolicies, 'Choose who may follow.'),
  join: z.enum(joinPolicies, 'Choose who may join.'),
} as const;

function screenSchemas(host: string) {
  return {
    collective: z.object({
      ...profileShape,
      handle: handle('The address', 'loom'),
      domain: z
        .string()
        .trim()
        .refine((text) => text.toLowerCase() === host, {
          error: (issue) => {
            const typed = String(issue.input).slice(0, 100);
            return typed === ''
              ? `Type ${host}, so that it is certain that you read this.`
              : `This says ${typed}. This server answers for ${host}.`;
          },
        }),
    }),
    you: z.object({
      person: requiredText('Your name', 64),
      personHandle: handle('Your handle', 'ana'),
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
export function readSetup(fields: Fields): Parsed<SetupFields> {
  return parseForm(envelope, fields);
}

/** What is wrong on one screen. */
export function screenErrors(fields: SetupFields, screen: SetupScreen, host: string): FieldErrors {
  const parsed = parseForm<unknown>(screenSchemas(host)[screen], fields);
  const errors = parsed.ok ? {} : parsed.errors;
  const isSame = fields.personHandle.trim() === fields.handle.trim();
  if (screen !== 'you' || errors['personHandle'] !== undefined || !isSame) return errors;
  return {
    ...errors,
    personHandle: `"${fields.handle}" is the collective already. Choose another for yourself.`,
  };
}

/** The setup the whole form describes, or the first screen with errors and what they are. */
export function parseSetup(
  fields: SetupFields,
  host: string,
):
  | { readonly ok: true; readonly value: FirstSetup }
  | { readonly ok: false; readonly screen: SetupScreen; readonly errors: FieldErrors } {
  for (const screen of setupScreens) {
    const errors = screenErrors(fields, screen, host);
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
