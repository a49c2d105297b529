import type { Child } from 'hono/jsx';
import { describe, expect, test } from 'vitest';
import { Told, Who } from '../../src/web/components/audience.tsx';
import { guestOf, houseOf, isColour } from '../../src/web/components/house.ts';
import { initialsOf, Mark, Person } from '../../src/web/components/mark.tsx';
import { MoneyText } from '../../src/web/components/money.tsx';
import { State, stateNames, stateWord } from '../../src/web/components/state.tsx';
import { daysAway, type Moment, type TimeLook, TimeStamp, ZoneNote } from '../../src/web/components/time.tsx';
import { ReadBy } from '../../src/web/reader.tsx';
import { sayIn } from '../../src/words/say.ts';

const loom = houseOf('loom.example');
const at = (text: string) => Temporal.Instant.from(text);
const print = (element: Child) => String(element);
const words = (element: Child) => print(element).replace(/<[^>]*>/g, '');

describe('states and audiences', () => {
  test.each(stateNames)('%s has a mark and a word', (state) => {
    const html = print(<State state={state} />);
    expect(html).toMatch(/<svg viewBox="0 0 16 16" aria-hidden="true"><(?:path|circle)/);
    expect(words(<State state={state} />)).toBe(stateWord(state, sayIn('en')));
  });

  test('no two states of an opportunity or of a delivery look alike without colour', () => {
    const drawing = (state: (typeof stateNames)[number]) =>
      print(<State state={state} />).match(/<svg.*<\/svg>/)?.[0];
    const lives = [stateNames.slice(0, 7), stateNames.slice(7, 12)];
    expect(lives[1]).toEqual(['queued', 'delivered', 'retrying', 'gave-up', 'refused']);
    for (const life of lives) expect(new Set(life.map(drawing)).size).toBe(life.length);
  });

  test('told says only what it was given, reading first and undoing last', () => {
    const html = words(<Told undo="Not undone." read="Anyone." told="214 followers." />);
    expect(html).toBe('Anyone.214 followers.Not undone.');
    expect(words(<Who to="stewards" />)).toBe('Only stewards see this');
    expect(words(<Who icon="pin">Ghent</Who>)).toBe('Ghent');
  });
});

describe('marks and people', () => {
  test('a domain looks the same on every node, whatever its case', () => {
    expect(houseOf('Kiln.example')).toMatchObject({
      shape: houseOf('kiln.example').shape,
      colour: houseOf('kiln.example').colour,
    });
    expect(houseOf('kiln.example')).toEqual({ domain: 'kiln.example', shape: 'arch', colour: 'lichen' });
    expect(houseOf('kiln.example', { shape: 'round', colour: '#123456' })).toMatchObject({
      shape: 'round',
      colour: '#123456',
    });
  });

  test('domains spread over all the shapes and dyes', () => {
    const houses = Array.from({ length: 600 }, (_, index) => houseOf(`house${index}.example`));
    expect(new Set(houses.map(({ shape, colour }) => `${shape} ${colour}`)).size).toBe(60);
  });

  test('only a dye or six lower-case digits is a colour', () => {
    expect(['woad', '#00507e'].every(isColour)).toBe(true);
    expect(['Woad', '#00507E', '#fff', 'red', 'constructor', '#00507e;}'].some(isColour)).toBe(false);
  });

  test.each([
    ['Ana Verhelst', 'AV'],
    ['tomás', 'T'],
    ['Mary-Jane O’Hara van Dam', 'MD'],
    ['李小龍', '李'],
    ['سلمى بنعلي', 'س\u200cب'],
    ['ßen', 'SS'],
    ['<script>', 'S'],
    ['***', '·'],
    ['', '·'],
  ])('%j is struck as %s', (name, initials) => expect(initialsOf(name)).toBe(initials));

  test('a mark wears its dye, its own colour, or none at all', () => {
    expect(print(<Mark name="K" house={houseOf('kiln.example', { colour: 'madder' })} />)).toContain(
      'data-dye="madder"',
    );
    expect(print(<Mark name="L" house={houseOf('loom.example', { colour: '#00507e' })} />)).toContain(
      'data-house="loom.example"',
    );
    expect(print(<Mark name="W" house={guestOf('masto.example')} />)).toMatch(
      /class="mark plain dashed" viewBox/,
    );
  });

  test('C03: a hostile name stays words and a hostile address is no link', () => {
    const hostile = ['javascript:', 'alert(1)'].join('');
    const html = print(
      <Person
        name={'"><img src=x onerror=alert(1)>'}
        house={guestOf('x')}
        href={hostile}
        from="@x@y.example"
      />,
    );
    expect(html).not.toMatch(/<img|href|javascript/);
    expect(html).toContain('<bdi>&quot;&gt;&lt;img src=x onerror=alert(1)&gt;</bdi>');
    expect(html).toContain('<bdi>@x@y.example</bdi>');
    expect(print(<Person name="Ana" house={loom} href="/@ana" />)).toContain(
      '<a href="/@ana"><bdi>Ana</bdi></a>',
    );
  });
});

describe('times', () => {
  const summer = at('2026-08-31T22:30:05.123Z');
  const cases: [TimeLook, Moment, string, string][] = [
    ['brief', summer, '1 Sept', '2026-08-31T22:30:05Z'],
    ['day', summer, 'Tue 1 Sept', '2026-08-31T22:30:05Z'],
    ['date', summer, '1 Sept 2026', '2026-08-31T22:30:05Z'],
    ['short', summer, '1 Sept, 00:30', '2026-08-31T22:30:05Z'],
    ['full', at('2026-12-04T17:00Z'), 'Friday 4 December 2026, 18:00', '2026-12-04T17:00:00Z'],
    ['clock', at('2026-12-04T17:00Z').toZonedDateTimeISO('Asia/Tokyo'), '18:00', '2026-12-04T17:00:00Z'],
    ['full', Temporal.PlainDate.from('2027-01-05'), '5 Jan 2027', '2027-01-05'],
  ];

  test.each(cases)('%s in Brussels', (look, moment, shown, machine) => {
    expect(print(<TimeStamp at={moment} look={look} zone="Europe/Brussels" />)).toBe(
      `<time datetime="${machine}">${shown}</time>`,
    );
  });

  test('without a zone an instant is read in UTC and a zoned time in its own', () => {
    expect(words(<TimeStamp at={summer} look="clock" />)).toBe('22:30');
    expect(words(<TimeStamp at={summer.toZonedDateTimeISO('Asia/Tokyo')} look="clock" />)).toBe('07:30');
  });

  test('the zone is said once, with the day in UTC when that is another', () => {
    expect(words(<ZoneNote at={at('2026-12-04T17:00Z')} zone="Europe/Brussels" />)).toBe(
      'in Brussels (17:00 UTC)',
    );
    expect(words(<ZoneNote at={at('2026-12-04T17:00Z')} zone="Asia/Tokyo" />)).toBe(
      'in Tokyo (4 Dec, 17:00 UTC)',
    );
    expect(words(<ZoneNote at={summer} zone="UTC" />)).toBe('UTC');
  });

  test('days are counted on the reader’s calendar, not in hours', () => {
    const late = at('2026-12-03T22:30Z');
    expect(daysAway(at('2026-12-04T17:00Z'), late, 'UTC')).toBe('tomorrow');
    expect(daysAway(at('2026-12-04T17:00Z'), late, 'Asia/Tokyo')).toBe('tomorrow');
    expect(daysAway(at('2026-12-04T14:00Z'), late, 'Europe/Helsinki')).toBe('today');
    expect(daysAway(at('2026-11-30T14:00Z'), late)).toBe('3 days ago');
  });

  test('Arabic words stand in the Gregorian calendar with an Arabic comma', () => {
    expect(words(<TimeStamp at={at('2026-12-04T17:00Z')} look="full" lang="ar" />)).toBe(
      'الجمعة 4 ديسمبر 2026، 17:00',
    );
  });
});

describe('money', () => {
  test.each([
    [{ minor: 984_000n, currency: 'EUR' }, '€\u00a09,840.00'],
    [{ minor: 9_007_199_254_740_993n, currency: 'EUR' }, '€\u00a090,071,992,547,409.93'],
    [{ minor: 5n, currency: 'USD' }, '$\u00a00.05'],
    [{ minor: 1_200n, currency: 'JPY' }, '¥\u00a01,200'],
    [{ minor: 1_500n, currency: 'KWD' }, 'KWD\u00a01.500'],
    [{ minor: 100n, currency: 'CHF' }, 'CHF\u00a01.00'],
  ])('%o', (amount, shown) => expect(words(<MoneyText amount={amount} />)).toBe(shown));

  test('only zero decimals are left out, and only when asked', () => {
    expect(words(<MoneyText short amount={{ minor: 1_800_000n, currency: 'EUR' }} />)).toBe('€\u00a018,000');
    expect(words(<MoneyText short amount={{ minor: 1_800_050n, currency: 'EUR' }} />)).toBe(
      '€\u00a018,000.50',
    );
    expect(words(<MoneyText lang="fr" amount={{ minor: 984_000n, currency: 'EUR' }} />)).toMatch(
      /^9.840,00\u00a0€$/,
    );
    expect(print(<MoneyText amount={{ minor: 984_000n, currency: 'EUR' }} />)).toContain(
      '<data value="9840.00 EUR">',
    );
  });
});

describe('a reader of German in Lisbon', () => {
  const read = (element: Child) =>
    words(<ReadBy value={{ say: sayIn('de'), zone: 'Europe/Lisbon' }}>{element}</ReadBy>);
  const evening = at('2026-08-31T23:30Z');

  test('reads times on their own clock, in their own words', () => {
    expect(read(<TimeStamp at={evening} look="full" />)).toBe('Dienstag, 1. September 2026, 00:30');
    expect(read(<TimeStamp at={evening} look="day" />)).toBe('Di, 1. Sept.');
    expect(read(<ZoneNote at={evening} />)).toBe('in Lisbon (31. Aug., 23:30 UTC)');
    const Away = () => <>{daysAway(evening, at('2026-08-31T12:00Z'))}</>;
    expect(read(<Away />)).toBe('morgen');
  });

  test('reads money, states and audiences in their own words', () => {
    expect(read(<MoneyText amount={{ minor: 984_000n, currency: 'EUR' }} />)).toBe('9.840,00\u00a0€');
    expect(read(<State state="gave-up" />)).toBe('Aufgegeben');
    expect(read(<Who to="stewards" />)).toBe('Das sehen nur Stewards');
  });
});
