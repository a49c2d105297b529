import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Channels,
  defaultChannels,
  defaultRhythm,
  dueNow,
  isQuiet,
  noticeEvents,
  type Waiting,
} from '../../../src/domain/notices/rhythm.ts';

const at = (text: string) => Temporal.Instant.from(text);
/** A Monday at ten in the morning, UTC. */
const monday = at('2026-11-23T10:00Z');
const old: Waiting = {
  rhythm: defaultRhythm,
  zone: 'UTC',
  joinedAt: at('2026-01-01T00:00Z'),
  letterAt: null,
  digestAt: null,
};
const thing = (channels: Partial<Channels>) => ({
  channels: { today: false, mail: false, digest: false, ...channels },
});
const asked = thing({ mail: true });
const news = thing({ digest: true });
const hours = (count: number) => ({ hours: count });

describe('a letter', () => {
  test('goes at once with what waits for an answer, and on its day with the rest', () => {
    expect(dueNow(old, [asked, news], monday)).toEqual({ things: [asked, news], isDigest: true });
    expect(dueNow(old, [asked, news], monday.add(hours(24)))).toEqual({ things: [asked], isDigest: false });
    expect(dueNow(old, [news], monday.add(hours(24)))).toEqual({ things: [], isDigest: false });
    expect(dueNow(old, [thing({ today: true })], monday).things).toEqual([]);
  });

  test('comes once a week, however often it is asked', () => {
    const had = { ...old, digestAt: monday, letterAt: monday };
    expect(dueNow(had, [news], monday.add(hours(2))).things).toEqual([]);
    expect(dueNow(had, [news], monday.add(hours(7 * 24))).things).toEqual([news]);
  });

  test('never comes to somebody who wants none in a week', () => {
    const never = { ...old, rhythm: { ...defaultRhythm, digestDay: null } };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 24 * 14 }), (later) => {
        expect(dueNow(never, [news], monday.add(hours(later))).things).toEqual([]);
      }),
    );
  });

  test('comes by the clock of the person, not of the server', () => {
    const night = at('2026-11-23T22:00Z');
    expect(dueNow(old, [asked], night).things).toEqual([]);
    expect(dueNow({ ...old, zone: 'America/Vancouver' }, [asked], night).things).toEqual([asked]);
    // In Auckland it is Tuesday already, so the weekly letter was yesterday.
    expect(dueNow({ ...old, zone: 'Pacific/Auckland' }, [news], night).isDigest).toBe(false);
  });

  test('comes at most once a day to somebody new, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 180 }), { minLength: 20, maxLength: 200 }), (gaps) => {
        let now = monday;
        let waiting: Waiting = { ...old, joinedAt: monday.subtract(hours(1)), zone: 'Asia/Kolkata' };
        const sent: Temporal.Instant[] = [];
        for (const minutes of gaps) {
          now = now.add({ minutes });
          const due = dueNow(waiting, [asked, news], now);
          if (due.things.length === 0) continue;
          sent.push(now);
          waiting = { ...waiting, letterAt: now, digestAt: due.isDigest ? now : waiting.digestAt };
        }
        const isNew = (moment: Temporal.Instant) => monday.until(moment).total('hours') < 29 * 24;
        for (const [index, moment] of sent.entries()) {
          const before = sent[index - 1];
          if (before !== undefined && isNew(moment)) {
            expect(before.until(moment).total('hours')).toBeGreaterThanOrEqual(24);
          }
        }
      }),
    );
  });
});

describe('quiet hours', () => {
  test.each([
    [20, 8, [20, 23, 0, 7], [8, 12, 19]],
    [9, 17, [9, 16], [8, 17, 0]],
    [6, 6, [], [0, 6, 23]],
  ])('from %i to %i', (quietFrom, quietUntil, quiet, awake) => {
    const rhythm = { ...defaultRhythm, quietFrom, quietUntil };
    for (const hour of quiet) expect(isQuiet(rhythm, hour)).toBe(true);
    for (const hour of awake) expect(isQuiet(rhythm, hour)).toBe(false);
  });
});

test('who said nothing gets at once only what waits for an answer', () => {
  const atOnce = noticeEvents.filter((event) => defaultChannels[event].mail);
  expect(atOnce).toEqual([
    'application.ready',
    'invitation.asked',
    'affiliation.asked',
    'affiliation.answered',
    'affiliation.invited',
    'signpost.empty',
  ]);
});
