/**
 * Writes the lists of src/domain/skills/vocabulary that come from packages: programming languages, technologies,
 * spoken languages. Run it after one of those packages was updated: `tsc && node dist/test/skills/generate-vocabulary.js`
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import spokenLanguages from 'iso-639-1';
import * as linguist from 'linguist-languages';
import { foldName } from '../../src/domain/skills/skill.ts';
import { packageFolder } from '../../src/platform/platform.ts';

interface Entry {
  readonly label: string;
  readonly aliases: readonly string[];
  readonly broader?: readonly string[];
}

const folder = join(packageFolder, 'src/domain/skills/vocabulary');
const require = createRequire(import.meta.url);

/** Names that differ from the label and from each other by more than case, accents and dashes. */
function otherNames(label: string, names: readonly string[]): string[] {
  const keys = new Set([foldName(label)]);
  return names.flatMap((name) => {
    const key = foldName(name);
    if (key === '' || keys.has(key) || name.length > 80) return [];
    keys.add(key);
    return [name];
  });
}

function programming(): Entry[] {
  return Object.values(linguist)
    .filter(({ type }) => type !== 'prose')
    .map((language) => ({
      label: language.name,
      aliases: otherNames(language.name, 'aliases' in language ? language.aliases : []),
      ...('group' in language ? { broader: [language.group] } : {}),
    }));
}

interface Icon {
  readonly title: string;
  readonly aliases?: { readonly aka?: readonly string[]; readonly old?: readonly string[] };
}

/** Products by name, without those that are a language already. */
async function technologies(languages: readonly Entry[]): Promise<Entry[]> {
  const file = require.resolve('simple-icons').replace(/index\.m?js$/, 'data/simple-icons.json');
  const icons: readonly Icon[] = JSON.parse(await readFile(file, 'utf8'));
  const taken = new Set(languages.flatMap(({ label, aliases }) => [label, ...aliases]).map(foldName));
  return icons
    .filter(({ title }) => !taken.has(foldName(title)))
    .map(({ title, aliases }) => ({
      label: title,
      aliases: otherNames(title, [...dotless(title), ...(aliases?.aka ?? []), ...(aliases?.old ?? [])]),
    }));
}

/** `Node.js` is often written `Nodejs`. */
function dotless(title: string): string[] {
  return /\w\.js$/.test(title) ? [title.replace(/\.js$/, 'js')] : [];
}

function spoken(): Entry[] {
  return spokenLanguages.getAllCodes().map((code) => {
    const [label = '', ...more] = spokenLanguages
      .getName(code)
      .split(/[;,]/)
      .map((name) => name.trim());
    const native = spokenLanguages.getNativeName(code).split(/[,(){}]/);
    const names = [...more, ...native.map((name) => name.trim())];
    return { label, aliases: otherNames(label, [...names, `${label} language`]) };
  });
}

async function write(
  name: string,
  kind: string,
  source: string,
  licence: string,
  entries: readonly Entry[],
): Promise<void> {
  const byName = entries.toSorted((a, b) => (foldName(a.label) < foldName(b.label) ? -1 : 1));
  const distinct = byName.filter(
    ({ label }, at) => at === 0 || foldName(label) !== foldName(byName[at - 1]?.label ?? ''),
  );
  const lines = distinct.map(({ label, aliases, broader }) =>
    JSON.stringify({
      label,
      ...(aliases.length === 0 ? {} : { aliases }),
      ...(broader === undefined ? {} : { broader }),
    }),
  );
  const head = Object.entries({ kind, source, licence }).map(
    ([key, value]) => ` "${key}": ${JSON.stringify(value)},`,
  );
  const text = ['{', ...head, ' "skills": [', lines.map((line) => `  ${line}`).join(',\n'), ' ]', '}', ''];
  await writeFile(join(folder, name), text.join('\n'));
  console.log(`${name}: ${distinct.length} skills`);
}

const languages = programming();
await write('languages.json', 'programming', 'linguist-languages 9.5.0', 'MIT', languages);
await write(
  'technologies.json',
  'technology',
  'simple-icons 16.37.0',
  'CC0-1.0',
  await technologies(languages),
);
await write('spoken.json', 'language', 'iso-639-1 3.1.6', 'MIT', spoken());
