import { z } from 'zod';
import { formatAmount, type Money, parseMoney } from '../../core/money.ts';
import { Refusal } from '../../core/refusal.ts';
import { type Role, type Terms, type TermsKind, termsKinds } from '../../domain/opportunities/opportunity.ts';
import { optionalText, requiredText } from './texts.ts';

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

/** What the form calls each kind of terms. */
export const termsLabels: Readonly<Record<TermsKind, string>> = {
  hourly: 'Money, for each hour',
  fixed: 'Money, for the whole role',
  equity: 'Points of what comes of it',
  barter: 'Something in exchange',
  training: 'Training',
  none: 'Unpaid',
};

/** One role of the form, its terms aside: `readTerms` reads those, because they are four fields that mean one thing. */
export const roleSchema = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]{1,40}$/, 'This role has lost its key. Remove it and add it again.'),
  name: requiredText('The name of the role', 80),
  headcount: z
    .string()
    .trim()
    .regex(/^(?:[1-9]\d?|100)$/, {
      error: (issue) => `"${String(issue.input).slice(0, 20)}" people: write a whole number from 1 to 100.`,
    })
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
    if (named.length > 20)
      context.addIssue({ code: 'custom', message: `${named.length} skills; 20 are enough.` });
    const long = named.find((skill) => skill.length > 80);
    if (long !== undefined)
      context.addIssue({ code: 'custom', message: `"${long.slice(0, 40)}…" is too long for a skill.` });
    return named;
  }),
  terms: z.enum(termsKinds, 'Choose what the role gives in return.'),
  amount: optionalText('The amount', 30),
  currency: optionalText('The currency', 10),
  text: optionalText('The terms in words', 200),
});

/** Hours as people type them (`90`, `7.5`, `7:20`) in minutes, null for nothing, or the sentence that says what is wrong. */
function toMinutes(text: string): number | null | string {
  if (text === '') return null;
  const [, full, rest] = /^(\d{1,6}):([0-5]\d)$/.exec(text) ?? [];
  if (full !== undefined) return withinReason(Number(full) * 60 + Number(rest), text);
  const [, whole, fraction = ''] = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(text) ?? [];
  if (whole === undefined) return `"${text.slice(0, 20)}" is not a number of hours. Write 90 or 7.5.`;
  const hundredths = Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  const minutes = (hundredths * 60) / 100;
  if (!Number.isInteger(minutes)) return `${text} hours are no whole number of minutes. Write 7.25 or 7:20.`;
  return withinReason(minutes, text);
}

function withinReason(minutes: number, text: string): number | string {
  if (minutes >= 1 && minutes <= 6_000_000) return minutes;
  return `${text} hours do not fit: above zero, at most 100,000.`;
}

/** The terms a role's fields describe; what is wrong goes to `wrong` with the name of the field. */
export function readTerms(role: RoleFields, wrong: (field: string, message: string) => void): Terms {
  const text = role.text.trim();
  switch (role.terms) {
    case 'hourly':
    case 'fixed': {
      const money = readMoney(role, wrong);
      if (money === undefined) return { kind: 'none' };
      return role.terms === 'hourly' ? { kind: 'hourly', rate: money } : { kind: 'fixed', amount: money };
    }
    case 'equity':
      if (text === '') wrong('text', 'Say how many points, and of what.');
      if (text.length > 120) wrong('text', `The points have ${text.length} characters; at most 120 fit.`);
      return { kind: 'equity', points: text };
    case 'barter':
      if (text === '') wrong('text', 'Say what you give in exchange.');
      return { kind: 'barter', offer: text };
    case 'training':
      return { kind: 'training' };
    default:
      return { kind: 'none' };
  }
}

function readMoney(role: RoleFields, wrong: (field: string, message: string) => void): Money | undefined {
  const currency = role.currency.trim().toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) {
    wrong('currency', `"${role.currency.slice(0, 10)}" is not a currency. Write its three letters: EUR.`);
    return undefined;
  }
  if (role.amount.trim() === '') {
    wrong('amount', 'Say how much, or choose other terms.');
    return undefined;
  }
  try {
    return parseMoney(role.amount.trim(), currency);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    wrong(error.message.includes('currency code') ? 'currency' : 'amount', error.message);
    return undefined;
  }
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
