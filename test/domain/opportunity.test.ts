import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '../../src/core/id.ts';
import {
  checkDraft,
  isLive,
  moveTo,
  nextStatuses,
  type Opportunity,
  type OpportunityDraft,
  type Role,
  refusePastDeadline,
  type Status,
  statuses,
  type Terms,
  termsKinds,
} from '../../src/domain/opportunities/opportunity.ts';
import { rolesToJson, toRoles } from '../../src/domain/opportunities/stored-role.ts';
import { draft, refusal, role } from './samples.ts';

const now = Temporal.Now.instant();

function standing(status: Status, rest: Partial<Opportunity> = {}): Opportunity {
  return {
    ...draft(),
    id: newId(),
    status,
    revision: 7,
    reason: isLive(status) || status === 'draft' ? null : 'So it went.',
    postedBy: newId(),
    createdAt: now.subtract({ hours: 2 }),
    publishedAt: status === 'draft' ? null : now.subtract({ hours: 1 }),
    updatedAt: now.subtract({ hours: 1 }),
    ...rest,
  };
}

/** The life of an opportunity, as the product tells it. */
const life: Readonly<Record<Status, readonly Status[]>> = {
  draft: ['open'],
  open: ['shortlisting', 'filled', 'closed', 'withdrawn', 'expired'],
  shortlisting: ['open', 'filled', 'closed', 'withdrawn', 'expired'],
  filled: ['open', 'shortlisting'],
  closed: ['open'],
  withdrawn: [],
  expired: ['open'],
};

const pairs = statuses.flatMap((from) => statuses.map((to): [Status, Status] => [from, to]));

describe('the life of an opportunity', () => {
  it.each(pairs.filter(([from, to]) => life[from].includes(to)))('%s may become %s', (from, to) => {
    const before = standing(from);
    const after = moveTo(before, to, 'Because.', now);
    expect(after).toEqual({
      ...before,
      status: to,
      revision: 8,
      reason: isLive(to) ? null : 'Because.',
      publishedAt: before.publishedAt ?? now,
      updatedAt: now,
    });
  });

  it.each(pairs.filter(([from, to]) => !life[from].includes(to)))('%s never becomes %s', (from, to) => {
    expect(() => moveTo(standing(from), to, 'Because.', now)).toThrow(
      refusal('conflict', 'opportunity.transition'),
    );
  });

  it('names in its refusal where it stands and where it can go', () => {
    expect(() => moveTo(standing('closed'), 'filled', null, now)).toThrow(
      'This opportunity is closed and cannot become filled. From here it can become: open.',
    );
    expect(() => moveTo(standing('withdrawn'), 'open', null, now)).toThrow('nothing else');
  });

  it.each(statuses)('offers a steward the same steps from %s, but time alone makes one expired', (status) => {
    expect(nextStatuses(status)).toEqual(life[status].filter((next) => next !== 'expired'));
  });

  it.each(pairs.filter(([from, to]) => life[from].includes(to)))(
    'once its deadline has passed, %s becomes %s only if that takes no more answers',
    (from, to) => {
      const overdue = standing(from, { deadline: now.toZonedDateTimeISO('UTC') });
      if (isLive(to))
        expect(() => moveTo(overdue, to, null, now)).toThrow(refusal('invalid', 'opportunity.deadline'));
      else expect(moveTo(overdue, to, 'Over.', now).status).toBe(to);
    },
  );

  it('takes answers while it is open or a choice is being made', () => {
    expect(statuses.filter(isLive)).toEqual(['open', 'shortlisting']);
  });
});

describe('a deadline', () => {
  it('is in the future, to the nanosecond', () => {
    const at = (instant: Temporal.Instant) => () =>
      refusePastDeadline(instant.toZonedDateTimeISO('Europe/Lisbon'), now);
    expect(at(now)).toThrow(refusal('invalid', 'opportunity.deadline'));
    expect(at(now.subtract({ nanoseconds: 1 }))).toThrow(refusal('invalid', 'opportunity.deadline'));
    expect(at(now.add({ nanoseconds: 1 }))).not.toThrow();
    expect(() => refusePastDeadline(null, now)).not.toThrow();
  });
});

describe('a draft', () => {
  const long = (length: number) => 'x'.repeat(length);
  const roles = (count: number) =>
    Array.from({ length: count }, (_, index) => role({ key: `role-${index}` }));
  const terms = (one: Terms) => ({ roles: [role({ terms: one })] });
  const hybrid = (name: string | null) => ({ place: { kind: 'hybrid', name } }) as const;

  const wrong: Readonly<Record<string, Readonly<Record<string, Partial<OpportunityDraft>>>>> = {
    title: { empty: { title: '' }, blank: { title: ' \n ' }, long: { title: long(121) } },
    outcome: { empty: { outcome: '' }, long: { outcome: long(20_001) } },
    contact: { blank: { contact: '  ' }, long: { contact: long(121) } },
    roles: {
      none: { roles: [] },
      'too many': { roles: roles(21) },
      'twice the same key': { roles: [role(), role()] },
      'an empty key': { roles: [role({ key: '' })] },
      'a key with a space': { roles: [role({ key: 'role 1' })] },
      'a key in capitals': { roles: [role({ key: 'ROLE' })] },
      'a long key': { roles: [role({ key: long(41) })] },
      'no name': { roles: [role({ name: ' ' })] },
      'a long name': { roles: [role({ name: long(81) })] },
      'too many skills': { roles: [role({ skills: Array(21).fill('x') })] },
      'an empty skill': { roles: [role({ skills: ['x', ''] })] },
      'a long skill': { roles: [role({ skills: [long(81)] })] },
      'equity of nothing': terms({ kind: 'equity', points: '' }),
      'equity in many words': terms({ kind: 'equity', points: long(121) }),
      'barter of nothing': terms({ kind: 'barter', offer: ' ' }),
      'barter in many words': terms({ kind: 'barter', offer: long(201) }),
    },
    languages: {
      none: { languages: [] },
      'too many': { languages: Array(11).fill('en') },
      'no tag': { languages: ['en', 'English!'] },
      'the same region twice': { languages: ['en-GB-GB'] },
      'an empty one': { languages: [''] },
      'a long one': { languages: [`en-x-${Array(4).fill(long(8)).join('-')}`] },
    },
    place: { missing: hybrid(null), blank: hybrid(' '), long: hybrid(long(121)) },
  };
  const cases = Object.entries(wrong).flatMap(([field, ways]) =>
    Object.entries(ways).map(([what, change]) => ({ field, what, change })),
  );

  it.each(cases)('is refused for its $field: $what', ({ field, change }) => {
    expect(() => checkDraft(draft(change))).toThrow(refusal('invalid', `opportunity.${field}`));
  });

  it.each([0, -1, 1.5, 101, Number.NaN, Number.POSITIVE_INFINITY])(
    'does not ask for %s people',
    (headcount) => {
      expect(() => checkDraft(draft({ roles: [role({ headcount })] }))).toThrow(
        refusal('invalid', 'opportunity.roles'),
      );
    },
  );

  it.each([0, -60, 0.5, 6_000_001, Number.NaN])('does not ask for %s minutes', (minutes) => {
    expect(() => checkDraft(draft({ roles: [role({ minutes })] }))).toThrow(
      refusal('invalid', 'opportunity.roles'),
    );
  });

  it.each<{ what: string; change: Partial<OpportunityDraft> }>([
    { what: 'plain', change: {} },
    {
      what: 'as long as may be',
      change: { title: `  ${long(120)}  `, outcome: long(20_000), contact: long(120) },
    },
    { what: 'for twenty roles', change: { roles: roles(20) } },
    {
      what: 'for a hundred people',
      change: {
        roles: [role({ headcount: 100, minutes: 6_000_000, skills: Array(20).fill(long(80)) })],
      },
    },
    {
      what: 'about little',
      change: { roles: [role({ minutes: null, skills: [], terms: { kind: 'training' } })], deadline: null },
    },
    { what: 'in many languages', change: { languages: ['de-CH', 'pt', 'zh-Hant', 'gsw'] } },
    { what: 'somewhere', change: hybrid('Lisbon') },
  ])('may be $what', ({ change }) => {
    expect(() => checkDraft(draft(change))).not.toThrow();
  });
});

describe('roles in the database', () => {
  const text = fc.string({ minLength: 1, maxLength: 20 });
  const money = fc.record({
    minor: fc.bigInt({ min: 1n, max: 10n ** 13n }),
    currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
  });
  const terms: fc.Arbitrary<Terms> = fc.oneof(
    fc.record({ kind: fc.constant('hourly' as const), rate: money }),
    fc.record({ kind: fc.constant('fixed' as const), amount: money }),
    fc.record({ kind: fc.constant('equity' as const), points: text }),
    fc.record({ kind: fc.constant('barter' as const), offer: text }),
    fc.constantFrom({ kind: 'training' as const }, { kind: 'none' as const }),
  );
  const roles: fc.Arbitrary<Role[]> = fc.array(
    fc.record({
      key: text,
      name: text,
      headcount: fc.nat(),
      minutes: fc.option(fc.nat()),
      skills: fc.array(text),
      terms,
    }),
  );

  it('come back as they were, money above 2^53 included', () => {
    fc.assert(
      fc.property(roles, (some) => {
        expect(toRoles(JSON.parse(rolesToJson(some)))).toEqual(some);
      }),
    );
    const rich = [role({ terms: { kind: 'fixed', amount: { minor: 2n ** 53n + 1n, currency: 'EUR' } } })];
    expect(toRoles(JSON.parse(rolesToJson(rich)))).toEqual(rich);
  });

  it('have one text, whatever order their keys are in, and nothing else in it', () => {
    const reversed = ({ key, name, headcount, minutes, skills, terms }: Role) => {
      const backwards = { terms, skills, minutes, headcount, name, key, isAdmin: true };
      return backwards;
    };
    fc.assert(
      fc.property(roles, (some) => {
        expect(rolesToJson(some.map(reversed))).toBe(rolesToJson(some));
      }),
    );
  });

  it('know every sort of terms', () => {
    const seen = new Set(fc.sample(terms, 500).map((one) => one.kind));
    expect([...seen].sort()).toEqual([...termsKinds].sort());
  });
});
