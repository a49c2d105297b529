import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fields, type Hit, TextIndex, tuning } from '../../../src/domain/skills/text-index.ts';
import { wordsOf } from '../../../src/domain/skills/words.ts';

type Documents = ReadonlyMap<string, Fields>;

/** BM25 as the textbook writes it: every document is looked at for every question. */
function naive(documents: Documents, question: string, limit: number): Hit[] {
  const bags = [...documents].map(([id, fields]) => {
    const words = (['label', 'alias', 'text'] as const).flatMap((field) =>
      fields[field].flatMap(wordsOf).map((word) => ({ word, weight: tuning[field] })),
    );
    return { id, words, length: words.reduce((sum, { weight }) => sum + weight, 0) };
  });
  const mean = bags.reduce((sum, { length }) => sum + length, 0) / Math.max(1, bags.length);
  const having = (word: string) => bags.filter((bag) => bag.words.some((one) => one.word === word)).length;
  const asked = [...new Set(wordsOf(question))].filter((word) => having(word) > 0).sort();
  return bags
    .map(({ id, words, length }) => {
      let score = 0;
      for (const word of asked) {
        const weight = words.filter((one) => one.word === word).reduce((sum, one) => sum + one.weight, 0);
        if (weight === 0) continue;
        const count = having(word);
        const rarity = Math.log(1 + (bags.length - count + 0.5) / (count + 0.5));
        const normal = tuning.k1 * (1 - tuning.b + (tuning.b * length) / mean);
        score += (rarity * weight * (tuning.k1 + 1)) / (weight + normal);
      }
      return { id, score };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
}

function build(documents: Iterable<readonly [string, Fields]>): TextIndex {
  const index = new TextIndex();
  for (const [id, fields] of documents) index.put(id, fields);
  return index;
}

/** Words so far from each other that no misspelling is taken for another. */
const word = fc.constantFrom(
  'boat',
  'xylem',
  'quartz',
  'fjord',
  'c++',
  'c#',
  'museum',
  'über',
  'glyph',
  'vodka',
);
const text = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
const fields = fc.record({
  label: fc.array(text, { minLength: 1, maxLength: 1 }),
  alias: fc.array(text, { maxLength: 3 }),
  text: fc.array(text, { maxLength: 1 }),
});
const documents = fc
  .uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,4}$/), fields), { selector: ([id]) => id, maxLength: 30 })
  .map((pairs) => new Map(pairs));

const of = (label: string, ...alias: string[]): Fields => ({ label: [label], alias, text: [] });

describe('the index', () => {
  it('gives the scores and the order of BM25 written down naively', () => {
    fc.assert(
      fc.property(documents, text, fc.integer({ min: 1, max: 12 }), (all, question, limit) => {
        const found = build(all).search(question, limit);
        const expected = naive(all, question, limit);
        // What nobody has may be read as another word; the oracle does not do that.
        if (found.repaired.length === 0) expect(found.hits).toEqual(expected);
      }),
    );
  });

  it('does not depend on the order in which documents came', () => {
    fc.assert(
      fc.property(
        documents,
        text,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (all, question, random) => {
          const shuffled = [...all]
            .map((pair) => ({ pair, rank: random.next().value }))
            .sort((a, b) => a.rank - b.rank);
          expect(build(shuffled.map(({ pair }) => pair)).search(question, 50)).toEqual(
            build(all).search(question, 50),
          );
        },
      ),
    );
  });

  it('finds nothing else for a question that has nothing to do with a new document', () => {
    fc.assert(
      fc.property(documents, text, (all, question) => {
        const index = build(all);
        const ids = () =>
          index
            .search(question, 100)
            .hits.map(({ id }) => id)
            .sort();
        const before = ids();
        index.put('new one', of('zzzz jjjj', 'kkkk'));
        expect(ids()).toEqual(before);
      }),
    );
  });

  it('answers after any changes as if it had been built anew', () => {
    const change = fc.record({ id: fc.stringMatching(/^[a-d]{1,3}$/), fields: fc.option(fields) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 300 }), text, (changes, question) => {
        const index = new TextIndex();
        const left = new Map<string, Fields>();
        for (const { id, fields: now } of changes) {
          if (now === null) left.delete(id);
          else left.set(id, now);
          if (now === null) index.remove(id);
          else index.put(id, now);
        }
        expect(index.size).toBe(left.size);
        expect(index.search(question, 100).hits).toEqual(build(left).search(question, 100).hits);
      }),
    );
  });

  it('reads a word that nobody has as those most like it, and says so', () => {
    const index = build([
      ['a', of('Carpentry', 'carpenter')],
      ['b', of('Plumbing', 'plumber')],
    ]);
    const { hits, repaired } = index.search('carpentery', 5);
    expect(hits.map(({ id }) => id)).toEqual(['a']);
    expect(repaired).toEqual([{ word: 'carpentery', by: ['carpenter', 'carpentry'] }]);
    expect(index.search('plumber', 5).repaired).toEqual([]);
    expect(index.search('zzzz', 5)).toEqual({ hits: [], repaired: [] });
  });

  it('does not repair towards a word whose documents are gone', () => {
    const index = build([['a', of('Carpentry')]]);
    index.remove('a');
    expect(index.search('carpentery', 5)).toEqual({ hits: [], repaired: [] });
  });

  it('weighs a label above an alias, and an alias above a text', () => {
    const index = build([
      ['text', { label: ['one'], alias: ['two'], text: ['boat'] }],
      ['alias', { label: ['one'], alias: ['boat'], text: ['two'] }],
      ['label', { label: ['boat'], alias: ['one'], text: ['two'] }],
    ]);
    expect(index.search('boats', 5).hits.map(({ id }) => id)).toEqual(['label', 'alias', 'text']);
  });
});
