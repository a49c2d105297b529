import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { issueLink } from '../../src/domain/auth/links.ts';
import { setUpNode } from '../../src/domain/auth/setup.ts';
import type { Database } from '../../src/domain/database.ts';
import { inWork } from '../../src/domain/work.ts';
import { generateActorKeys } from '../../src/platform/actor-keys.ts';
import { configureLog } from '../../src/platform/log.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { openTestPlatform } from '../support/database.ts';
import { openSite } from '../web/pages/site.ts';

describe('a node behind TLS', () => {
  let platform: Platform<Database>;
  let app: ReturnType<typeof createApp>;
  let link = '';

  beforeAll(async () => {
    platform = await openTestPlatform('embedded', {
      ORIGIN: 'https://loom.example',
      ALLOW_PRIVATE_ADDRESSES: 'false',
    });
    app = createApp(platform, {
      answer: async () => undefined,
      resolve: () => Promise.reject(new Error('nobody is looked up here')),
      preview: () => {
        throw new Error('nothing is previewed here');
      },
    });
    link = await inWork(platform, async (work) => {
      const collective = {
        name: 'Loom',
        handle: 'loom',
        purpose: 'We weave.',
        language: 'en',
        colour: '#024e7c',
        followPolicy: 'anyone',
        joinPolicy: 'closed',
      } as const;
      const steward = { name: 'Ana', handle: 'ana', email: 'ana@loom.example' };
      const keys = (actor: string) => generateActorKeys(platform.seal, actor);
      const founded = await setUpNode(work, { collective, steward }, keys);
      return issueLink(work, 'sign-in', founded.steward.id);
    });
  });
  afterAll(() => platform.close());

  test('keeps its session in a cookie no other host can set, and says to come back over TLS only', async () => {
    const answer = await app.request('https://loom.example/sign-in/link', {
      method: 'POST',
      headers: { origin: 'https://loom.example', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ token: link }).toString(),
    });
    expect(answer.status).toBe(303);
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(
      /^__Host-session=[\w-]{43}; Max-Age=7776000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');

    const [secret = ''] = cookie.split(';');
    const settings = (sent: string) =>
      app.request('https://loom.example/settings', { headers: { cookie: sent } });
    expect((await settings(secret)).status).toBe(200);
    expect((await settings(secret.replace('__Host-', ''))).status).toBe(401);
  });
});

test('a request is logged by its path, never by its query, its cookies or its form', async () => {
  const lines: string[] = [];
  await configureLog('debug', (line) => lines.push(line));
  const site = await openSite();
  await site.found();
  const visitor = site.visitor();
  visitor.cookies.set('session', 'canary-cookie');
  await visitor.get('/sign-in/link?token=canary-token');
  await visitor.post('/sign-in', { email: 'canary@mail.test', next: '/canary-next' });
  await site.close();
  const requests = lines.map((line) => JSON.parse(line)).filter((line) => line.part === 'guildhall.http');
  expect(requests).toMatchObject([
    { method: 'GET', path: '/sign-in/link', status: 410 },
    { method: 'POST', path: '/sign-in', status: 200 },
  ]);
  expect(requests.every((line) => /^[0-9a-f-]{36}$/.test(line.requestId) && line.ms > 0)).toBe(true);
  expect(lines.join('')).not.toContain('canary');
  await configureLog('error', () => undefined);
});

test('a failure nobody foresaw is one line in the log and a reference on the page', async () => {
  const lines: string[] = [];
  await configureLog('warning', (line) => lines.push(line));
  const site = await openSite({
    answer: async (request) => {
      if (request.url.endsWith('/broken')) throw new TypeError('a secret of the inside');
      return undefined;
    },
  });
  await site.found();
  const { status, text } = await site.visitor().get('/broken');
  expect(status).toBe(500);
  expect(text).not.toContain('a secret of the inside');
  expect(lines).toHaveLength(1);
  const { requestId, error } = JSON.parse(lines[0] ?? '{}');
  expect(error).toBe('TypeError: a secret of the inside');
  expect(text).toContain(requestId);
  const forPrograms = await site.visitor().get('/broken', { accept: 'application/activity+json' });
  expect(JSON.parse(forPrograms.text)).toMatchObject({ status: 500, code: 'node.failed' });
  await site.close();
  await configureLog('error', () => undefined);
});
