import { describe, expect, test } from 'vitest';
import { noteFromWire } from '../../../federation/wire/note.ts';
import { opportunityContent, opportunityHashtags, opportunityNote } from '../../../federation/wire/post.ts';
import { plainText, sanitizeHtml } from '../../../src/core/html.ts';
import type { Opportunity, Role } from '../../../src/domain/opportunities/opportunity.ts';
import { opportunity, origin, source } from './documents.ts';

const words = (rest: Partial<Opportunity> = {}) =>
  plainText(sanitizeHtml(opportunityContent(opportunity(rest), source)), 2000);
const page = `${origin}/opportunities/${opportunity().id}`;

describe('the post about an opportunity', () => {
  test('says who needs whom, on which terms, where and until when, then where to read on', () => {
    expect(words()).toBe(
      'Accessibility audit of a city portal Loom Collective needs a team of 3: ' +
        'Accessibility engineer, 140 h, €11,000 fixed 2 × Front-end developer, 80 h, €7,000.50 fixed ' +
        'Remote Answers until 4 December 2026, 17:00 (Europe/Lisbon) ' +
        `${page} #Accessibility #UserResearch #TypeScript #GetFediHired`,
    );
  });

  test.each([
    ['shortlisting', 'SHORTLISTING Accessibility audit of a city portal Loom Collective needs'],
    ['filled', 'FILLED Accessibility audit of a city portal Kiln with Reef. https://'],
    ['closed', 'CLOSED Accessibility audit of a city portal Kiln with Reef. https://'],
    ['withdrawn', 'WITHDRAWN Accessibility audit of a city portal Kiln with Reef. https://'],
    ['expired', 'EXPIRED Accessibility audit of a city portal Kiln with Reef. https://'],
  ] as const)('leads with the word when it is %s', (status, beginning) => {
    const reason = status === 'shortlisting' ? null : 'Kiln with Reef.';
    expect(words({ status, reason }).startsWith(beginning)).toBe(true);
  });

  test('puts nothing on the page that a person typed as HTML', () => {
    const bad = '<img src=x onerror=alert(1)>"\'&';
    const roles = [{ ...roleWith([bad]), name: bad, terms: { kind: 'barter', offer: bad } as const }];
    const place = { kind: 'onsite', name: bad } as const;
    for (const status of ['open', 'filled'] as const) {
      const html = opportunityContent(opportunity({ title: bad, roles, place, status, reason: bad }), {
        ...source,
        collective: bad,
      });
      expect(html).not.toContain('<img');
      expect(html.replace(/<[^>]*>/g, '')).not.toMatch(/["'<>]/);
    }
  });

  test('is edited, not posted again: same address and date, newer `updated`', () => {
    const updatedAt = Temporal.Instant.from('2026-12-05T08:00:00.125456789Z');
    const [first, later] = [
      opportunityNote(opportunity(), source),
      opportunityNote(opportunity({ status: 'filled', updatedAt }), source),
    ];
    expect([later['id'], later['published']]).toEqual([first['id'], first['published']]);
    expect([first['updated'], later['updated']]).toEqual([undefined, '2026-12-05T08:00:00.125Z']);
  });

  test('for followers only is addressed to them only', () => {
    expect(noteFromWire(opportunityNote(opportunity({ audience: 'followers' }), source)).visibility).toBe(
      'followers',
    );
    expect(noteFromWire(opportunityNote(opportunity(), source)).visibility).toBe('public');
  });

  test('leads a reader that knows FEP-e232 to the Proposal, which is its page', () => {
    for (const status of ['open', 'filled'] as const) {
      expect(noteFromWire(opportunityNote(opportunity({ status }), source))).toMatchObject({
        proposals: [page],
        url: page,
        language: 'en',
      });
    }
  });
});

describe('the hashtags of a post', () => {
  const names = (...skills: string[]) =>
    opportunityHashtags(opportunity({ roles: [roleWith(skills)] }), origin).map(({ name }) => name);

  test('are two to four: up to three skills, then the one people look for work by', () => {
    expect(names('Go', 'SQL', 'Rust', 'C')).toEqual(['#Go', '#SQL', '#Rust', '#GetFediHired']);
    expect(names()).toEqual(['#FediHire', '#GetFediHired']);
  });

  test('are one word each, said once, in letters that make a tag', () => {
    expect(names('user research', 'User Research', 'C++', 'C#')).toEqual([
      '#UserResearch',
      '#Cpp',
      '#CSharp',
      '#GetFediHired',
    ]);
    expect(names('Bases de données', '2026', '!!!', 'getfedihired', 'x'.repeat(41))).toEqual([
      '#BasesDeDonnées',
      '#GetFediHired',
    ]);
  });

  test('lead to the tag in lower case', () => {
    const [tag] = opportunityHashtags(opportunity({ roles: [roleWith(['Bases de données'])] }), origin);
    expect(tag?.href).toBe(`${origin}/tags/basesdedonn%C3%A9es`);
  });
});

function roleWith(skills: readonly string[]): Role {
  return { key: 'role-1', name: 'Somebody', headcount: 1, minutes: null, skills, terms: { kind: 'none' } };
}
