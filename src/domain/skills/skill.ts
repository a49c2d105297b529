import type { Iri } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';

/** What sort of thing a skill is: a programming language, a product or tool, a spoken language, a trade, or unsaid. */
export const skillKinds = ['programming', 'technology', 'language', 'trade', 'other'] as const;
/** One of those. */
export type SkillKind = (typeof skillKinds)[number];

/** Where a skill comes from: shipped with this software, made here, or imported from ESCO. */
export const skillOrigins = ['shipped', 'local', 'esco'] as const;
/** One of those. */
export type SkillOrigin = (typeof skillOrigins)[number];

/** Something one can do or know, with all its names: also those of the skills that were merged into it. */
export interface Skill {
  /** Names it on every node. */
  readonly uri: Iri;
  readonly label: string;
  readonly kind: SkillKind;
  readonly origin: SkillOrigin;
  readonly aliases: readonly string[];
  /** Who does this one does some of those. */
  readonly broader: readonly Iri[];
  /** Near this one, neither above the other. */
  readonly related: readonly Iri[];
}

/** Most characters a name of a skill has; the same that an opportunity takes. */
export const longestName = 80;

const unmarked: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  ı: 'i',
};

/**
 * A name as it is compared: lower case, without accents, every kind of dash and space alike. Signs that tell names
 * apart stay (`C`, `C++` and `C#` are three).
 */
export function foldName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]+/g, '')
    .replace(/[ßæœøđłı]/g, (letter) => unmarked[letter] ?? letter)
    .replace(/[\s_\-\u2010-\u2015]+/gu, ' ')
    .trim()
    .normalize('NFC');
}

// Direction overrides and characters that draw nothing could make a name say what it does not.
const invisible = /[\p{Cf}\p{Zl}\p{Zp}\p{Co}\ufffd]/gu;

/**
 * A name as it is kept: without space around it, single spaces inside, nothing that cannot be seen.
 * @throws Refusal invalid `skill.name` if nothing is left of it, or more than 80 characters
 */
export function checkName(name: string): string {
  const kept = name.toWellFormed().replace(/\s+/gu, ' ').replace(invisible, '').trim();
  if (foldName(kept) === '' || /\p{Cc}/u.test(kept))
    throw new Refusal('invalid', 'skill.name', 'The skill has no name. Write one: Carpentry.', { length: 0 });
  if (kept.length > longestName)
    throw new Refusal(
      'invalid',
      'skill.name',
      `The name of the skill has ${kept.length} characters; at most ${longestName} fit.`,
      { length: kept.length, most: longestName },
    );
  return kept;
}
