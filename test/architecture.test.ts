import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { find, functionsOf, importsOf, readSources, root, undocumented } from './support/source-files.ts';

/** Slices of the domain in their order: each may import only those before it. */
const slices = [
  ...['actors', 'moderation', 'follows', 'collective', 'members', 'skills', 'signposts', 'auth', 'joining'],
  ...['affiliations', 'posts', 'opportunities', 'deliveries', 'people', 'notices', 'erasure'],
].map((slice) => `src/domain/${slice}`);

/** What is known of a thing without a database: the only part of the domain that `wire` sees. */
const nouns = [
  ...['actors/actor', 'collective/collective', 'members/member', 'posts/post', 'deliveries/delivery'],
  ...[
    'opportunities/opportunity',
    'opportunities/ally-opportunity',
    'signposts/signpost',
    'signposts/availability',
    'signposts/json-resume',
  ],
].map((noun) => `src/domain/${noun}.ts`);

const core = 'src/core';
const config = 'src/config.ts';
const domain = 'src/domain';
const foundations = ['work', 'database', 'outbox', 'mail', 'notice'].map((name) => `src/domain/${name}.ts`);
const inside = [core, config, 'src/platform', domain];
const doors = [
  'src/words',
  'src/checks',
  'src/http',
  'src/plain',
  'src/web',
  'src/api',
  'src/cli',
  'src/mail',
];

/** Where code stands, what of ours it may import, and which packages. The longest address that fits decides. */
interface Place {
  readonly at: string;
  readonly may: readonly string[];
  readonly packages: readonly string[];
}

const places: readonly Place[] = [
  { at: core, may: [], packages: ['marked', 'sanitize-html', 'node:crypto'] },
  { at: config, may: [], packages: ['zod', 'node:net'] },
  {
    at: 'src/platform',
    may: [core, config],
    packages: [
      ...['@electric-sql/pglite', '@logtape/logtape', 'jose', 'kysely', 'kysely-postgres-js'],
      ...['nodemailer', 'postgres', 'prom-client', 'sharp', '@opentelemetry/*', 'node:*'],
    ],
  },
  { at: 'src/domain/work.ts', may: ['src/domain/database.ts'], packages: ['kysely'] },
  {
    at: 'src/domain/database.ts',
    may: [
      ...['outbox', 'mail', 'notice'].map((name) => `src/domain/${name}.ts`),
      ...slices.map((slice) => `${slice}/tables.ts`),
    ],
    packages: ['kysely'],
  },
  { at: 'src/domain/outbox.ts', may: [core, 'src/domain/work.ts'], packages: ['kysely'] },
  {
    at: 'src/domain/mail.ts',
    may: [core, ...['database', 'notice', 'outbox', 'work'].map((name) => `src/domain/${name}.ts`)],
    packages: ['kysely'],
  },
  {
    at: 'src/domain/notice.ts',
    may: [core, 'src/domain/members/member.ts', 'src/domain/work.ts'],
    packages: ['kysely'],
  },
  { at: 'src/domain/auth/webauthn.ts', may: [core], packages: ['@simplewebauthn/server'] },
  { at: 'src/domain/signposts/archive.ts', may: [core], packages: ['fflate'] },
  { at: 'src/domain/federate.ts', may: [core, ...nouns], packages: [] },
  ...slices.map((at, index) => ({
    at,
    may: [core, ...foundations, ...slices.slice(0, index)],
    packages: ['kysely', 'node:crypto'],
  })),
  ...nouns.map((at) => ({ at, may: [core, ...nouns], packages: [] })),
  { at: 'src/words', may: [core, 'src/domain/notice.ts'], packages: ['intl-messageformat'] },
  { at: 'src/checks', may: [...inside, 'src/words'], packages: ['node:fs/promises', 'node:path'] },
  { at: 'src/plain', may: [core, domain], packages: ['zod'] },
  { at: 'src/http', may: inside, packages: ['hono', '@hono/node-server', 'node:*'] },
  {
    at: 'src/web',
    may: [...inside, 'src/http', 'src/words', 'src/checks'],
    packages: ['hono', 'qrcode-generator', 'zod', 'node:*'],
  },
  {
    at: 'src/api',
    may: [...inside, 'src/http', 'src/plain', 'src/checks', 'src/words'],
    packages: ['hono', 'zod', 'node:*'],
  },
  {
    at: 'src/cli',
    may: [...inside, 'src/plain', 'src/checks', 'src/words'],
    packages: ['yaml', 'zod', 'node:*'],
  },
  { at: 'src/mail', may: [...inside, 'src/words'], packages: ['node:*'] },
  { at: 'src/app.ts', may: [...inside, ...doors], packages: ['hono', 'node:crypto'] },
  { at: 'src/node.ts', may: [...inside, ...doors, 'src/app.ts', 'federation'], packages: ['node:*'] },
  { at: 'src/main.ts', may: [...inside, ...doors, 'src/node.ts', 'federation'], packages: ['node:*'] },
  { at: 'federation/wire', may: [core, ...nouns], packages: ['@fedify/vocab', '@fedify/vocab-runtime'] },
  {
    at: 'federation/gate',
    may: [core, 'federation/wire', 'federation/net/fetch-document.ts'],
    packages: ['@fedify/vocab-runtime', 'node:buffer', 'node:crypto', 'node:url', 'node:util'],
  },
  {
    at: 'federation/net',
    may: [core, 'federation/wire', 'federation/gate'],
    packages: ['@fedify/vocab-runtime', 'undici', 'node:*'],
  },
  {
    at: 'federation/storage',
    // It keeps what the gate admits and the keys it asks for.
    may: [core, 'src/platform', domain, 'federation/gate/gate.ts', 'federation/gate/keys.ts'],
    packages: ['@fedify/fedify', 'kysely', 'node:*'],
  },
  {
    at: 'federation/inbox',
    may: [
      ...[core, domain, 'src/platform/log.ts', 'federation/wire', 'federation/remote.ts'],
      ...['federation/net/fetch-document.ts', 'federation/storage/inbox.ts'],
    ],
    packages: [],
  },
  {
    at: 'federation/outbox',
    may: [
      ...[core, domain, 'federation/wire', 'federation/storage', 'federation/actors.ts'],
      ...['federation/keys.ts', 'federation/net/fetch-document.ts'],
    ],
    packages: ['@fedify/fedify', '@fedify/vocab', 'undici', 'node:crypto', 'node:util'],
  },
  {
    at: 'federation',
    may: [core, 'src/platform', domain, 'federation'],
    packages: ['@fedify/fedify', '@fedify/vocab', '@fedify/vocab-runtime', 'jose', 'undici', 'node:*'],
  },
];

const sources = readSources(['src', 'federation']);

function covers(place: string, file: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

function placeOf(file: string): Place | undefined {
  const fitting = places.filter(({ at }) => covers(at, file));
  return fitting.sort((a, b) => b.at.length - a.at.length)[0];
}

/** Why a file may not import a target: another file of ours, a package, or a module of Node. Undefined where it may. */
function refusal(file: string, target: string): string | undefined {
  const place = placeOf(file);
  if (place === undefined) return `${file} stands nowhere in the table of test/architecture.test.ts`;
  if (/^(?:src|federation|test|migrations|dist)\b/.test(target)) {
    const own = places.find(({ at }) => covers(at, target) && at === place.at) !== undefined;
    const allowed = own || place.may.some((at) => covers(at, target));
    return allowed ? undefined : `${place.at} may import of ours only ${place.may.join(', ') || 'itself'}`;
  }
  const isKnown = place.packages.some((name) =>
    name.endsWith('*')
      ? target.startsWith(name.slice(0, -1))
      : target === name || target.startsWith(`${name}/`),
  );
  if (isKnown) return undefined;
  return `${place.at} may use only the packages ${place.packages.join(', ') || '(none)'}`;
}

function expectNone(violations: readonly string[]): void {
  expect(violations, `\n${violations.join('\n')}\n`).toHaveLength(0);
}

describe('the table of what may import what', () => {
  test('holds for every import of every source file', () => {
    expectNone(
      sources.flatMap((source) =>
        importsOf(source).flatMap(({ line, target }) => {
          const why = refusal(source.file, target);
          return why === undefined ? [] : [`${source.file}:${line} imports ${target}: ${why}.`];
        }),
      ),
    );
  });

  test('speaks of places that are there', () => {
    const named = [...places.map(({ at }) => at), ...nouns];
    expectNone(named.filter((at) => !existsSync(join(root, at))).map((at) => `${at} does not exist.`));
    expect(sources.length).toBeGreaterThan(150);
    expect(sources.flatMap(importsOf).length).toBeGreaterThan(sources.length);
  });

  test.each([
    ['src/core/money.ts', 'src/domain/work.ts'],
    ['src/platform/log.ts', 'src/domain/work.ts'],
    ['src/domain/actors/commands.ts', 'src/domain/opportunities/queries.ts'],
    ['src/domain/posts/commands.ts', 'src/platform/log.ts'],
    ['src/domain/posts/commands.ts', 'zod'],
    ['src/domain/opportunities/opportunity.ts', 'kysely'],
    ['src/web/pages/done.tsx', 'src/api/api.ts'],
    ['src/web/pages/done.tsx', 'federation/index.ts'],
    ['src/api/api.ts', 'kysely'],
    ['src/cli/index.ts', '@fedify/fedify'],
    ['src/app.ts', 'federation/index.ts'],
    ['federation/wire/note.ts', 'src/domain/opportunities/queries.ts'],
    ['federation/wire/note.ts', 'undici'],
    ['federation/gate/gate.ts', '@fedify/fedify'],
    ['federation/inbox/follows.ts', 'kysely'],
    ['federation/front.ts', 'src/web/layout.tsx'],
    ['federation/net/loader.ts', 'hono'],
    ['src/new-folder/thing.ts', 'src/core/id.ts'],
  ])('does not let %s import %s', (file, target) => {
    expect(refusal(file, target)).toBeTypeOf('string');
  });
});

describe('the conventions', () => {
  test('only config reads the environment', () => {
    expectNone(find(sources, /\bprocess\.env\b/, 'reads the environment', (file) => file === config));
  });

  test('only federation knows Fedify, and one place in it sends', () => {
    const outside = sources.filter(({ file }) => !file.startsWith('federation/'));
    expectNone([
      ...find(outside, /['"]@fedify\//, 'knows Fedify'),
      ...find(sources, /\.sendActivity\(/, 'sends', (file) => file === 'federation/outbox/index.ts'),
    ]);
  });

  test('Fedify sees only the questions the front hands it, and never a POST', () => {
    const front = sources.find(({ file }) => file === 'federation/front.ts')?.text ?? '';
    const call = front.indexOf('fedify.fetch(');
    const beforeIt = front.slice(front.lastIndexOf('answer:', call), call);
    expectNone([
      ...find(
        sources,
        /\bfed(?:ify|eration)\w*\.fetch\(/,
        'asks Fedify',
        (file) => file === 'federation/front.ts',
      ),
      ...(call === front.lastIndexOf('fedify.fetch(')
        ? []
        : ['federation/front.ts asks Fedify in two places.']),
      ...(/\bmethod\b[^;]*'GET'|isRead/.test(beforeIt)
        ? []
        : ['federation/front.ts hands Fedify a request without having looked at its method.']),
    ]);
  });

  test('HTML that is not escaped is printed in one place', () => {
    const unescaped = /\braw\s*[,}].*from 'hono\/html'|(?<![.\w])raw\(|dangerouslySetInnerHTML|innerHTML/;
    expectNone(
      find(sources, unescaped, 'prints HTML as it is', (file) => file === 'src/web/components/prose.tsx'),
    );
  });

  test('SQL is never put together from text', () => {
    expectNone(find(sources, /\bsql\.(?:raw|lit)\(/, 'puts SQL together from text'));
  });

  test('the domain knows time as Temporal', () => {
    const inner = sources.filter(({ file }) => /^src\/(?:core|domain|plain)\//.test(file));
    expectNone(find(inner, /\bnew Date\b|\bDate\.\w/, 'uses Date'));
  });

  test('nothing is exported by default, and no file only passes on', () => {
    const passing = /^export\s+(?:type\s+)?(?:\*|\{[^}]*\})[^;\n]*\sfrom\s/;
    expectNone([
      ...find(sources, /^export default\b/, 'exports by default'),
      ...find(sources, passing, 'passes on what another file exports'),
    ]);
  });

  test('nothing is hidden from the compiler or the linter, and nothing is left for later', () => {
    const all = [...sources, ...readSources(['test'])].filter(
      ({ file }) => file !== 'test/architecture.test.ts',
    );
    const hiding = /\bas unknown as\b|biome-ignore|@ts-(?:ignore|expect-error|nocheck)|\b(?:TODO|FIXME)\b/;
    expectNone([
      ...all.flatMap(({ file, text }) =>
        [...text.matchAll(new RegExp(hiding, 'g'))].map((match) => `${file} has "${match[0]}".`),
      ),
      ...find(all, /\bvi\.(?:mock|doMock|fn|spyOn|stubGlobal)\(/, 'tests a mock'),
    ]);
  });

  test('no file is over 300 lines', () => {
    const lengths = sources.map(({ file, text }) => ({ file, lines: text.trimEnd().split('\n').length }));
    expectNone(
      lengths.filter(({ lines }) => lines > 300).map(({ file, lines }) => `${file} has ${lines} lines.`),
    );
  });

  test('no function is over 50 lines', () => {
    expectNone(
      sources.flatMap(({ file, text }) =>
        functionsOf(text)
          .filter(({ lines }) => lines > 50)
          .map(({ line, lines }) => `${file}:${line}: a function of ${lines} lines.`),
      ),
    );
  });

  test('every export says what it is', () => {
    expectNone(
      sources.flatMap(({ file, text }) =>
        undocumented(text).map(({ line, name }) => `${file}:${line}: ${name} has no docstring.`),
      ),
    );
  });
});
