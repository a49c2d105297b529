import { z } from 'zod';
import {
  audiences,
  type Opportunity,
  type OpportunityDraft,
  type Place,
} from '../../domain/opportunities/opportunity.ts';
import type { Key, Say, Values } from '../../words/say.ts';
import { type FieldErrors, type Fields, type Parsed, parseForm } from './fields.ts';
import {
  emptyRole,
  namedText,
  type RoleFields,
  readTerms,
  roleSchema,
  roleToFields,
  type Wrong,
} from './role-form.ts';
import { optionalText, problem } from './texts.ts';

/** The kinds of place, in the order the form offers them. */
export const placeKinds = ['remote', 'hybrid', 'onsite'] as const;

/** The whole form, as typed: what a page shows again when something is wrong. */
export interface OpportunityFields {
  readonly title: string;
  readonly outcome: string;
  readonly roles: readonly RoleFields[];
  /** The deadline, in parts: `2026-12-04`, `18:00`, `Europe/Brussels`. No date means no deadline. */
  readonly date: string;
  readonly time: string;
  readonly zone: string;
  readonly place: string;
  readonly where: string;
  readonly languages: string;
  readonly contact: string;
  readonly audience: string;
}

/** Where the domain's refusals belong in this form. */
export const opportunityFieldOf: Readonly<Record<string, string>> = {
  'opportunity.title': 'title',
  'opportunity.outcome': 'outcome',
  'html.too_long': 'outcome',
  'html.too_deep': 'outcome',
  'opportunity.roles': 'roles.0.name',
  'opportunity.deadline': 'date',
  'opportunity.place': 'where',
  'opportunity.languages': 'languages',
  'opportunity.contact': 'contact',
  'opportunity.audience_fixed': 'audience',
};

const formSchema = z.strictObject({
  title: namedText(120, 'opportunity-form.no_title'),
  outcome: namedText(20_000, 'opportunity-form.no_outcome'),
  roles: z
    .array(roleSchema)
    .min(1, problem('opportunity-form.no_role'))
    .max(20, problem('opportunity-form.many_roles')),
  date: z.string(),
  time: z.string(),
  zone: z.string(),
  place: z.enum(placeKinds, problem('opportunity-form.no_place')),
  where: optionalText(120),
  languages: z.string().transform((text, context) => {
    const tags = text.split(/[\s,;]+/).filter((tag) => tag !== '');
    const wrong = languageProblem(tags);
    if (wrong !== undefined) context.addIssue({ code: 'custom', ...wrong });
    return tags;
  }),
  contact: namedText(120, 'opportunity-form.no_contact'),
  audience: z.enum(audiences, problem('opportunity-form.no_audience')),
});

/** A form nobody has touched: one role, remote, public, closing at 18:00 in `zone`. */
export function emptyOpportunity(zone: string, language: string, contact: string): OpportunityFields {
  return {
    title: '',
    outcome: '',
    roles: [{ ...emptyRole, key: 'role-1' }],
    date: '',
    time: '18:00',
    zone,
    place: 'remote',
    where: '',
    languages: language,
    contact,
    audience: 'public',
  };
}

/**
 * The posted fields in the shape of the form; roles are named `roles.0.name` and so on. What the form does not know
 * is kept, so that `parseOpportunity` refuses it.
 */
export function nestOpportunity(fields: Fields): OpportunityFields {
  const roles: Record<string, string>[] = [];
  const rest: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    const [, index, part] = /^roles\.(\d{1,2})\.([a-z]+)$/.exec(name) ?? [];
    if (index === undefined || part === undefined) rest[name] = value;
    else roles[Number(index)] = { ...roles[Number(index)], [part]: value };
  }
  const blank = { ...emptyOpportunity('', '', ''), time: '', place: '', audience: '' };
  return { ...blank, ...rest, roles: roles.flatMap((role) => ({ ...emptyRole, ...role })) };
}

/** An opportunity as the form shows it for editing. */
export function opportunityToFields(opportunity: Opportunity, zone: string): OpportunityFields {
  const { deadline, place } = opportunity;
  return {
    title: opportunity.title,
    outcome: opportunity.outcome,
    roles: opportunity.roles.map(roleToFields),
    date: deadline?.toPlainDate().toString() ?? '',
    time: deadline?.toPlainTime().toString({ smallestUnit: 'minute' }) ?? '18:00',
    zone: deadline?.timeZoneId ?? zone,
    place: place.kind,
    where: place.name ?? '',
    languages: opportunity.languages.join(', '),
    contact: opportunity.contact,
    audience: opportunity.audience,
  };
}

/** The draft a form describes, or everything that is wrong with it at once. */
export function parseOpportunity(fields: OpportunityFields, say: Say): Parsed<OpportunityDraft> {
  const errors: Record<string, string> = {};
  const wrong: Wrong = (field, message) => {
    errors[field] ??= message;
  };
  const terms = fields.roles.map((role, index) =>
    readTerms(role, (field, message) => wrong(`roles.${index}.${field}`, message), say),
  );
  const deadline = readDeadline(fields, wrong, say);
  const place = readPlace(fields, wrong, say);
  const parsed = parseForm(formSchema, fields, say);
  if (!parsed.ok) return { ok: false, errors: { ...errors, ...parsed.errors } };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const { title, outcome, languages, contact, audience } = parsed.value;
  const roles = parsed.value.roles.map(({ key, name, headcount, hours, skills }, index) => ({
    key,
    name,
    headcount,
    minutes: hours,
    skills,
    terms: terms[index] ?? { kind: 'none' as const },
  }));
  return { ok: true, value: { title, outcome, roles, deadline, place, languages, contact, audience } };
}

/** The fields from the top of the page to its end; those of a role come where `roles` stands. */
const order = 'title outcome roles date time zone place where languages contact audience'.split(' ');
const orderInRole = 'name headcount hours skills terms amount currency text'.split(' ');

/** Errors in the order the fields stand on the page. */
export function inFormOrder(errors: FieldErrors): FieldErrors {
  const rank = (name: string): number => {
    const [field = '', index = '0', part = ''] = name.split('.');
    return order.indexOf(field) * 10_000 + Number(index) * 100 + orderInRole.indexOf(part);
  };
  return Object.fromEntries(Object.entries(errors).sort(([a], [b]) => rank(a) - rank(b)));
}

function readDeadline(fields: OpportunityFields, wrong: Wrong, say: Say): Temporal.ZonedDateTime | null {
  if (fields.date === '') return null;
  const date = parsed(() => Temporal.PlainDate.from(fields.date, { overflow: 'reject' }));
  if (date === undefined) wrong('date', say('opportunity-form.not_date', { date: fields.date.slice(0, 40) }));
  const time = /^\d{2}:\d{2}/.test(fields.time)
    ? parsed(() => Temporal.PlainTime.from(fields.time, { overflow: 'reject' }))
    : undefined;
  if (time === undefined) wrong('time', say('opportunity-form.not_time', { time: fields.time.slice(0, 40) }));
  const isZone = parsed(() => new Intl.DateTimeFormat('en', { timeZone: fields.zone })) !== undefined;
  if (fields.zone === '' || !isZone) wrong('zone', say('opportunity-form.no_zone'));
  if (date === undefined || time === undefined || !isZone || fields.zone === '') return null;
  return date.toZonedDateTime({ timeZone: fields.zone, plainTime: time });
}

function parsed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function readPlace(fields: OpportunityFields, wrong: Wrong, say: Say): Place {
  const name = fields.where.trim();
  if (fields.place === 'onsite' || fields.place === 'hybrid') {
    if (name === '') wrong('where', say('opportunity-form.no_where'));
    return { kind: fields.place, name };
  }
  return { kind: 'remote', name: null };
}

function languageProblem(tags: readonly string[]): { message: Key; params?: Values } | undefined {
  if (tags.length < 1) return { message: 'opportunity-form.no_languages' };
  if (tags.length > 10) return { message: 'opportunity-form.many_languages', params: { count: tags.length } };
  const isTag = (tag: string) =>
    tag.length <= 35 && parsed(() => Intl.getCanonicalLocales(tag)) !== undefined;
  const wrong = tags.find((tag) => !isTag(tag));
  if (wrong === undefined) return undefined;
  return { message: 'opportunity-form.not_language', params: { tag: wrong.slice(0, 40) } };
}
