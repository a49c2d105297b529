import { foldName } from './skill.ts';

/** One slip is forgiven for each so many characters. */
const charactersASlip = 4;

/**
 * Whether a name may be another one misspelt. Slips are rarely made in the first letter: a name that begins otherwise is
 * another name.
 */
export function isNear(typed: string, name: string): boolean {
  const [one, other] = [foldName(typed), foldName(name)];
  const slips = Math.floor(Math.max(one.length, other.length) / charactersASlip);
  return (
    one[0] === other[0] && Math.abs(one.length - other.length) <= slips && distanceOf(one, other) <= slips
  );
}

/** How many characters are put in, left out, changed or swapped with the next (optimal string alignment). */
function distanceOf(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const ways = [
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        ...(isSwapped && row > 1 && column > 1 ? [(before[column - 2] ?? 0) + 1] : []),
      ];
      current.push(Math.min(...ways));
    }
    [before, last] = [last, current];
  }
  return last[other.length] ?? 0;
}
