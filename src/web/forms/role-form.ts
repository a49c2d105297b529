import { z } from 'zod';
import { formatAmount, type Money, minorDigits, parseMoney } from '../../core/money.ts';
import { Refusal } from '../../core/refusal.ts';
import { type Role, type Terms, termsKinds } from '../../domain/opportunities/opportunity.ts';
import type { Key, Say, Values } from '../../words/say.ts';
import { optionalText, problem } from './texts.ts';

/** The fields of one role, as typed. */
export interface RoleFields {
  readonly key: string;
  readonly name: string;
  readonly headcount: string;
  readonly hours: string;
  readonly skills: string;
  readonly terms: string;
  readonly amount: string;
  readonly currency: string;
  readonly text: string;
}

/** A role nobody has filled in. */
export const emptyRole: RoleFields = {
  key: '',
  name: '',
  headcount: '1',
  hours: '',
  skills: '',
  terms: 'hourly',
  amount: '',
  currency: 'EUR',
  text: '',
};

/** A text that must say something; `empty` is what is said where it does not, so that a summary names the field. */
export function namedText(most: number, empty: Key) {
  return optionalText(most).refine((text) => text !== '', empty);
}

/** One role of the form, its terms aside: `readTerms` reads those, because they are four fields that mean one thing. */
export const roleSchema = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]{1,40}$/, problem('opportunity-form.no_key')),
  name: namedText(80, 'opportunity-form.no_name'),
  headcount: z
    .string()
    .trim()
    .regex(/^(?:[1-9]\d?|100)$/, problem('opportunity-form.not_headcount'))
    .transform(Number),
  hours: z
    .string()
    .trim()
    .transform((text, context) => {
      const minutes = toMinutes(text);
      if (typeof minutes !== 'string') return minutes;
      context.addIssue({ code: 'custom', message: minutes });
      return null;
    }),
  skills: z.string().transform((text, context) => {
    const skills = text.split(',').map((skill) => skill.trim());
    const named = [...new Set(skills.filter((skill) => skill !== ''))];
    const wrong = (message: Key, params: Values) => context.addIssue({ code: 'custom', message, params });
    if (named.length > 20) wrong('opportunity-form.many_skills', { count: named.length });
    const long = named.find((skill) => skill.length > 80);
    if (long !== undefined) wrong('opportunity-form.long_skill', { skill: long.slice(0, 40) });
    return named;
  }),
  terms: z.enum(termsKinds, problem('opportunity-form.no_terms')),
  amount: optionalText(30),
  currency: optionalText(10),
  text: optionalText(200),
});

/** Hours as people type them (`90`, `7.5`, `7:20`) in minutes, null for nothing, or the key of what is wrong. */
function toMinutes(text: string): number | null | Key {
  if (text === '') return null;
  const [, full, rest] = /^(\d{1,6}):([0-5]\d)$/.exec(text) ?? [];
  if (full !== undefined) return withinReason(Number(full) * 60 + Number(rest));
  const [, whole, fraction = ''] = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(text) ?? [];
  if (whole === undefined) return 'opportunity-form.not_hours';
  const hundredths = Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  const minutes = (hundredths * 60) / 100;
  return Number.isInteger(minutes) ? withinReason(minutes) : 'opportunity-form.not_minutes';
}

function withinReason(minutes: number): number | Key {
  return minutes >= 1 && minutes <= 6_000_000 ? minutes : 'opportunity-form.odd_hours';
}

/** Puts an error beside a field; the first of each field is the one that is shown. */
export type Wrong = (field: string, message: string) => void;

/** The terms a role's fields describe; what is wrong goes to `wrong` with the name of the field. */
export function readTerms(role: RoleFields, wrong: Wrong, say: Say): Terms {
  const text = role.text.trim();
  switch (role.terms) {
    case 'hourly':
    case 'fixed': {
      const money = readMoney(role, wrong, say);
      if (money === undefined) return { kind: 'none' };
      return role.terms === 'hourly' ? { kind: 'hourly', rate: money } : { kind: 'fixed', amount: money };
    }
    case 'equity':
      if (text === '') wrong('text', say('opportunity-form.no_points'));
      if (text.length > 120) wrong('text', say('opportunity-form.long_points', { length: text.length }));
      return { kind: 'equity', points: text };
    case 'barter':
      if (text === '') wrong('text', say('opportunity-form.no_offer'));
      return { kind: 'barter', offer: text };
    case 'training':
      return { kind: 'training' };
    default:
      return { kind: 'none' };
  }
}

function readMoney(role: RoleFields, wrong: Wrong, say: Say): Money | undefined {
  const currency = role.currency.trim().toUpperCase();
  if (!isCurrency(currency)) {
    wrong('currency', say('opportunity-form.not_currency', { currency: role.currency.slice(0, 10) }));
    return undefined;
  }
  const amount = role.amount.trim();
  if (amount === '') {
    wrong('amount', say('opportunity-form.no_amount'));
    return undefined;
  }
  try {
    // A comma before one or two digits is how most of Europe writes decimals; before three it could be thousands.
    return parseMoney(amount.replace(/^(\d+),(\d{1,2})$/, '$1.$2'), currency);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const digits = minorDigits(currency);
    wrong('amount', say('opportunity-form.not_amount', { amount: amount.slice(0, 30), currency, digits }));
    return undefined;
  }
}

function isCurrency(code: string): boolean {
  return Intl.supportedValuesOf('currency').includes(code);
}

/** A role as the form shows it for editing. */
export function roleToFields(role: Role): RoleFields {
  const { terms } = role;
  const money = terms.kind === 'hourly' ? terms.rate : terms.kind === 'fixed' ? terms.amount : undefined;
  return {
    key: role.key,
    name: role.name,
    headcount: String(role.headcount),
    hours: role.minutes === null ? '' : hoursText(role.minutes),
    skills: role.skills.join(', '),
    terms: terms.kind,
    amount: money === undefined ? '' : formatAmount(money),
    currency: money?.currency ?? emptyRole.currency,
    text: terms.kind === 'equity' ? terms.points : terms.kind === 'barter' ? terms.offer : '',
  };
}

/** Minutes as hours: `90`, `7.5`, and `7:20` where two decimals do not say it exactly. */
export function hoursText(minutes: number): string {
  const hundredths = (minutes * 100) / 60;
  if (Number.isInteger(hundredths)) return String(hundredths / 100);
  return `${Math.trunc(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
