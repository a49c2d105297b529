import { createHash } from 'node:crypto';
import type { Iri } from '../../core/id.ts';
import { foldName, type SkillKind } from './skill.ts';
import languages from './vocabulary/languages.json' with { type: 'json' };
import spoken from './vocabulary/spoken.json' with { type: 'json' };
import technologies from './vocabulary/technologies.json' with { type: 'json' };
import trades from './vocabulary/trades.json' with { type: 'json' };

/** A skill of a list that comes with this software, or of one that is imported. */
export interface ListedSkill {
  readonly uri: Iri;
  readonly label: string;
  readonly kind: SkillKind;
  readonly aliases: readonly string[];
  readonly broader: readonly Iri[];
  readonly related: readonly Iri[];
  readonly description: string;
}

/** Where the addresses of shipped skills begin: identifiers that are the same on every node, never fetched. */
export const shippedNamespace = 'https://w3id.org/guildhall/skills/';

/** A skill as the lists write it: what it lies under and beside by label, within its list. */
interface Entry {
  readonly label: string;
  readonly aliases?: readonly string[];
  readonly broader?: readonly string[];
  readonly related?: readonly string[];
}

/** The shipped skills by kind, in the order of the lists. Built when asked for. */
export function shippedSkills(): ReadonlyMap<SkillKind, readonly ListedSkill[]> {
  return new Map<SkillKind, readonly ListedSkill[]>([
    ['programming', toListed('programming', languages.skills)],
    ['technology', toListed('technology', technologies.skills)],
    ['language', toListed('language', spoken.skills)],
    ['trade', toListed('trade', trades.skills)],
  ]);
}

let digest: string | undefined;

/** Names what is shipped: it changes when any of the lists does. Worked out once. */
export function shippedDigest(): string {
  digest ??= createHash('sha256')
    .update(JSON.stringify([languages, technologies, spoken, trades]))
    .digest('hex');
  return digest;
}

/** The address of a shipped skill, from its kind and label: `…/programming/c%2B%2B`. */
export function shippedUri(kind: SkillKind, label: string): Iri {
  const name = encodeURIComponent(label.toLowerCase().replace(/\s+/g, '-'));
  return `${shippedNamespace}${kind}/${name}` as Iri;
}

function toListed(kind: SkillKind, entries: readonly Entry[]): ListedSkill[] {
  const labels = new Set(entries.map(({ label }) => label));
  const urisOf = (names: readonly string[] = []): Iri[] =>
    names.filter((name) => labels.has(name)).map((name) => shippedUri(kind, name));
  return entries.map(({ label, aliases = [], broader, related }) => ({
    uri: shippedUri(kind, label),
    label,
    kind,
    aliases: distinct(label, aliases),
    broader: urisOf(broader),
    related: urisOf(related),
    description: '',
  }));
}

/** Other names, each once, without those that only spell the label in another way. */
export function distinct(label: string, names: readonly string[]): string[] {
  const keys = new Set(['', foldName(label)]);
  return names.filter((name) => {
    const key = foldName(name);
    const isNew = !keys.has(key);
    keys.add(key);
    return isNew;
  });
}
