import { type Config, describeSettings } from '../config.ts';
import { type Command, isSet } from './command.ts';
import { columns } from './print.ts';

interface Setting {
  readonly name: string;
  readonly value: string | null;
  readonly isSecret: boolean;
  readonly default: string | null;
  readonly meaning: string;
}

/** `guildhall config`: every setting, what it is now, and what it means. Never the value of a secret. */
export const configCommand: Command = {
  name: 'config',
  summary: 'Show every setting. Values of secrets are not shown.',
  words: [],
  options: { markdown: { help: 'The table of the README: names, defaults and meanings, no values.' } },
  opensNode: false,
  run: async ({ node, options }) => {
    if (isSet(options, 'markdown')) return { json: describeSettings(), lines: markdownTable() };
    const settings = readSettings(node.config);
    const rows = settings.map(({ name, value, meaning }) => [name, value ?? '–', meaning]);
    return { json: settings, lines: columns([['Variable', 'Value', 'Meaning'], ...rows]) };
  },
};

function readSettings(config: Config): Setting[] {
  const values = new Map<string, unknown>(Object.entries(config));
  return describeSettings().map(({ name, fallback, meaning }) => {
    const value = values.get(name);
    const text = value === undefined || String(value) === '' ? null : String(value);
    const isSecret = isSecretName(name) || (text !== null && hasPassword(text));
    return {
      name,
      value: isSecret && text !== null ? '(set, not shown)' : text,
      isSecret,
      default: fallback === '' ? null : fallback,
      meaning,
    };
  });
}

/** By name and not from a list, so that a secret that is added later is one from its first day. */
function isSecretName(name: string): boolean {
  return /(?:_KEY|_TOKEN|_SECRET|_PASSWORD|_URL)$/.test(name);
}

function hasPassword(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.username !== '' || url.password !== '');
}

function markdownTable(): string[] {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const rows = describeSettings().map(
    ({ name, fallback, meaning }) =>
      `| \`${name}\` | ${fallback === '' ? '' : `\`${cell(fallback)}\``} | ${cell(meaning)} |`,
  );
  return ['| Variable | Default | Meaning |', '| --- | --- | --- |', ...rows];
}
