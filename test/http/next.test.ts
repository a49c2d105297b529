import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeNext } from '../../src/http/next.ts';

test.each([
  '//evil.test',
  '/\\evil.test',
  '\\\\evil.test',
  'https:evil.test',
  'https://evil.test/',
  'javascript:alert(1)',
  '/\t/evil.test',
  '\t//evil.test',
  '%09//evil.test',
  '/./\\evil.test',
  '/..//evil.test',
  'evil.test',
  '',
  '/sign-in',
  '/sign-out',
  '/sign-in/link?token=x',
  `/${'a'.repeat(3000)}`,
  undefined,
])('%s leads to the front page', (wanted) => {
  expect(safeNext(wanted)).toBe('/');
});

test.each(['/', '/opportunities', '/allies?done=asked', '/opportunities/new', '/@ana', '/sign-ins'])(
  '%s leads where it says',
  (wanted) => {
    expect(safeNext(wanted)).toBe(wanted);
  },
);

test('nothing leads away from this site', () => {
  fc.assert(
    fc.property(fc.string(), fc.webUrl(), (text, url) => {
      for (const wanted of [text, url, `/${text}`, `//${text}`, `/\\${text}`, `/${url}`]) {
        expect(new URL(safeNext(wanted), 'https://loom.test').origin).toBe('https://loom.test');
      }
    }),
  );
});
