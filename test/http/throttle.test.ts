import { describe, expect, test } from 'vitest';
import { Throttle } from '../../src/http/throttle.ts';

const limits = { inFlight: 2, inFlightPerClient: 1, waiting: 2, waitMs: 60 };

/** A throttle that writes down what becomes of each request. */
function watched(change: Partial<typeof limits> = {}) {
  const throttle = new Throttle({ ...limits, ...change });
  const events: string[] = [];
  const leaves = new Map<string, () => void>();
  const enter = (name: string, client?: string) =>
    throttle.enter(
      client,
      (leave) => {
        events.push(`${name} begins`);
        leaves.set(name, leave);
      },
      () => events.push(`${name} is refused`),
    );
  return { enter, events, leave: (name: string) => leaves.get(name)?.() };
}

describe('a throttle', () => {
  test('lets in as many as there are places, then in the order they came', () => {
    const { enter, events, leave } = watched();
    for (const name of ['a', 'b', 'c', 'd']) enter(name);
    expect(events).toEqual(['a begins', 'b begins']);
    leave('b');
    leave('b');
    expect(events).toEqual(['a begins', 'b begins', 'c begins']);
    leave('a');
    expect(events.at(-1)).toBe('d begins');
  });

  test('refuses at once who finds nowhere to wait', () => {
    const { enter, events } = watched();
    for (const name of ['a', 'b', 'c', 'd', 'e']) enter(name);
    expect(events).toEqual(['a begins', 'b begins', 'e is refused']);
  });

  test('refuses who waited too long, and never lets them in afterwards', async () => {
    const { enter, events, leave } = watched({ waitMs: 10 });
    for (const name of ['a', 'b', 'c']) enter(name);
    await new Promise((resolve) => setTimeout(resolve, 40));
    leave('a');
    expect(events).toEqual(['a begins', 'b begins', 'c is refused']);
  });

  test('forgets who went away while waiting', () => {
    const { enter, events, leave } = watched();
    for (const name of ['a', 'b']) enter(name);
    enter('c')();
    enter('d');
    leave('a');
    expect(events).toEqual(['a begins', 'b begins', 'd begins']);
  });

  test('gives one client only its share, and the others the rest', () => {
    const { enter, events, leave } = watched();
    enter('slow 1', 'slow');
    enter('slow 2', 'slow');
    enter('quick 1', 'quick');
    expect(events).toEqual(['slow 1 begins', 'quick 1 begins']);
    leave('quick 1');
    expect(events).toHaveLength(2);
    leave('slow 1');
    expect(events.at(-1)).toBe('slow 2 begins');
  });
});
