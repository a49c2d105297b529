import { describe, expect, test } from 'vitest';
import { type Config, ConfigError, describeSettings, readConfig } from '../../src/config.ts';

const key = Buffer.alloc(32, 7).toString('base64');

function problemsOf(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('a setting that is wrong', () => {
  test.each([
    ['ORIGIN', 'loom.example', 'an origin: scheme and host, no path'],
    ['ORIGIN', 'ftp://loom.example', 'an origin'],
    ['ORIGIN', 'https://loom.example/guild', 'an origin'],
    ['ORIGIN', 'https://loom.example/?a=b', 'an origin'],
    ['ORIGIN', 'https://loom.example/#a', 'an origin'],
    ['ORIGIN', 'http://loom.example', 'https for a host that is not loopback'],
    ['PORT', 'eighty', 'a whole number from 0 to 65535'],
    ['PORT', '65536', 'a whole number from 0 to 65535'],
    ['PORT', '-1', 'a whole number from 0 to 65535'],
    ['PORT', '3e3', 'a whole number from 0 to 65535'],
    ['PORT', ' 3000', 'a whole number from 0 to 65535'],
    ['ROLE', 'Worker', 'web, worker or all'],
    ['TRUST_PROXY', '10.0.0.1', 'address ranges of your proxies'],
    ['TRUST_PROXY', '10.0.0.0/33', 'address ranges of your proxies'],
    ['TRUST_PROXY', '300.0.0.0/8', 'address ranges of your proxies'],
    ['TRUST_PROXY', '10.0.0.0/8,fd00::/129', 'address ranges of your proxies'],
    ['TRUST_PROXY', 'loopback', 'address ranges of your proxies'],
    ['MAIL_FROM', 'x', 'an address such as hall@loom.example'],
    ['LOG_LEVEL', 'verbose', 'debug, info, warning or error'],
    ['INBOX_LIMIT', '0', 'a whole number from 1 to'],
    ['WORKERS', '501', 'a whole number from 1 to 500'],
    ['ALLOW_PRIVATE_ADDRESSES', 'yes', 'true or false'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', 'an address that begins with http:// or https://'],
  ])('%s=%s is refused by name, with what was found and what is expected', (name, value, expected) => {
    const [line, ...others] = problemsOf({ [name]: value }).split('\n');
    expect(line).toMatch(new RegExp(`^${name}: found ".*", expected .+\\.$`));
    expect(line).toContain(`found "${value}"`);
    expect(line).toContain(expected);
    expect(others).toEqual([]);
  });

  test.each([
    ['DATABASE_URL', 'mysql://guildhall:hunter2secret@db/guildhall', 'postgres:// or postgresql://'],
    ['MASTER_KEY', 'hunter2secret', '32 bytes in base64'],
    ['MASTER_KEY', `${key}hunter2secret`, '32 bytes in base64'],
    ['SMTP_URL', 'http://guildhall:hunter2secret@mail', 'smtp:// or smtps://'],
    ['METRICS_TOKEN', 'hunter2secret', 'at least 16 characters'],
  ])('%s is refused without a word of its value', (name, value, expected) => {
    const message = problemsOf({ [name]: value });
    expect(message).toMatch(new RegExp(`^${name}: found a value that is not shown here, expected `));
    expect(message).toContain(expected);
    expect(message).not.toContain('hunter2');
  });

  test.each([
    ['ORIGIN', 'https://guildhall:hunter2secret@loom.example'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'ftp://guildhall:hunter2secret@collector'],
  ])('%s is shown without the password that somebody put into it', (name, value) => {
    const message = problemsOf({ [name]: value });
    expect(message).toMatch(new RegExp(`^${name}: found "`));
    expect(message).not.toContain('hunter2');
  });

  test('is told together with all others that are wrong', () => {
    const message = problemsOf({ ORIGIN: 'x', PORT: 'y', ROLE: 'z', MASTER_KEY: 'k' });
    expect(message.split('\n').map((line) => line.split(':')[0])).toEqual([
      'ORIGIN',
      'PORT',
      'ROLE',
      'MASTER_KEY',
    ]);
  });
});

describe('settings that contradict each other', () => {
  const onPostgres = { DATABASE_URL: 'postgres://u:hunter2secret@db/g' };

  test.each([
    [
      { ORIGIN: 'https://loom.example', ALLOW_PRIVATE_ADDRESSES: 'true' },
      /^ALLOW_PRIVATE_ADDRESSES: found "true" while ORIGIN is https:\/\/loom\.example, expected false: .* reach into your network/,
    ],
    [{ ROLE: 'worker' }, /^ROLE: found "worker" without DATABASE_URL, expected all: /],
    [{ ROLE: 'web' }, /^ROLE: found "web" without DATABASE_URL, expected all: /],
    [{ SMTP_URL: 'smtp://mail' }, /^MAIL_FROM: found nothing, expected .* SMTP_URL is set/],
    [{ ORIGIN: 'http://loom.example', ...onPostgres }, /^ORIGIN: found .* expected https/],
  ])('%j are refused with the reason', (environment, expected) => {
    const message = problemsOf(environment);
    expect(message).toMatch(expected);
    expect(message).not.toContain('hunter2');
  });

  test.each([
    'http://localhost:3000',
    'http://127.0.0.1:3000',
    'http://[::1]:3000',
    'https://a.test',
    'http://b.localhost',
  ])('private addresses are allowed for %s', (origin) => {
    const config = readConfig({ ORIGIN: origin, ALLOW_PRIVATE_ADDRESSES: 'true' });
    expect(config.ALLOW_PRIVATE_ADDRESSES).toBe(true);
  });

  test.each(['https://test.example', 'https://localhost.example', 'https://10.0.0.1', 'https://atest'])(
    'private addresses are not allowed for %s',
    (origin) => {
      expect(problemsOf({ ORIGIN: origin, ALLOW_PRIVATE_ADDRESSES: 'true' })).toMatch(/^ALLOW_PRIVATE/);
    },
  );
});

describe('settings that are not there', () => {
  test('have defaults under which a fresh machine starts, reachable from itself alone', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      ORIGIN: 'http://localhost:3000',
      HOST: '127.0.0.1',
      PORT: 3000,
      DATA_DIR: './data',
      ROLE: 'all',
      LOG_LEVEL: 'info',
      TRUST_PROXY: [],
      ALLOW_PRIVATE_ADDRESSES: false,
    });
    expect(config.DATABASE_URL).toBeUndefined();
  });

  test('are the same as empty ones', () => {
    const empty = Object.fromEntries(describeSettings().map(({ name }) => [name, '']));
    expect(readConfig(empty)).toEqual(readConfig({}));
  });

  test('follow from ORIGIN: where to listen, and on which port', () => {
    const where = (environment: Record<string, string>): Pick<Config, 'HOST' | 'PORT'> => {
      const { HOST, PORT } = readConfig(environment);
      return { HOST, PORT };
    };
    expect(where({ ORIGIN: 'https://loom.example' })).toEqual({ HOST: '0.0.0.0', PORT: 3000 });
    expect(where({ ORIGIN: 'http://loom.test:4001' })).toEqual({ HOST: '127.0.0.1', PORT: 4001 });
    expect(where({ ORIGIN: 'https://loom.example:8443' })).toEqual({ HOST: '0.0.0.0', PORT: 3000 });
    expect(where({ HOST: '::', PORT: '0' })).toEqual({ HOST: '::', PORT: 0 });
  });
});

describe('settings that are right', () => {
  test('are read into what they mean, and frozen', () => {
    const config = readConfig({
      ORIGIN: 'https://Loom.EXAMPLE/',
      DATABASE_URL: 'postgresql://u:p@db/g',
      ROLE: 'worker',
      MASTER_KEY: key,
      TRUST_PROXY: '10.0.0.0/8, fd00::/8,',
      WORKERS: '7',
      UNKNOWN_SETTING: 'left alone',
    });
    expect(config).toMatchObject({
      ORIGIN: 'https://loom.example',
      ROLE: 'worker',
      TRUST_PROXY: ['10.0.0.0/8', 'fd00::/8'],
      WORKERS: 7,
    });
    expect(config).not.toHaveProperty('UNKNOWN_SETTING');
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('are described one by one, for the table of the README', () => {
    const rows = describeSettings();
    expect(rows.map((row) => row.name)).toEqual(expect.arrayContaining(['ORIGIN', 'DATABASE_URL', 'ROLE']));
    for (const { name, meaning } of rows) expect(meaning, name).toMatch(/^[A-Z].*\.$/);
    expect(rows.find((row) => row.name === 'DATA_DIR')?.fallback).toBe('./data');
  });
});
