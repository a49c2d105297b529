import type { Money } from '../../core/money.ts';
import type { Role, Terms } from './opportunity.ts';

/** A role as JSON in the database: money as decimal text of minor units, because JSON has no bigint. */
export type StoredRole = Omit<Role, 'terms'> & {
  readonly terms: {
    readonly kind: Terms['kind'];
    readonly minor?: string;
    readonly currency?: string;
    readonly text?: string;
  };
};

/** Roles as the text of a jsonb column; the same roles always give the same text, whatever order their keys are in. */
export function rolesToJson(roles: readonly Role[]): string {
  return JSON.stringify(
    roles.map(({ key, name, headcount, minutes, skills, terms }): StoredRole => {
      return { key, name, headcount, minutes, skills, terms: termsToJson(terms) };
    }),
  );
}

/** Roles as the database returned them. */
export function toRoles(stored: readonly StoredRole[]): Role[] {
  return stored.map((role) => ({ ...role, terms: toTerms(role.terms) }));
}

function termsToJson(terms: Terms): StoredRole['terms'] {
  switch (terms.kind) {
    case 'hourly':
      return { kind: 'hourly', ...moneyToJson(terms.rate) };
    case 'fixed':
      return { kind: 'fixed', ...moneyToJson(terms.amount) };
    case 'equity':
      return { kind: 'equity', text: terms.points };
    case 'barter':
      return { kind: 'barter', text: terms.offer };
    default:
      return { kind: terms.kind };
  }
}

function toTerms(stored: StoredRole['terms']): Terms {
  switch (stored.kind) {
    case 'hourly':
      return { kind: 'hourly', rate: toMoney(stored) };
    case 'fixed':
      return { kind: 'fixed', amount: toMoney(stored) };
    case 'equity':
      return { kind: 'equity', points: stored.text ?? '' };
    case 'barter':
      return { kind: 'barter', offer: stored.text ?? '' };
    default:
      return { kind: stored.kind };
  }
}

function moneyToJson(money: Money): { minor: string; currency: string } {
  return { minor: money.minor.toString(), currency: money.currency };
}

function toMoney(stored: StoredRole['terms']): Money {
  return { minor: BigInt(stored.minor ?? '0'), currency: stored.currency ?? 'EUR' };
}
