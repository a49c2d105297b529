import { cleanName, cleanText } from '../../core/html.ts';
import type { ApplicationId, MemberId } from '../../core/id.ts';
import { parseIri } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { checkAddress } from './invitation.ts';

/** How many different members must vouch before a steward can admit somebody. */
export const vouchesNeeded = 2;

/** What becomes of an application. */
export const applicationStates = ['open', 'admitted', 'declined', 'withdrawn'] as const;
/** One of those. */
export type ApplicationState = (typeof applicationStates)[number];

/** What somebody who wants to join says. */
export interface ApplicationDraft {
  readonly name: string;
  /** One of the two says how to answer. */
  readonly email: string | null;
  /** `@ana@server.example`. */
  readonly fediverse: string | null;
  /** What they do, plain text. */
  readonly does: string;
  readonly why: string;
  /** Up to five addresses, http or https. */
  readonly links: readonly string[];
}

/** A member who vouches, in a sentence. */
export interface Vouch {
  readonly member: { readonly id: MemberId; readonly name: string };
  readonly sentence: string;
  readonly at: Temporal.Instant;
}

/** Somebody who asked to join. */
export interface Application extends ApplicationDraft {
  readonly id: ApplicationId;
  readonly state: ApplicationState;
  readonly createdAt: Temporal.Instant;
  /** Of members who are still here, the first first. */
  readonly vouches: readonly Vouch[];
  readonly decidedAt: Temporal.Instant | null;
  /** What they are told where they were declined. */
  readonly reason: string;
}

/** An application as it is kept. @throws Refusal invalid `application.<field>` */
export function checkApplication(draft: ApplicationDraft): ApplicationDraft {
  const name = cleanName(draft.name);
  if (name === '') throw new Refusal('invalid', 'application.name', 'The name is empty.');
  const email = checkAddress(draft.email, 'application.email');
  const fediverse = checkHandle(draft.fediverse);
  if (email === null && fediverse === null) {
    throw new Refusal(
      'invalid',
      'application.reach',
      'Write a mail address or a Fediverse handle, so that somebody can answer you.',
    );
  }
  const links = draft.links.map((link) => link.trim()).filter((link) => link !== '');
  const wrong = links.find((link) => link.length > 500 || parseIri(link) === undefined);
  if (wrong !== undefined || links.length > 5) {
    const typed = wrong?.slice(0, 80) ?? '';
    throw new Refusal(
      'invalid',
      'application.links',
      `Write up to five addresses that begin with https://, one in each line${typed === '' ? '.' : `, not "${typed}".`}`,
      { typed },
    );
  }
  return { name, email, fediverse, links, does: text(draft.does, 'does'), why: text(draft.why, 'why') };
}

function text(given: string, field: 'does' | 'why'): string {
  const clean = cleanText(given);
  if (clean.length >= 1 && clean.length <= 2000) return clean;
  throw new Refusal(
    'invalid',
    `application.${field}`,
    `The text has ${clean.length} characters; 1 to 2,000 fit.`,
    { length: clean.length },
  );
}

function checkHandle(given: string | null): string | null {
  const handle = given?.trim() ?? '';
  if (handle === '') return null;
  const [, name, host] = /^@?([\w.-]{1,64})@([a-z0-9.-]{3,200})$/i.exec(handle) ?? [];
  if (name !== undefined && host !== undefined) return `@${name}@${host.toLowerCase()}`;
  const typed = handle.slice(0, 80);
  throw new Refusal(
    'invalid',
    'application.fediverse',
    `"${typed}" is not a Fediverse handle. Write for example @ana@server.example.`,
    { typed },
  );
}
