import { describe, expect, test } from 'vitest';
import type { CliNode } from '../../src/cli/command.ts';
import { commands, runCommand } from '../../src/cli/index.ts';
import { readConfig } from '../../src/config.ts';
import { rememberingIo } from './cli-node.ts';

/** A node that must not be opened. */
const closed = (environment: NodeJS.ProcessEnv = {}): CliNode => ({
  get config() {
    return readConfig(environment);
  },
  platform: () => Promise.reject(new Error('the database was opened')),
  federate: () => Promise.reject(new Error('the network was opened')),
});

async function run(argv: readonly string[], node = closed()) {
  const io = rememberingIo();
  const code = await runCommand(argv, io, node);
  return { code, out: io.out.join('\n'), err: io.err };
}

describe('help', () => {
  test('names every command, and works with settings that are wrong', async () => {
    for (const argv of [[], ['--help'], ['-h'], ['help']]) {
      const { code, out } = await run(argv, closed({ ORIGIN: 'nonsense' }));
      expect(code).toBe(0);
      for (const { name } of commands) expect(out).toContain(`  ${name}`);
    }
  });

  test.each(commands.map((command) => [command.name, command] as const))(
    'of %s tells how it is written, with every option',
    async (name, command) => {
      const { code, out, err } = await run([...name.split(' '), '--help']);
      expect([code, err]).toEqual([0, []]);
      expect(out).toContain(`Usage: guildhall ${name}`);
      for (const option of [...Object.keys(command.options), 'json', 'help'])
        expect(out).toContain(`--${option}`);
    },
  );

  test('of a group lists what is in it', async () => {
    const { code, out } = await run(['opportunity', '--help']);
    expect(code).toBe(0);
    for (const word of ['post', 'edit', 'close', 'delete', 'list'])
      expect(out).toContain(`opportunity ${word}`);
    expect((await run(['deliveries', '--help'])).out).toContain('deliveries retry ACTIVITY [HOST]');
  });

  test('the version is that of the package', async () => {
    expect((await run(['--version'])).out).toMatch(/^guildhall \d+\.\d+\.\d+$/);
  });
});

describe('a command that is written wrongly ends with 2 and one line that says what to write', () => {
  test.each([
    [['frobnicate'], /no command "frobnicate".*--help/],
    [['opportunity'], /opportunity post \| edit \| close \| delete \| list/],
    [['opportunity', 'frob'], /opportunity post \| edit/],
    [['setup'], /--name NAME, --handle HANDLE, --steward NAME, --email ADDRESS/],
    [['setup', '--name', 'Loom', '--steward', 'Ada'], /Missing: --handle HANDLE, --email ADDRESS/],
    [
      ['setup', '--follow', 'everyone', '--name', 'x', '--handle', 'x', '--steward', 'x', '--email', 'x'],
      /anyone, approve/,
    ],
    [['setup', '--colour'], /--colour/],
    [['migrate', '--force'], /'--force'.*migrate --help/],
    [['migrate', 'now'], /"now" is one word too many/],
    [['token', 'create'], /--scope SCOPE/],
    [['token', 'create', '--scope', 'read', '--days', '0'], /--days takes a whole number from 1/],
    [['opportunity', 'post'], /FILE missing. Write: guildhall opportunity post FILE/],
    [['opportunity', 'edit', 'x'], /FILE missing/],
    [['opportunity', 'close', 'x', '--as', 'expired'], /closed, filled, withdrawn/],
    [['opportunity', 'delete', 'x'], /opportunity delete x --yes/],
    [['opportunity', 'list', '--status', 'x'], /draft, open/],
    [['deliveries', '--limit', '-1'], /--limit/],
    [['deliveries', '--limit', '1e3'], /whole number/],
    [['deliveries', 'retry'], /ACTIVITY missing/],
    [['block', 'spam.example'], /--reason TEXT/],
    [['start'], /process of its own/],
  ])('%j', async (argv, expected) => {
    const { code, out, err } = await run(argv);
    expect([code, out, err.length]).toEqual([2, '', 1]);
    expect(err[0]).toMatch(/^guildhall: /);
    expect(err[0]).toMatch(expected);
    const json = await run([...argv, '--json']);
    expect(json.code).toBe(2);
    expect(JSON.parse(json.err[0] ?? '')).toEqual({ error: { code: 'usage', message: expect.any(String) } });
  });
});

describe('config', () => {
  const secret = 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I=';
  const node = closed({
    ORIGIN: 'https://loom.example',
    MASTER_KEY: secret,
    METRICS_TOKEN: 'metrics-token-0123',
    DATABASE_URL: 'postgres://ada:pass-word@db/guildhall',
    SMTP_URL: 'smtps://ada:pass-word@mail',
    MAIL_FROM: 'hall@loom.example',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://ada:pass-word@otel.example',
  });

  test('shows every setting and no secret, opening nothing', async () => {
    for (const argv of [['config'], ['config', '--json'], ['config', '--markdown']]) {
      const { code, out } = await run(argv, node);
      expect(code).toBe(0);
      for (const name of ['ORIGIN', 'DATA_DIR', 'DATABASE_URL', 'MASTER_KEY', 'METRICS_TOKEN', 'WORKERS'])
        expect(out).toContain(name);
      for (const hidden of [secret, 'pass-word', 'metrics-token-0123']) expect(out).not.toContain(hidden);
    }
    const settings: { name: string; value: string | null; isSecret: boolean }[] = JSON.parse(
      (await run(['config', '--json'], node)).out,
    );
    const value = (name: string) => settings.find((setting) => setting.name === name)?.value;
    expect([value('ORIGIN'), value('DATABASE_URL'), value('HOST')]).toEqual([
      'https://loom.example',
      '(set, not shown)',
      '0.0.0.0',
    ]);
    expect(settings.filter(({ isSecret }) => isSecret).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['DATABASE_URL', 'MASTER_KEY', 'SMTP_URL', 'METRICS_TOKEN']),
    );
  });

  test('prints the table of the README even where settings are wrong', async () => {
    const { code, out } = await run(['config', '--markdown'], closed({ ORIGIN: 'nonsense' }));
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 3)).toEqual([
      '| Variable | Default | Meaning |',
      '| --- | --- | --- |',
      expect.stringMatching(/^\| `ORIGIN` \| `http:\/\/localhost:3000` \| .+ \|$/),
    ]);
  });

  test('names every setting that is wrong, with what was found and what is expected', async () => {
    const wrong = closed({ ORIGIN: 'loom.example', PORT: 'many', METRICS_TOKEN: 'short-secret' });
    const { code, err } = await run(['config'], wrong);
    expect([code, err.length]).toEqual([1, 3]);
    expect(err.join('\n')).toMatch(/ORIGIN: found "loom.example"[\s\S]*PORT: found "many"/);
    expect(err.join('\n')).not.toContain('short-secret');
  });
});

test('what other servers wrote does not steer the terminal', async () => {
  const { toJsonLine, toLine } = await import('../../src/cli/print.ts');
  const title = 'Boat\u001b[2J\u009b31m \u202eevil\nsecond line\u2028';
  expect(toLine(title)).toBe('Boat[2J31m evil second line');
  const line = toJsonLine({ title });
  expect(line).toMatch(/^[\x20-\x7e]+$/);
  expect(JSON.parse(line)).toEqual({ title });
});
