import { getLogger } from '@logtape/logtape';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { configureLog, logFor } from '../../src/platform/log.ts';

const lines: string[] = [];
beforeEach(async () => {
  lines.length = 0;
  await configureLog('debug', (line) => lines.push(line));
});
afterAll(() => configureLog('error', () => {}));

/** Words that must never be in a log; each stands for a kind of secret. */
const canaries = {
  token: 'ghd_canaryTokenCanaryTokenCanaryTokenCanary12',
  cookie: '__Host-session=canaryCookie',
  password: 'canaryPassword',
  mail: 'canary.person@mail.example',
  pem: '-----BEGIN PRIVATE KEY-----\nMIIcanaryPem\n-----END PRIVATE KEY-----',
  body: '{"type":"Create","object":{"content":"canaryBody"}}',
};
const words = /canary/i;

function onlyLine(): Record<string, unknown> {
  expect(lines).toHaveLength(1);
  const [line = ''] = lines;
  expect(line.endsWith('\n')).toBe(true);
  expect(line.trimEnd()).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
  const parsed: Record<string, unknown> = JSON.parse(line);
  return parsed;
}

describe('a log line', () => {
  test('is one line of JSON with time, level, part, message and the properties that may be known', () => {
    logFor('gate').info('Refused at the gate', {
      reason: 'sig.invalid',
      status: 401,
      path: '/inbox',
      ms: 1.5,
    });
    const { time, ...rest } = onlyLine();
    expect(Temporal.Instant.from(String(time)).epochMilliseconds).toBeGreaterThan(0);
    expect(rest).toEqual({
      level: 'info',
      part: 'guildhall.gate',
      message: 'Refused at the gate',
      reason: 'sig.invalid',
      status: 401,
      path: '/inbox',
      ms: 1.5,
    });
  });

  test.each([
    'activity',
    'json',
    'headers',
    'message',
    'body',
    'signature',
    'token',
    'email',
    'keyPair',
    'anything',
  ])('has no property called %s, whatever is in it', (name) => {
    getLogger(['fedify', 'federation', 'inbox']).error('Failed to process {activity}.', {
      [name]: Object.values(canaries).join(' '),
      reason: 'sig.invalid',
    });
    expect(lines.join('')).not.toMatch(words);
    expect(onlyLine()).toMatchObject({ reason: 'sig.invalid', message: 'Failed to process {activity}.' });
  });

  test('says of an object under an allowed name only what kind of thing it is', () => {
    logFor('worker').info('x', {
      actor: { secret: canaries.password },
      object: [canaries.mail],
      kind: () => canaries,
    });
    expect(onlyLine()).toMatchObject({ actor: 'object', object: 'object', kind: 'function' });
  });

  test('shows the values of a template nowhere but under their names', () => {
    logFor('worker').info('Sent {body} to {host}', { body: canaries.body, host: 'kiln.example' });
    expect(onlyLine()).toMatchObject({ message: 'Sent {body} to {host}', host: 'kiln.example' });
    lines.length = 0;
    logFor('worker').info`Sent ${canaries.body}`;
    expect(onlyLine()).toMatchObject({ message: 'Sent {}' });
  });

  test.each([
    ['a bearer token', `Authorization: Bearer ${canaries.token}`],
    ['a token of the API', `no such token ${canaries.token}.`],
    ['a token in an address', 'GET https://loom.example/setup?token=canaryToken&x=1 failed'],
    [
      'the password of a database',
      `connect postgres://guildhall:${canaries.password}@db:5432/guildhall failed`,
    ],
    ['a mail address', `duplicate key (lower(email))=(${canaries.mail}) already exists`],
    ['a private key', `cannot read ${canaries.pem}`],
    ['a cookie', `cookie: ${canaries.cookie}; a=b`],
  ])('does not repeat %s from the words of an error', (_, message) => {
    logFor('http').error('A request failed', { error: new Error(message), path: message });
    expect(lines.join('')).not.toMatch(words);
    expect(String(onlyLine()['error'])).toMatch(/^Error: \S+ /);
  });

  test('keeps handles and addresses of actors as they are', () => {
    const actor = 'https://kiln.example/@ada';
    logFor('worker').info('x', {
      actor,
      object: 'https://social.example/@a.b/1',
      activityId: `${actor}#follow`,
    });
    expect(onlyLine()).toMatchObject({ actor, object: 'https://social.example/@a.b/1' });
  });

  test('stays one line whatever ends of lines and control characters are in it', () => {
    const forged =
      'GoodBot\r\n{"level":"info","message":"all is well"}\u2028x\u2029\u0085\u009b2J\u001b[2J\0';
    logFor('gate').info(forged, { reason: forged, path: forged, error: new Error(forged) });
    const line = onlyLine();
    expect(line['level']).toBe('info');
    expect(String(line['reason'])).toContain('GoodBot\r\n{"level"');
  });

  test('is short however long a value is', () => {
    logFor('gate').info('x', { reason: 'r'.repeat(100_000), error: new Error('e'.repeat(100_000)) });
    expect(lines.join('').length).toBeLessThan(2_000);
  });
});

describe('the level of the log', () => {
  test.each([
    ['error', ['error']],
    ['warning', ['warning', 'error']],
    ['info', ['info', 'warning', 'error']],
    ['debug', ['debug', 'info', 'warning', 'error']],
  ] as const)('%s shows %j', async (level, shown) => {
    await configureLog(level, (line) => lines.push(line));
    const log = logFor('start');
    log.debug('a');
    log.info('b');
    log.warning('c');
    log.error('d');
    expect(lines.map((line) => JSON.parse(line).level)).toEqual(shown);
  });

  test('of Fedify is warning at most, and an unknown handle is no event at all', () => {
    getLogger(['fedify', 'runtime']).info('chatter');
    getLogger(['fedify', 'webfinger', 'server']).error('Unknown actor.');
    expect(lines).toEqual([]);
    getLogger(['fedify', 'runtime']).warning('worth knowing');
    expect(lines).toHaveLength(1);
  });
});
