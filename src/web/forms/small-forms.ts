import { z } from 'zod';
import { deliveryStates } from '../../domain/deliveries/delivery.ts';
import { statuses } from '../../domain/opportunities/opportunity.ts';
import { profileShape, rulesShape } from './setup-form.ts';
import { optionalText, problem, requiredText } from './texts.ts';

const id = z.uuid();

/** A form that is only a button. */
export const bareForm = z.strictObject({});

/** Who follows us from where: `@ana@loom.example`, or only the server. */
export const followUsForm = z.strictObject({
  address: z
    .string()
    .trim()
    .max(300)
    .transform((text, context) => {
      const host = text.replace(/^@?[^@/\s]+@(?=[^@]+$)/, '').replace(/^https:\/\/([^/]+).*$/, '$1');
      const found = hostName(host);
      if (found === undefined) {
        context.addIssue({
          code: 'custom',
          message: problem('forms.no_server'),
        });
      }
      return found ?? '';
    }),
});

/** A public DNS name (with a port, if unusual) in lower case; undefined for addresses, single words and the rest. */
function hostName(text: string): string | undefined {
  const url = /^[^\s/?#@\\]+$/.test(text) ? URL.parse(`https://${text}`) : null;
  if (url === null || url.hostname.length > 253) return undefined;
  const isName = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(url.hostname);
  return isName ? url.host : undefined;
}

/** Move an opportunity on. */
export const statusForm = z.strictObject({
  status: z.enum(statuses, problem('forms.choose_state')),
  reason: optionalText(500),
});

/** Whom to follow: a handle or an address. */
export const followForm = z.strictObject({
  who: z.string().trim().min(1, problem('forms.write_handle')).max(2048),
});

/** Something about one actor of the network. */
export const actorForm = z.strictObject({ actor: id });

/** Something about one address of an ally. */
export const addressForm = z.strictObject({ iri: z.url().max(2048) });

/** Try one delivery again, and where to come back to. */
export const retryForm = z.strictObject({
  activity: z.url().max(2048),
  inbox: z.url().max(2048),
  state: z.enum(deliveryStates).or(z.literal('')).default(''),
});

/** What the collective says of itself. */
export const collectiveForm = z.strictObject({ ...profileShape, ...rulesShape });

/** What a person says of themselves. */
export const youForm = z.strictObject({
  person: requiredText(64),
  about: optionalText(2000),
});

/** Be on the Fediverse, or leave it: leaving has to be said twice. */
export const fediverseForm = z.strictObject({
  federated: z.enum(['yes', 'no']),
  certain: z.literal('yes').optional(),
});

/** Shut a host out. */
export const blockForm = z.strictObject({
  host: z.string().trim().min(1, problem('forms.write_host')).max(253),
  reason: optionalText(500),
});

/** Let a host in again. */
export const unblockForm = z.strictObject({ host: z.string().min(1).max(260) });
