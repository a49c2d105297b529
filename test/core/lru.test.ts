import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLru } from '../../src/core/lru.ts';

describe('a map of bounded size', () => {
  it('drops what was not asked for longest', () => {
    const map = createLru<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    expect(map.get('a')).toBe(1);
    map.set('c', 3);
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3]);
  });

  it('replaces a value without dropping another', () => {
    const map = createLru<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.set('a', 3);
    expect([map.get('a'), map.get('b')]).toEqual([3, 2]);
  });

  it('forgets one entry, or all', () => {
    const map = createLru<number>(3);
    for (const key of ['a', 'b', 'c']) map.set(key, 1);
    map.delete('b');
    expect(['a', 'b', 'c'].map(map.get)).toEqual([1, undefined, 1]);
    map.clear();
    expect(['a', 'b', 'c'].map(map.get)).toEqual([undefined, undefined, undefined]);
  });

  it('holds what a list in order of use would hold, an empty key included', () => {
    const steps = fc.array(
      fc.record({
        act: fc.constantFrom('get', 'set', 'delete'),
        key: fc.constantFrom('', 'a', 'b', 'c', 'd'),
        value: fc.nat(9),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), steps, (max, acts) => {
        const map = createLru<number>(max);
        let model: [string, number][] = [];
        for (const { act, key, value } of acts) {
          const known = model.find(([name]) => name === key);
          if (act === 'get') {
            expect(map.get(key)).toBe(known?.[1]);
            if (known !== undefined) model = [...model.filter((entry) => entry !== known), known];
          } else if (act === 'delete') {
            map.delete(key);
            model = model.filter(([name]) => name !== key);
          } else {
            map.set(key, value);
            model = [...model.filter(([name]) => name !== key), [key, value] as [string, number]].slice(-max);
          }
        }
        for (const [key, value] of model) expect(map.get(key)).toBe(value);
      }),
    );
  });
});
