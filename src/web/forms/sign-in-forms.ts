import { z } from 'zod';
import { mailAddress, requiredText } from './texts.ts';

const next = z.string().max(2000).default('/');
const binary = z.string().min(1).max(20_000);
const short = z.string().min(1).max(2000);
const id = z.uuid();

/** Ask for a way in. */
export const signInForm = z.strictObject({ email: mailAddress, next });

/** Use a sign-in link. */
export const signInLinkForm = z.strictObject({ token: z.string().min(1).max(200), next });

/** Sign in with a recovery code. */
export const codeForm = z.strictObject({
  who: requiredText(320, 'forms.empty_who'),
  code: requiredText(60, 'forms.empty_code'),
  next,
});

/** Show with a recovery code that it is still you. */
export const proofCodeForm = z.strictObject({ code: requiredText(60), next });

/** A passkey by another name. */
export const renameForm = z.strictObject({ passkey: id, name: requiredText(64) });

/** Something about one passkey. */
export const passkeyForm = z.strictObject({ passkey: id });

/** Something about one session. */
export const sessionForm = z.strictObject({ session: id });

/** Something about somebody who waits for a link. */
export const linkRequestForm = z.strictObject({ request: id });

/** Where a test goes. */
export const mailTestForm = z.strictObject({ email: mailAddress });

/** The codes of the page, to be saved as text. */
export const savedCodesForm = z.strictObject({
  codes: z.string().regex(/^[0-9a-z]{5}(?:-[0-9a-z]{5}){2}(?: [0-9a-z]{5}(?:-[0-9a-z]{5}){2}){9}$/),
});

/** What a browser sends once it made a passkey. What we do not read of it is left aside. */
export const newPasskeyMessage = z.strictObject({
  answer: z.object({
    id: short,
    rawId: short,
    type: z.literal('public-key'),
    response: z.object({
      clientDataJSON: binary,
      attestationObject: binary,
      transports: z.array(z.string().max(40)).max(20).default([]),
    }),
  }),
  name: z.string().max(200).default(''),
  next: z.string().max(2000).optional(),
});

/** What a browser sends once it used a passkey. */
export const passkeyMessage = z.strictObject({
  answer: z.object({
    id: short,
    rawId: short,
    type: z.literal('public-key'),
    response: z.object({
      clientDataJSON: binary,
      authenticatorData: binary,
      signature: short,
      userHandle: z
        .string()
        .max(200)
        .nullish()
        .transform((text) => text ?? undefined),
    }),
  }),
  next,
});
