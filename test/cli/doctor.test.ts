import { chmod, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CliNode } from '../../src/cli/command.ts';
import { runCommand } from '../../src/cli/index.ts';
import { type Config, readConfig } from '../../src/config.ts';
import type { Database } from '../../src/domain/database.ts';
import { openPlatform } from '../../src/platform/platform.ts';
import { createSeal } from '../../src/platform/seal.ts';
import { cloneDatabase } from '../support/database.ts';
import { type CommandLine, openCommandLine, rememberingIo } from './cli-node.ts';

interface Check {
  readonly check: string;
  readonly state: string;
  readonly found: string;
  readonly next: string | null;
}

async function examine(node: CliNode): Promise<{ code: number; ok: boolean; of: (check: string) => Check }> {
  const io = rememberingIo();
  const code = await runCommand(['doctor', '--json'], io, node);
  const { ok, checks }: { ok: boolean; checks: Check[] } = JSON.parse(io.out[0] ?? '');
  for (const { state, next } of checks) expect(next === null).toBe(state === 'ok');
  return {
    code,
    ok,
    of: (name) => {
      const found = checks.find(({ check }) => check === name);
      if (found === undefined) throw new Error(`${name} was not examined`);
      return found;
    },
  };
}

describe('doctor', () => {
  let line: CommandLine;
  beforeAll(async () => {
    line = await openCommandLine(true);
  });
  afterAll(() => line.close());

  const withPlatform = (changed: object, config: Config = line.node.config): CliNode => ({
    ...line.node,
    config,
    platform: async () => ({ ...line.platform, ...changed }),
  });

  test('finds a node well, and warns of what an embedded database is not', async () => {
    const { code, ok, of } = await examine(line.node);
    expect([code, ok]).toEqual([0, true]);
    expect(of('database')).toMatchObject({ state: 'warn', found: expect.stringContaining('not durable') });
    for (const check of ['settings', 'schema', 'origin', 'keys', 'queues', 'clock', 'disk'])
      expect([check, of(check).state]).toEqual([check, 'ok']);
    expect(of('keys').found).toBe('The master key opens all 4 private keys.');
    expect(of('queues').found).toMatch(/Dead letters: 0/);
    expect(of('webfinger')).toMatchObject({
      state: 'warn',
      found: expect.stringContaining('could not be asked'),
    });
    const { out } = await line.run(['doctor']);
    expect(out.filter((text) => text.startsWith('      → '))).toHaveLength(2);
  });

  test('says which settings are wrong, and looks no further', async () => {
    const { code, of } = await examine({
      get config() {
        return readConfig({ ORIGIN: 'loom' });
      },
      platform: line.node.platform,
      federate: line.node.federate,
    });
    expect(code).toBe(1);
    expect(of('settings')).toMatchObject({
      state: 'fail',
      found: expect.stringContaining('ORIGIN: found "loom"'),
    });
    expect(() => of('database')).toThrow();
  });

  test('says that the database does not answer', async () => {
    const config = readConfig({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', DATA_DIR: line.folder });
    const platform = await openPlatform<Database>(config);
    const { code, of } = await examine(withPlatform(platform, config));
    expect(code).toBe(1);
    expect(of('database')).toMatchObject({
      state: 'fail',
      found: expect.stringContaining('does not answer'),
      next: expect.stringContaining('DATABASE_URL'),
    });
    await platform.close();
  });

  test('finds PostgreSQL well, and knows a node that is not set up', async () => {
    const config = readConfig({ DATABASE_URL: await cloneDatabase(), DATA_DIR: line.folder });
    const platform = await openPlatform<Database>(config);
    const { code, of } = await examine(withPlatform(platform, config));
    expect(code).toBe(0);
    expect(of('database')).toMatchObject({ state: 'ok', found: expect.stringContaining('PostgreSQL') });
    expect(of('origin')).toMatchObject({ state: 'warn', next: expect.stringContaining('guildhall setup') });
    await platform.close();
  });

  test('says that ORIGIN is not the one of the setup', async () => {
    const { code, of } = await examine(withPlatform({ origin: 'https://other.test' }));
    expect(code).toBe(1);
    expect(of('origin')).toMatchObject({
      state: 'fail',
      found: 'Set up for https://loom.test, but ORIGIN is https://other.test.',
      next: expect.stringContaining('ORIGIN=https://loom.test'),
    });
  });

  test('says that another master key sealed the keys', async () => {
    const { code, of } = await examine(withPlatform({ seal: createSeal(new Uint8Array(32)) }));
    expect(code).toBe(1);
    expect(of('keys')).toMatchObject({ state: 'fail', next: expect.stringContaining('MASTER_KEY') });
  });

  test('says that the clocks differ', async () => {
    const clock = { now: () => Temporal.Now.instant(), nowMs: () => Date.now() + 60_000 };
    const { code, of } = await examine(withPlatform({ clock }));
    expect(code).toBe(1);
    expect(of('clock')).toMatchObject({ state: 'fail', found: expect.stringContaining('60 seconds') });
  });

  test('counts what waits and what is dead', async () => {
    const { db } = line.platform;
    const message = { queue: 'outbox', activity_iri: null, inbox: null, body: '{}' };
    await db
      .insertInto('message')
      .values([message, { ...message, is_dead: true }])
      .execute();
    const { of } = await examine(line.node);
    expect(of('queues')).toMatchObject({
      state: 'warn',
      found: expect.stringMatching(/1 on their way.*Dead letters: 1\./),
    });
    await db.deleteFrom('message').execute();
  });

  test('warns of a master key that others may read', async () => {
    const path = join(line.folder, 'master.key');
    await chmod(path, 0o644);
    expect((await examine(line.node)).of('master key')).toMatchObject({
      state: 'warn',
      next: `Run: chmod 600 ${path}`,
    });
    await chmod(path, 0o600);
    expect((await examine(line.node)).of('master key').state).toBe('ok');
  });

  test.each([
    [{ ORIGIN: 'https://loom.example' }, 'warn', 'TRUST_PROXY'],
    [{ ORIGIN: 'https://loom.example', TRUST_PROXY: '10.0.0.0/8' }, 'ok', ''],
    [{ ORIGIN: 'https://192.0.2.1' }, 'fail', 'domain'],
    [{ ORIGIN: 'http://localhost:3000' }, 'warn', 'https'],
  ])('judges the address of %j', async (environment, state, next) => {
    const config = readConfig({ ...environment, DATA_DIR: line.folder });
    const { of } = await examine(withPlatform({}, config));
    expect(of('address').state).toBe(state);
    expect(of('address').next ?? '').toContain(next);
  });

  describe('asks the own address as another server would', () => {
    let server: Server | undefined;
    afterEach(() => server?.close());

    const serve = async (answer: (resource: string) => { status: number; body: string }): Promise<string> => {
      const made = createServer((request, response) => {
        const url = new URL(request.url ?? '/', 'http://127.0.0.1');
        const { status, body } = answer(url.searchParams.get('resource') ?? '');
        response.writeHead(status, { location: 'https://elsewhere.test/' }).end(body);
      });
      server = made;
      await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
      const address = made.address();
      return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    };
    const jrd = (href: string) => JSON.stringify({ links: [null, { rel: 'self', href }] });

    test('and is content with the actor', async () => {
      const asked: string[] = [];
      let origin = '';
      origin = await serve((resource) => {
        asked.push(resource);
        return { status: 200, body: jrd(`${origin}/@loom`) };
      });
      const { of } = await examine(withPlatform({ origin }));
      expect(of('webfinger')).toMatchObject({ state: 'ok' });
      expect(asked).toEqual([`acct:loom@${new URL(origin).host}`]);
    });

    test.each([
      [404, ''],
      [200, 'not json'],
      [200, '{"links":[{"rel":"self","href":"https://evil.test/@loom"}]}'],
      [302, ''],
    ])('and not with %i %s', async (status, body) => {
      const origin = await serve(() => ({ status, body }));
      const { code, of } = await examine(withPlatform({ origin }));
      expect(code).toBe(1);
      expect(of('webfinger')).toMatchObject({ state: 'fail', next: expect.stringContaining('proxy') });
    });
  });

  test('says that the schema is older or newer than the code', async () => {
    const { db } = line.platform;
    const tables = db.withTables<{ migration: { name: string; digest: string } }>();
    await tables.insertInto('migration').values({ name: '9999_later', digest: 'x' }).execute();
    const { code, of } = await examine(line.node);
    expect(code).toBe(1);
    expect(of('schema')).toMatchObject({ state: 'fail', found: expect.stringContaining('9999_later') });
    await tables.deleteFrom('migration').where('name', '=', '9999_later').execute();
  });

  test('tells a broken master key file from a database that is away', async () => {
    const folder = line.folder;
    const path = join(folder, 'master.key');
    const config = readConfig({ DATA_DIR: folder });
    await writeFile(`${path}.kept`, 'x');
    const node: CliNode = {
      config,
      platform: () =>
        openPlatform<Database>({
          ...config,
          MASTER_KEY: undefined,
          DATA_DIR: join(folder, 'master.key.kept'),
        }),
      federate: line.node.federate,
    };
    const { code, of } = await examine(node);
    expect([code, of('database').state]).toEqual([1, 'fail']);
  });
});
