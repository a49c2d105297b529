import { z } from 'zod';
import { Refusal } from '../core/refusal.ts';
import {
  audiences,
  isLive,
  type Opportunity,
  type OpportunityDraft,
  type Place,
  type Role,
  type Status,
} from '../domain/opportunities/opportunity.ts';
import { Deadline } from './deadline.ts';
import { Hours } from './hours.ts';
import { TermsInput } from './terms.ts';
import { Line, Prose } from './text.ts';

const Headcount = z
  .union([z.number(), z.string().regex(/^\d{1,3}$/)], { error: 'write how many people: a whole number' })
  .transform(Number);

/** One kind of person the work needs, as people write it. Only `name` must be there. */
export const RoleInput = z.strictObject({
  key: Line.optional().describe(
    'Names the role within its opportunity for good. Without it, a role keeps the key it had under the same name.',
  ),
  name: Line,
  headcount: Headcount.optional().describe('How many people; 1 if missing.'),
  hours: Hours.nullish().describe('Hours for the whole role, as a number or decimal text.'),
  skills: z.array(Line).optional(),
  terms: TermsInput.optional(),
});

const PlaceInput = z
  .union(
    [
      z.literal('remote'),
      z.strictObject({ kind: z.enum(['remote', 'onsite', 'hybrid']), name: Line.nullish() }),
    ],
    { error: 'write "remote" or {"kind": "onsite" or "hybrid", "name": "Lisbon"}' },
  )
  .transform((place, context): Place => {
    if (place === 'remote') return { kind: 'remote', name: null };
    const name = place.name ?? null;
    if (place.kind === 'remote' && name !== null)
      context.addIssue('remote work has no place: leave the name out, or make it hybrid');
    return { kind: place.kind, name };
  });

/** An opportunity as people and programs write it. A title, an outcome and one role are enough; an unknown field is refused. */
export const OpportunityInput = z.strictObject({
  title: Line,
  outcome: Prose.describe('What shall be true when the work is done, in Markdown.'),
  roles: z.array(RoleInput),
  deadline: Deadline.optional(),
  place: PlaceInput.optional().describe('Where the work is done; remote if missing.'),
  languages: z
    .array(Line)
    .optional()
    .describe('BCP 47, the language of the text first; the language of the collective if missing.'),
  contact: Line.optional().describe('The person to ask; the steward if missing.'),
  audience: z
    .enum(audiences)
    .optional()
    .describe('Who can read it; public if missing. Fixed once it is posted.'),
  status: z
    .enum(['draft', 'open'])
    .optional()
    .describe('Whether it is posted at once; open if missing. An edit does not change it.'),
});
export type OpportunityInput = z.output<typeof OpportunityInput>;

/** What an opportunity says where nobody said: from steward and collective for a new one, from itself for an edit. */
export type DraftDefaults = Pick<OpportunityDraft, 'contact' | 'languages' | 'audience' | 'roles'>;

/** What was written, as the domain takes it. Roles get keys: their own, those they had before by name, or new ones. */
export function toDraft(input: OpportunityInput, defaults: DraftDefaults): OpportunityDraft {
  const keys = keysOf(input.roles, defaults.roles);
  return {
    title: input.title,
    outcome: input.outcome,
    roles: input.roles.map((role, index) => toRole(role, keys[index] ?? '')),
    deadline: input.deadline ?? null,
    place: input.place ?? { kind: 'remote', name: null },
    languages: input.languages ?? defaults.languages,
    contact: input.contact ?? defaults.contact,
    audience: input.audience ?? defaults.audience,
  };
}

/**
 * An edit says what an opportunity is about, never where it stands; a file that names the status it already has may pass.
 * @throws Refusal conflict `opportunity.status` if the edit names another one
 */
export function refuseOtherStatus(input: OpportunityInput, before: Pick<Opportunity, 'status'>): void {
  const { status } = input;
  if (status === undefined || status === before.status || (status === 'open' && isLive(before.status)))
    return;
  throw new Refusal(
    'conflict',
    'opportunity.status',
    `An edit cannot make this ${statusInWords(before.status)} opportunity ${status}. Leave the status out, and change it on its own.`,
  );
}

function statusInWords(status: Status): string {
  return status === 'draft' ? 'unposted' : status;
}

function toRole(input: z.output<typeof RoleInput>, key: string): Role {
  return {
    key,
    name: input.name,
    headcount: input.headcount ?? 1,
    minutes: input.hours ?? null,
    skills: input.skills ?? [],
    terms: input.terms ?? { kind: 'none' },
  };
}

function keysOf(roles: OpportunityInput['roles'], before: readonly Role[]): string[] {
  const taken = new Set(roles.flatMap((role) => role.key ?? []));
  const known = new Set([...taken, ...before.map((role) => role.key)]);
  let number = 0;
  return roles.map((role) => {
    if (role.key !== undefined) return role.key;
    const same = before.find((old) => old.name === role.name && !taken.has(old.key));
    let key = same?.key;
    while (key === undefined || (same === undefined && known.has(key))) key = `role-${++number}`;
    taken.add(key);
    known.add(key);
    return key;
  });
}
