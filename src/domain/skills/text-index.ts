import { Trigrams } from './trigrams.ts';
import { stem, tokensOf } from './words.ts';

/** A document by its fields; each may have several texts. */
export interface Fields {
  readonly label: readonly string[];
  readonly alias: readonly string[];
  readonly text: readonly string[];
}

/** A document that has a word of the question. */
export interface Hit {
  readonly id: string;
  readonly score: number;
}

/** What a question found. */
export interface Answer {
  /** The best first; those of one score in the order of their ids. */
  readonly hits: readonly Hit[];
  /** Words no document has as they were asked, and those taken instead as documents write them. */
  readonly repaired: readonly { readonly word: string; readonly by: readonly string[] }[];
}

/**
 * How much a word counts by the field it stands in, and the two constants of BM25: higher than usual, because a name
 * that says a word in many ways is about it, and a long list of names is about many things. Chosen on names that no
 * benchmark asks for.
 */
export const tuning = { label: 3, alias: 2, text: 1, k1: 2, b: 0.9 } as const;

/** How many known words may stand in for an unknown one. */
const standIns = 3;

/** The documents that have one word, in the order they came. */
interface Postings {
  documents: Int32Array;
  /** How often, by the weight of the fields. */
  weights: Float64Array;
  length: number;
  /** How many of them are still there. */
  alive: number;
}

/**
 * An inverted index in memory, ranked by BM25 over weighted fields (Robertson and Zaragoza 2009). A word that no
 * document has is repaired by its trigrams, each stand-in counting as much as it is similar. The same documents give the same scores in
 * whatever order they came.
 */
export class TextIndex {
  readonly #numbers = new Map<string, number>();
  readonly #spellings: string[] = [];
  readonly #postings: Postings[] = [];
  readonly #trigrams = new Trigrams();
  readonly #slots = new Map<string, number>();
  #ids: string[] = [];
  #wordsIn: (Int32Array | undefined)[] = [];
  #lengths = new Float64Array(1024);
  #totalLength = 0;
  #scores = new Float64Array(1024);

  /** How many documents it holds. */
  get size(): number {
    return this.#slots.size;
  }

  /** Take a document in, or take it anew. */
  put(id: string, fields: Fields): void {
    this.remove(id);
    const weights = new Map<number, number>();
    for (const field of ['label', 'alias', 'text'] as const)
      for (const text of fields[field])
        for (const token of tokensOf(text)) {
          const number = this.#numberOf(stem(token), token);
          weights.set(number, (weights.get(number) ?? 0) + tuning[field]);
        }
    const slot = this.#ids.length;
    const words = new Int32Array(weights.size);
    let length = 0;
    let at = 0;
    for (const [number, weight] of weights) {
      append(this.#postings[number], slot, weight);
      words[at++] = number;
      length += weight;
    }
    this.#ids.push(id);
    this.#wordsIn.push(words);
    this.#slots.set(id, slot);
    this.#grow(slot + 1);
    this.#lengths[slot] = length;
    this.#totalLength += length;
  }

  /** Leave a document out; nothing happens if it is not here. */
  remove(id: string): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    for (const number of this.#wordsIn[slot] ?? []) {
      const postings = this.#postings[number];
      if (postings !== undefined) postings.alive--;
    }
    this.#slots.delete(id);
    this.#totalLength -= this.#lengths[slot] ?? 0;
    this.#wordsIn[slot] = undefined;
    // The places of the gone are used again when they are a third.
    if (this.#ids.length > 64 && this.#slots.size * 3 < this.#ids.length * 2) this.#compact();
  }

  /** The documents that answer a question best, at most `limit`. */
  search(question: string, limit: number): Answer {
    const { asked, repaired } = this.#askedWords(question);
    const touched: number[] = [];
    const scores = this.#scores;
    const mean = this.#totalLength / Math.max(1, this.#slots.size);
    // In the order of the alphabet, so that sums come out the same to the last bit.
    for (const word of [...asked.keys()].sort()) {
      const postings = this.#postings[this.#numbers.get(word) ?? -1];
      if (postings === undefined) continue;
      const factor = (asked.get(word) ?? 0) * rarity(this.#slots.size, postings.alive);
      this.#add(postings, factor, mean, touched);
    }
    const hits = best(touched, scores, this.#ids, limit);
    for (const slot of touched) scores[slot] = 0;
    return { hits, repaired };
  }

  #askedWords(question: string): { asked: Map<string, number>; repaired: Answer['repaired'] } {
    const asked = new Map<string, number>();
    const repaired: { word: string; by: string[] }[] = [];
    const tokens = new Map(tokensOf(question).map((token) => [stem(token), token]));
    for (const [word, token] of tokens) {
      if (this.#isKnown(this.#numbers.get(word))) {
        asked.set(word, 1);
        continue;
      }
      const nearest = this.#trigrams.nearest(word, standIns, (number) => this.#isKnown(number));
      for (const { word: known, similarity } of nearest)
        asked.set(known, Math.max(asked.get(known) ?? 0, similarity));
      if (nearest.length > 0)
        repaired.push({ word: token, by: nearest.map((one) => this.#spellingOf(one.word)) });
    }
    return { asked, repaired };
  }

  #add(postings: Postings, factor: number, mean: number, touched: number[]): void {
    const { documents, weights, length } = postings;
    const { k1, b } = tuning;
    for (let at = 0; at < length; at++) {
      const slot = documents[at] ?? 0;
      if (this.#wordsIn[slot] === undefined) continue;
      const weight = weights[at] ?? 0;
      const normal = k1 * (1 - b + (b * (this.#lengths[slot] ?? 0)) / mean);
      if (this.#scores[slot] === 0) touched.push(slot);
      this.#scores[slot] = (this.#scores[slot] ?? 0) + (factor * weight * (k1 + 1)) / (weight + normal);
    }
  }

  #isKnown(number: number | undefined): boolean {
    return number !== undefined && (this.#postings[number]?.alive ?? 0) > 0;
  }

  #spellingOf(word: string): string {
    return this.#spellings[this.#numbers.get(word) ?? -1] ?? word;
  }

  /** The number of a word, new if it was never here. Of its spellings the first in the alphabet is kept. */
  #numberOf(word: string, spelling: string): number {
    const known = this.#numbers.get(word);
    if (known !== undefined) {
      if (spelling < (this.#spellings[known] ?? '')) this.#spellings[known] = spelling;
      return known;
    }
    const number = this.#postings.length;
    this.#numbers.set(word, number);
    this.#trigrams.add(word);
    this.#spellings.push(spelling);
    this.#postings.push({ documents: new Int32Array(4), weights: new Float64Array(4), length: 0, alive: 0 });
    return number;
  }

  #grow(size: number): void {
    if (size <= this.#lengths.length) return;
    const lengths = new Float64Array(size * 2);
    lengths.set(this.#lengths);
    this.#lengths = lengths;
    this.#scores = new Float64Array(size * 2);
  }

  #compact(): void {
    const moved = new Int32Array(this.#ids.length).fill(-1);
    let next = 0;
    for (const [slot, words] of this.#wordsIn.entries()) {
      if (words === undefined) continue;
      moved[slot] = next;
      this.#ids[next] = this.#ids[slot] ?? '';
      this.#lengths[next] = this.#lengths[slot] ?? 0;
      this.#wordsIn[next] = words;
      this.#slots.set(this.#ids[next] ?? '', next);
      next++;
    }
    this.#ids = this.#ids.slice(0, next);
    this.#wordsIn = this.#wordsIn.slice(0, next);
    for (const postings of this.#postings) moveAll(postings, moved);
  }
}

/** How much a word tells: the fewer documents have it, the more (the form that is never below zero). */
function rarity(documents: number, having: number): number {
  return Math.log(1 + (documents - having + 0.5) / (having + 0.5));
}

function append(postings: Postings | undefined, document: number, weight: number): void {
  if (postings === undefined) return;
  if (postings.length === postings.documents.length) {
    const documents = new Int32Array(postings.length * 2);
    const weights = new Float64Array(postings.length * 2);
    documents.set(postings.documents);
    weights.set(postings.weights);
    Object.assign(postings, { documents, weights });
  }
  postings.documents[postings.length] = document;
  postings.weights[postings.length] = weight;
  postings.length++;
  postings.alive++;
}

function moveAll(postings: Postings, moved: Int32Array): void {
  let kept = 0;
  for (let at = 0; at < postings.length; at++) {
    const slot = moved[postings.documents[at] ?? 0] ?? -1;
    if (slot < 0) continue;
    postings.documents[kept] = slot;
    postings.weights[kept] = postings.weights[at] ?? 0;
    kept++;
  }
  postings.length = kept;
}

/** The highest scores among the touched, without sorting all of them. */
function best(
  touched: readonly number[],
  scores: Float64Array,
  ids: readonly string[],
  limit: number,
): Hit[] {
  const hits: Hit[] = [];
  for (const slot of touched) {
    const hit = { id: ids[slot] ?? '', score: scores[slot] ?? 0 };
    const last = hits.at(-1);
    if (last !== undefined && hits.length >= limit && isBefore(last, hit)) continue;
    let at = hits.length;
    while (at > 0) {
      const before = hits[at - 1];
      if (before === undefined || isBefore(before, hit)) break;
      at--;
    }
    hits.splice(at, 0, hit);
    if (hits.length > limit) hits.pop();
  }
  return hits;
}

function isBefore(a: Hit, b: Hit): boolean {
  return a.score > b.score || (a.score === b.score && a.id < b.id);
}
