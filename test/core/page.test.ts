import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cursor, formatCursor, parseCursor, toPage } from '../../src/core/page.ts';

const refused = expect.objectContaining({ name: 'Refusal', kind: 'invalid', code: 'page.cursor' });
const at = Temporal.Instant.from('2026-11-20T12:00:00.123456Z');
const id = '019aa1b2-0000-7000-8000-000000000001';
const coded = (text: string) => Buffer.from(text).toString('base64url');

describe('a cursor', () => {
  it('comes back from its text as it was', () => {
    const times = fc
      .bigInt({ min: 1n, max: 253_402_300_799_999_999n })
      .filter((microseconds) => microseconds >= 1000n)
      .map((microseconds) => new Temporal.Instant(microseconds * 1000n));
    const hex = (length: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
    const ids = fc.oneof(fc.uuid(), hex(32));
    fc.assert(
      fc.property(times, ids, (time, name) => {
        const text = formatCursor({ at: time, id: name });
        expect(text).toMatch(/^[\w-]+$/);
        const back = parseCursor(text);
        expect(back.id).toBe(name);
        expect(back.at.epochNanoseconds).toBe(time.epochNanoseconds);
      }),
    );
  });

  it.each([
    '',
    ' ',
    '0',
    'null',
    '../../etc/passwd',
    "' or 1=1 --",
    coded(''),
    coded(' '),
    coded(at.toString()),
    coded(`${at} `),
    coded(`${at} ${id} more`),
    coded(`${at}  ${id}`),
    coded(` ${at} ${id}`),
    coded(`${at} ${id}\n`),
    coded(`${at} ${id.toUpperCase()}`),
    coded(`${at} ${id}'; drop table actor`),
    coded(`${at} ${'-'.repeat(36)}`),
    coded(`yesterday ${id}`),
    coded(`2026-11-20 ${id}`),
    coded(`1969-12-31T23:59:59Z ${id}`),
    coded(`+010000-01-01T00:00:00Z ${id}`),
    coded(`2026-11-20T12:00:00.123456+00:00 ${id}`),
    coded(`2026-11-20T12:00:00Z[u-ca=iso8601] ${id}`),
    `${formatCursor({ at, id })}=`,
    `${formatCursor({ at, id }).slice(0, 10)}\n${formatCursor({ at, id }).slice(10)}`,
    'A'.repeat(10_000),
  ])('that nobody made is refused: %j', (text) => {
    expect(() => parseCursor(text)).toThrow(refused);
  });

  it('is refused whatever it is, or has exactly one spelling', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string().map(coded)), (text) => {
        let cursor: Cursor;
        try {
          cursor = parseCursor(text);
        } catch (error) {
          expect(error).toEqual(refused);
          return;
        }
        expect(formatCursor(cursor)).toBe(text);
      }),
    );
  });
});

describe('a page', () => {
  const cursorOf = (item: number) => ({ at, id: item.toString(16).padStart(32, '0') });
  const places = (next: string | undefined) =>
    next === undefined ? undefined : Number.parseInt(parseCursor(next).id, 16);

  it.each<[number, number, number | undefined]>([
    [0, 0, undefined],
    [1, 1, undefined],
    [3, 3, undefined],
    [4, 3, 3],
  ])('of three, cut from %i rows, holds %i and goes on after %s', (read, shown, last) => {
    const rows = Array.from({ length: read }, (_, index) => index + 1);
    const page = toPage(rows, 3, cursorOf);
    expect(page.items).toEqual(rows.slice(0, shown));
    expect(places(page.next)).toBe(last);
  });
});
