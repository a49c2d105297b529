import { foldName } from './skill.ts';

/** The words of a text as they stand in it, folded. `c++` and `c#` are words. */
export function tokensOf(text: string): string[] {
  return foldName(text).match(/[\p{L}\p{N}\p{M}]+(?:\+\+|#)?/gu) ?? [];
}

/** The words of a text as they are indexed: folded, and English endings taken off. */
export function wordsOf(text: string): string[] {
  return tokensOf(text).map(stem);
}

/** Words shorter than this are left as they are. */
const shortest = 4;

/**
 * A word without its English ending: plurals, -ing, -ed and a final e. Far lighter than Porter's, so that other
 * languages and names of products suffer little. Only for words of a to z.
 */
export function stem(word: string): string {
  if (word.length < shortest || !/^[a-z]+$/.test(word)) return word;
  const single = withoutPlural(word);
  const [, root] = /^(.*[aeiouy].*?)(?:ing|ed)$/.exec(single) ?? [];
  if (root !== undefined && root.length >= 3) return withoutDouble(root);
  return single.length >= shortest && single.endsWith('e') ? single.slice(0, -1) : withSoftEnd(single);
}

function withoutPlural(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2);
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:[^aeiou]s|us|is|ss)$/.test(word) && /(?:ss|us|is)$/.test(word)) return word;
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

/** planning, planned: plann is plan. */
function withoutDouble(root: string): string {
  if (/([bdfgmnprt])\1$/.test(root)) return root.slice(0, -1);
  return root.endsWith('e') ? root.slice(0, -1) : withSoftEnd(root);
}

/** carry and carried meet at carri. */
function withSoftEnd(word: string): string {
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}i` : word;
}
