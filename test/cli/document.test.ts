import { describe, expect, test } from 'vitest';
import { parseOpportunity, readDocument } from '../../src/cli/document.ts';
import { Refusal } from '../../src/core/refusal.ts';

const codeOf = (text: string): string => {
  try {
    parseOpportunity(text);
  } catch (error) {
    if (error instanceof Refusal) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('it was taken');
};

describe('an opportunity as Markdown', () => {
  const text = [
    '---',
    'title: A wooden boat, repaired',
    'roles:',
    '  - name: Boat builder',
    '    headcount: 2',
    '    hours: 37.5',
    '    skills: [clinker, caulking]',
    '    terms: { kind: hourly, rate: 85.10, currency: EUR }',
    '  - name: Cook',
    '    terms:',
    '      kind: fixed',
    '      amount: 900',
    '      currency: EUR',
    'deadline: 2099-12-04T17:00[Europe/Lisbon]',
    'place: remote',
    '---',
    '',
    'The hull is **tight**.',
    '',
    '---',
    'And the deck.',
    '',
  ].join('\n');

  test('keeps its fields in the front matter and its outcome below, and no amount passes through a float', () => {
    expect(parseOpportunity(text)).toEqual({
      title: 'A wooden boat, repaired',
      outcome: 'The hull is **tight**.\n\n---\nAnd the deck.',
      roles: [
        {
          name: 'Boat builder',
          headcount: 2,
          hours: 2250,
          skills: ['clinker', 'caulking'],
          terms: { kind: 'hourly', rate: { minor: 8510n, currency: 'EUR' } },
        },
        { name: 'Cook', terms: { kind: 'fixed', amount: { minor: 90000n, currency: 'EUR' } } },
      ],
      deadline: Temporal.ZonedDateTime.from('2099-12-04T17:00[Europe/Lisbon]'),
      place: { kind: 'remote', name: null },
    });
  });

  test('may come from Windows, with a mark of its encoding', () => {
    expect(parseOpportunity(`\ufeff${text.replaceAll('\n', '\r\n')}`)).toMatchObject({
      title: 'A wooden boat, repaired',
      outcome: expect.stringContaining('And the deck.'),
    });
  });

  test.each([
    ['# Just a text', /^file\.front_matter: .*Begin it with/],
    ['---\ntitle: x\n', /^file\.front_matter/],
    ['---\n- a list\n---\nx', /^file\.front_matter: The front matter holds no fields/],
    ['---\ntitle: [x\n---\nx', /^file\.front_matter: The front matter is not YAML/],
    ['---\ntitle: x\ntitle: y\n---\nx', /^file\.front_matter: The front matter is not YAML/],
    ['---\ntitle: !!js/function x\n---\nx', /^file\.front_matter: The front matter is not YAML/],
    ['---\ntitle: x\noutcome: y\nroles: []\n---\nx', /^file\.front_matter: The outcome is the text below/],
    [
      '---\ntitle: x\nroles: [{name: a, terms: {kind: fixed, amount: 1e3, currency: EUR}}]\n---\nx',
      /^money\.invalid/,
    ],
    ['---\ntitle: x\nroles: [{name: a, headcount: two}]\n---\nx', /^request\.invalid: roles\.0\.headcount/],
    ['---\ntitle: x\nreward: 5\nroles: [{name: a}]\n---\nx', /^request\.invalid: reward: is not a field/],
    ['{"title":', /^file\.json: The file is not JSON/],
    ['[]', /^file\.front_matter/],
    ['', /^file\.front_matter/],
  ])('%j is refused with what to do', (wrong, expected) => {
    expect(codeOf(wrong)).toMatch(expected);
    expect(codeOf(wrong)).not.toContain('\n');
  });

  test('that multiplies itself is refused', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefg'.split('').map((name, index) => {
        const before = 'abcdef'[index];
        return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`;
      }),
    ].join('\n');
    expect(codeOf(`---\n${bomb}\n---\nx`)).toMatch(/^file\.front_matter/);
  });
});

test('front matter nested without end is refused', () => {
  expect(codeOf(`---\ntitle: ${'['.repeat(100_000)}\n---\nx`)).toMatch(/^file\.front_matter/);
});

test('a document larger than 256 KiB is not read', async () => {
  const stdin = async () => 'x'.repeat(300_000);
  await expect(readDocument('-', { stdin })).rejects.toThrow('Standard input is larger than 256 KiB.');
});
