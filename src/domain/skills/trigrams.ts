/** A known word that an unknown one may have been meant as. */
export interface Likeness {
  readonly word: string;
  /** Jaccard similarity of their trigrams, from 0 to 1. */
  readonly similarity: number;
}

/** Below this two words are not taken for the same one misspelt. */
const leastSimilarity = 0.4;

/** The parts of three characters of a word, two blanks before it and one behind; each once. */
export function trigramsOf(word: string): string[] {
  const padded = `  ${word} `;
  const parts = new Set<string>();
  for (let at = 0; at + 3 <= padded.length; at++) parts.add(padded.slice(at, at + 3));
  return [...parts];
}

/** Known words by their trigrams. Words are only added; who asks says which of them still count. */
export class Trigrams {
  readonly #words: string[] = [];
  readonly #counts: number[] = [];
  readonly #byTrigram = new Map<string, number[]>();

  /** Add a word that is not here yet. Its number is how many were here before. */
  add(word: string): void {
    const parts = trigramsOf(word);
    for (const part of parts) {
      const list = this.#byTrigram.get(part);
      if (list === undefined) this.#byTrigram.set(part, [this.#words.length]);
      else list.push(this.#words.length);
    }
    this.#words.push(word);
    this.#counts.push(parts.length);
  }

  /** The words most like this one among those that count, the most similar first, then in the order of the alphabet. */
  nearest(word: string, limit: number, counts: (number: number) => boolean): Likeness[] {
    const parts = trigramsOf(word);
    const shared = new Uint8Array(this.#words.length);
    const touched: number[] = [];
    for (const part of parts) {
      for (const number of this.#byTrigram.get(part) ?? []) {
        if (shared[number] === 0) touched.push(number);
        shared[number] = (shared[number] ?? 0) + 1;
      }
    }
    const found: Likeness[] = [];
    for (const number of touched) {
      const common = shared[number] ?? 0;
      const similarity = common / (parts.length + (this.#counts[number] ?? 0) - common);
      if (similarity >= leastSimilarity && counts(number))
        found.push({ word: this.#words[number] ?? '', similarity });
    }
    return found.sort((a, b) => b.similarity - a.similarity || (a.word < b.word ? -1 : 1)).slice(0, limit);
  }
}
