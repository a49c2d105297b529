import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { CliNode } from '../src/cli/command.ts';
import { configCommand } from '../src/cli/config.ts';
import { parseOpportunity } from '../src/cli/document.ts';
import { commands } from '../src/cli/index.ts';
import { describeSettings } from '../src/config.ts';
import { checkDraft } from '../src/domain/opportunities/opportunity.ts';
import { toDraft } from '../src/plain/opportunity-input.ts';
import { root } from './support/source-files.ts';

const pages = [
  ...['README.md', 'FEDERATION.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'migrations/README.md'],
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
  ...readdirSync(join(root, 'docs/adr')).map((name) => `docs/adr/${name}`),
].filter((file) => file.endsWith('.md'));

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** A node for commands that ask nothing of it. */
const noNode: CliNode = {
  get config(): never {
    throw new Error('not here');
  },
  platform: () => Promise.reject(new Error('not here')),
  federate: () => Promise.reject(new Error('not here')),
};

describe('the README', () => {
  const readme = read('README.md');

  test('has the table of settings exactly as the program prints it', async () => {
    const call = { words: [], options: { markdown: true }, io: { stdin: async () => '' }, node: noNode };
    const { lines } = await configCommand.run(call);
    const table = /<!-- settings: .*?-->\n(.*?)\n<!-- \/settings -->/s.exec(readme)?.[1];
    expect(table).toBe(lines.join('\n'));
  });

  test('tells of every command', () => {
    const [, table = ''] = /## The command line(.*?)An opportunity in a file/s.exec(readme) ?? [];
    for (const { name } of commands) expect(table, name).toContain(`\`${name}`);
  });

  test('shows an opportunity that can be posted', () => {
    const [, example = ''] = /```markdown\n(.*?)```/s.exec(readme) ?? [];
    const draft = toDraft(parseOpportunity(example), {
      contact: 'Ines Duarte',
      languages: ['en'],
      audience: 'public',
      roles: [],
    });
    checkDraft(draft);
    expect(draft.roles.map((role) => [role.headcount, role.terms.kind])).toEqual([
      [1, 'hourly'],
      [2, 'fixed'],
    ]);
    expect(draft.deadline?.timeZoneId).toBe('Europe/Lisbon');
  });

  test('names the commands that package.json has, and the test command that .ci/run calls', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
    const named = [...readme.matchAll(/npm run (?:-s )?([a-z]+)/g)].map(([, name = '']) => name);
    for (const name of named) expect(Object.keys(scripts), name).toContain(name);
    expect(readme).toContain('npm ci && npm run check');
    const ci = read('.ci/run');
    expect(ci).toMatch(/^npm ci\b/m);
    expect(ci).toMatch(/^npm run --silent check\b/m);
    expect(statSync(join(root, '.ci/run')).mode & 0o111).toBe(0o111);
  });
});

describe('the documents', () => {
  test.each(pages)('%s leads nowhere that is not there', (file) => {
    const links = [...read(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    for (const target of links.filter((link) => !/^https?:/.test(link))) {
      const [path = '', anchor] = target.split('#');
      const wanted = path === '' ? file : join(dirname(file), path);
      expect(existsSync(join(root, wanted)), `${file} leads to ${target}`).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(read(wanted)), target).toContain(anchor);
    }
  });

  test('of architecture names files, folders and functions that are there', () => {
    const text = read('docs/architecture.md');
    const files = [...text.matchAll(/`((?:src|federation|test)\/[\w./-]+\.tsx?)`/g)].map(
      ([, file = '']) => file,
    );
    expect(files.length).toBeGreaterThan(30);
    for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
    const paragraphs = text.split('\n').filter((line) => /^\d\. /.test(line));
    expect(paragraphs.length).toBeGreaterThan(12);
    const sources = new Map(files.map((file) => [file, read(file)]));
    const all = [...sources.values()].join('\n');
    for (const [, name = ''] of paragraphs.join('\n').matchAll(/`([a-z][a-z]+[A-Z]\w+)`/g)) {
      expect(new RegExp(`\\b${name}\\b`).test(all), `${name} is in none of the files named`).toBe(true);
    }
  });

  test('of decisions are numbered without a gap, and each has context, decision, cost and status', () => {
    const records = readdirSync(join(root, 'docs/adr')).sort();
    for (const [index, file] of records.entries()) {
      const text = read(`docs/adr/${file}`);
      expect(file).toMatch(new RegExp(`^${String(index + 1).padStart(4, '0')}-[a-z0-9-]+\\.md$`));
      expect(text).toMatch(new RegExp(`^# ${index + 1}\\. `));
      for (const part of ['Context', 'Decision', 'Cost', 'Status'])
        expect(text, file).toContain(`**${part}.**`);
    }
  });

  test('tell of the version that package.json has', () => {
    const { version }: { version: string } = JSON.parse(read('package.json'));
    expect(read('CHANGELOG.md')).toContain(`## ${version}`);
  });

  test('name nobody’s machine', () => {
    for (const file of [...pages, 'Dockerfile', 'compose.yaml', '.ci/run'])
      expect(read(file), file).not.toMatch(/(?<!\/me)\/(?:work|home|Users|root)\/|registry\.[a-z]/);
  });
});

describe('FEDERATION.md', () => {
  const text = read('FEDERATION.md');

  test('lists the activities we send, and no other', () => {
    const [, list = ''] = /const classes[^{]*\{([^}]*)\}/s.exec(read('federation/outbox/index.ts')) ?? [];
    const sent = [...list.matchAll(/\w+/g)].map(([name]) => name).sort();
    const [, told = ''] = /^Activities: (.*)\.$/m.exec(text) ?? [];
    expect([...told.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(sent);
  });

  test('lists the activities we listen to', () => {
    const read_ = [...read('federation/wire/incoming.ts').matchAll(/^ {2}\['(\w+)', /gm)].map(
      ([, name]) => name,
    );
    const [, table = ''] = /### What we listen to(.*?)\n### /s.exec(text) ?? [];
    const told = table
      .split('\n')
      .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
    expect([...new Set(told)].sort()).toEqual([...read_].sort());
  });

  test('lists our terms', () => {
    const [, list = ''] =
      /'@context': \{\s*gh: namespace,(.*?)\}\);/s.exec(read('federation/wire/vocabulary.ts')) ?? [];
    const terms = [...list.matchAll(/'([A-Za-z]+)'|^ {4}(\w+): \{/gm)].map(
      ([, quoted, key]) => quoted ?? key ?? '',
    );
    expect(terms.length).toBeGreaterThan(15);
    for (const term of terms) expect(text, term).toContain(`gh:${term}`);
  });
});

describe('what production is made of', () => {
  interface Service {
    readonly [key: string]: unknown;
    readonly environment?: Record<string, string>;
    readonly networks?: string[];
    readonly ports?: string[];
    readonly cap_drop?: string[];
    readonly security_opt?: string[];
  }
  const compose: {
    services: Record<'guildhall' | 'db' | 'caddy', Service>;
    networks: Record<string, { internal?: boolean; ipam?: { config: { subnet: string }[] } } | null>;
  } = parse(read('compose.yaml'));
  const { guildhall, db, caddy } = compose.services;

  test('sets only variables the program knows, and needs only the two the README names', () => {
    const known = [...describeSettings().map(({ name }) => name), 'NODE_EXTRA_CA_CERTS'];
    for (const name of Object.keys(guildhall.environment ?? {})) expect(known).toContain(name);
    const variables = new Set(
      [...read('compose.yaml').matchAll(/\$\{(\w+)(:-)?/g)].map(([, name, or]) => `${name}${or ?? ''}`),
    );
    expect([...variables].filter((name) => !name.endsWith(':-')).sort()).toEqual([
      'DOMAIN',
      'POSTGRES_PASSWORD',
    ]);
  });

  test('gives the node as little as it needs', () => {
    expect(guildhall).toMatchObject({ read_only: true, user: '10001:10001', cap_drop: ['ALL'] });
    expect(guildhall['cap_add']).toBeUndefined();
    expect(guildhall.ports).toBeUndefined();
    for (const service of [guildhall, db, caddy]) {
      expect(service.cap_drop).toEqual(['ALL']);
      expect(service.security_opt).toContain('no-new-privileges:true');
      expect(service['pids_limit']).toBeTypeOf('number');
      expect(service['mem_limit']).toBeTypeOf('string');
    }
  });

  test('lets nobody but the node reach the database', () => {
    expect(db.ports).toBeUndefined();
    expect(db.networks).toEqual(['back']);
    expect(compose.networks['back']).toEqual({ internal: true });
    expect(caddy.networks).toEqual(['front']);
  });

  test('trusts the network the proxy is in, and no other', () => {
    expect(guildhall.environment?.['TRUST_PROXY']).toBe(compose.networks['front']?.ipam?.config[0]?.subnet);
  });

  test('builds an image that runs as nobody and holds what the program looks for', () => {
    const dockerfile = read('Dockerfile');
    const final = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(final).toMatch(/^USER 10001:10001$/m);
    expect(final).toMatch(/^HEALTHCHECK .*\n? .*healthz/m);
    expect(final).toMatch(/^ENTRYPOINT \["guildhall"\]$/m);
    for (const needed of [
      'package.json',
      'node_modules',
      'dist',
      'migrations',
      'src/web/styles',
      'src/web/fonts',
    ])
      expect(final, needed).toMatch(new RegExp(`^COPY .*${needed}`, 'm'));
    const allowed =
      read('.dockerignore')
        .match(/^!(.*)$/gm)
        ?.map((line) => line.slice(1)) ?? [];
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    );
    for (const file of copied) {
      expect(existsSync(join(root, file)), file).toBe(true);
      expect(
        allowed.some((one) => file === one || file.startsWith(`${one}/`)),
        `${file} is ignored`,
      ).toBe(true);
    }
  });
});

/** The anchors of a page as code hosts make them of its headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
