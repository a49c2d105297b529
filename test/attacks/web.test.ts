import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiRoutes, createApi } from '../../src/api/api.ts';
import { createOwnToken, scopes } from '../../src/domain/auth/api-tokens.ts';
import { invite } from '../../src/domain/joining/invitations.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { notify } from '../../src/domain/notice.ts';
import { addPool } from '../../src/domain/people/pools.ts';
import { addLink } from '../../src/domain/signposts/links.ts';
import { addWork } from '../../src/domain/signposts/work.ts';
import { inWork, type Work } from '../../src/domain/work.ts';
import { digestOfAll } from '../access/digest.ts';
import { pageAccess } from '../access/page-access.ts';
import { openApiNode } from '../api/api-node.ts';
import { startTestNode } from '../support/nodes.ts';
import { openSite, type TestSite, type Visitor } from '../web/pages/site.ts';
import { delivered } from '../web/signpost/mira.ts';

const lifetime = Temporal.Duration.from({ hours: 24 });
const guest = { name: 'Lin', email: null, engagement: 'freelancer', stage: 'member', note: '' } as const;
const routes = Object.keys(pageAccess).map((key) => key.split(' ') as [method: string, path: string]);
const withId = (path: string, id: string) =>
  path
    .replace(/:handle\{[^}]*\}/, `@${id}`)
    .replace(/:\w+\{(\w+)\|[^}]*\}/, '$1')
    .replace(/:\w+/g, id);

let site: TestSite;
let ana: Member;
let bo: Member;
let cy: Member;
/** What is Bo's alone, by what it is. */
const ofBo: Record<string, string> = {};
const visitors = {} as Record<'ana' | 'bo' | 'cy', Visitor>;
let token: string;

const doing = <T>(command: (work: Work) => Promise<T>) => inWork(site.platform, command);
const signedIn = async (member: Member): Promise<Visitor> => {
  const visitor = site.visitor();
  await visitor.signIn(await site.signInToken(member.id));
  return visitor;
};

beforeAll(async () => {
  site = await openSite({ settings: { TRUST_PROXY: '127.0.0.0/8' } });
  ana = (await site.found()).steward;
  [bo, cy] = [await site.addPerson('Bo Lind', 'bo'), await site.addPerson('Cy Roe', 'cy')];
  for (const [name, member] of Object.entries({ ana, bo, cy }))
    Object.assign(visitors, { [name]: await signedIn(member) });
  await doing((work) => createOwnToken(work, bo.id, { name: 'Bo', scopes, lifetime }));
  token = await doing((work) => createOwnToken(work, cy.id, { name: 'Cy', scopes, lifetime }));
  await doing((work) => notify(work, { member: bo.id }, { event: 'invitation.declined', name: 'Lin' }));
  ofBo['pool'] = await doing((work) => addPool(work, bo, 'Boats'));
  ofBo['work'] = await doing((work) => addWork(work, bo, delivered('Hulls')));
  ofBo['link'] = await doing((work) => addLink(work, bo, { url: 'https://bo.test/', label: '' }));
  ofBo['invitation'] = (await doing((work) => invite(work, bo, guest))).invitation.id;
  const { db } = site.platform;
  const first = (table: 'session' | 'api_token' | 'notice') =>
    db.selectFrom(table).select('id').where('member_id', '=', bo.id).executeTakeFirstOrThrow();
  for (const table of ['session', 'api_token', 'notice'] as const) ofBo[table] = (await first(table)).id;
});
afterAll(() => site?.close());

describe('W09: what is somebody’s alone', () => {
  test('answers nobody else on any page with an id in its path, and nothing changes', async () => {
    const before = await digestOfAll(site.platform.db);
    const wrong: string[] = [];
    const paths = routes.filter(([, path]) => path.includes(':id'));
    expect(paths.length).toBeGreaterThan(20);
    for (const [method, path] of paths) {
      for (const [what, id] of Object.entries(ofBo)) {
        const { cy: other } = visitors;
        const address = withId(path, id);
        const { status } = method === 'GET' ? await other.get(address) : await other.post(address);
        if (![400, 403, 404].includes(status)) wrong.push(`${what}: ${method} ${path} answered ${status}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(await digestOfAll(site.platform.db)).toEqual(before);
  });

  test.each([
    ['/settings/sessions/revoke', 'session', 'session'],
    ['/settings/tokens/revoke', 'token', 'api_token'],
    ['/settings/passkeys/remove', 'passkey', 'session'],
    ['/invitations/revoke', 'invitation', 'invitation'],
    ['/invitations/renew', 'invitation', 'invitation'],
    ['/today/away', 'notice', 'notice'],
    ['/today/bring-back', 'notice', 'notice'],
  ])('is not changed by %s with its id, which its owner could send', async (path, field, what) => {
    const before = await digestOfAll(site.platform.db);
    const fields: Record<string, string> = { [field]: ofBo[what] ?? '' };
    const { status } = await visitors.cy.post(path, fields);
    // What happened is put away by its own person alone; of somebody else's nothing is said, not even that it is there.
    expect([path, status]).toEqual([path, field === 'notice' ? 303 : 404]);
    expect(await digestOfAll(site.platform.db)).toEqual(before);
  });

  test('answers nobody else in any operation of the API, whatever the scopes of their token', async () => {
    const api = createApi(site.platform, {
      answer: async () => undefined,
      resolve: () => Promise.reject(new Error('nobody is looked up here')),
      preview: () => ({ html: '' as never, hashtags: [] }),
    });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const before = await digestOfAll(site.platform.db);
    const wrong: string[] = [];
    for (const { method, path } of apiRoutes.filter((route) => route.path.includes('{id}')))
      for (const [what, id] of Object.entries(ofBo)) {
        const body = method === 'get' || method === 'delete' ? {} : { body: '{}' };
        const address = `${site.origin}${path.replace('{id}', id)}`;
        const { status } = await api.fetch(
          new Request(address, { method: method.toUpperCase(), headers, ...body }),
        );
        if (![400, 403, 404].includes(status)) wrong.push(`${what}: ${method} ${path} answered ${status}`);
      }
    expect(wrong).toEqual([]);
    expect(await digestOfAll(site.platform.db)).toEqual(before);
  });
});

describe('W09: a field nobody asked for', () => {
  const own = [
    ['/me/work', 'work'],
    ['/me/links', 'link'],
    ['/people/pools', 'pool'],
  ] as const;

  test('is refused by every form, and nothing changes', { timeout: 120_000 }, async () => {
    const { db } = site.platform;
    const before = await digestOfAll(db);
    const loose: string[] = [];
    for (const [method, path] of routes) {
      // Those read nothing of what is sent: they answer with a challenge, or a file of their own kind.
      if (method !== 'POST' || /logo$|me\/import$|\/options$/.test(path)) continue;
      await db.deleteFrom('attempt').execute();
      const what = own.find(([prefix]) => path.startsWith(prefix))?.[1];
      const address = withId(path, what === undefined ? ana.id : (ofBo[what] ?? ''));
      const visitor = what === undefined ? visitors.ana : visitors.bo;
      const { status } = await visitor.post(address, { hats: 'steward', role: 'admin' });
      const isRefused = status >= 400 && status < 500 && status !== 429;
      if (!isRefused) loose.push(`${path} answered ${status}`);
    }
    expect(loose).toEqual([]);
    expect(await digestOfAll(db)).toEqual(before);
  });

  test('is refused by every operation of the API that has a body, by its name', async () => {
    const node = await openApiNode();
    const loose: string[] = [];
    for (const { method, path, body, operation } of apiRoutes) {
      if (body.safeParse(undefined).success) continue;
      const address = path.replace(/\{\w+\}/g, ana.id);
      const answer = await node.ask(method.toUpperCase(), address, {
        token: node.token,
        body: { hats: ['steward'], is_admin: true },
      });
      const said = JSON.stringify(answer.body);
      if (answer.status !== 403 && !(answer.status === 400 && said.includes('is_admin')))
        loose.push(`${operation} answered ${answer.status}`);
    }
    await node.close();
    expect(loose).toEqual([]);
  });
});

describe('W10: nonsense where an id, a filter or a place in a list should be', () => {
  const nonsense = [
    "'; drop table member;--",
    '\0',
    '../../etc/passwd',
    '9'.repeat(400),
    '%\u202e[object Object]',
    '2026-13-45.99999999999999999999',
  ].map((text) => encodeURIComponent(text));
  const raw = ['%ff', '%', '..%2f', '%2e%2e/', '%c0%af'];
  const names = [
    ...[
      'after',
      'as',
      'cursor',
      'done',
      'file',
      'from',
      'house',
      'iri',
      'level',
      'next',
      'place',
      'q',
      'skill',
    ],
    ...[
      'sort',
      'stage',
      'state',
      'status',
      'token',
      'until',
      'who',
      'away',
      'url',
      'label',
      'hours',
      'actor',
      'at',
    ],
  ];

  test('is answered on every page with anything but a failure', { timeout: 120_000 }, async () => {
    const failed: string[] = [];
    const { db } = site.platform;
    await db.deleteFrom('attempt').execute();
    for (const [, path] of routes.filter(([method]) => method === 'GET')) {
      const addresses = path.includes(':')
        ? [...nonsense, ...raw].map((text) => withId(path, text))
        : nonsense.map((text) => `${path}?${names.map((name) => `${name}=${text}`).join('&')}`);
      for (const address of addresses) {
        const { status } = await visitors.ana.get(address);
        if (status >= 500) failed.push(`${address} answered ${status}`);
      }
    }
    for (const [, path] of routes.filter(([method, one]) => method === 'POST' && one.includes(':id')))
      for (const text of [...nonsense, ...raw]) {
        const { status } = await visitors.ana.post(withId(path, text));
        if (status >= 500 || status < 400) failed.push(`${path} with ${text} answered ${status}`);
      }
    expect(failed).toEqual([]);
  });

  test('is answered by the API, by documents and by WebFinger with anything but a failure', {
    timeout: 120_000,
  }, async () => {
    const node = await startTestNode({ kind: 'embedded', handle: 'loom', isWorking: false });
    const bearer = await node.work((work) =>
      createOwnToken(work, node.steward.id, { name: 'x', scopes, lifetime }),
    );
    const get = (path: string, headers: Record<string, string> = {}) =>
      sendRaw(new URL(node.origin), path, { accept: 'application/activity+json', ...headers });
    const failed: string[] = [];
    const note = (path: string, status: number) => {
      if (status >= 500) failed.push(`${path} answered ${status}`);
    };
    for (const { method, path, query } of apiRoutes.filter((route) => route.method === 'get')) {
      expect(method).toBe('get');
      for (const text of [...nonsense, ...raw]) {
        const ids = path.includes('{') ? [path.replace(/\{\w+\}/g, text)] : [];
        const filters = Object.keys(query.shape).map((name) => `${path}?${name}=${text}`);
        for (const address of [...ids, ...filters]) {
          const headers = { accept: 'application/json', authorization: `Bearer ${bearer}` };
          note(address, await get(`/api${address}`, headers));
        }
      }
    }
    const documents = [
      '/@',
      '/@loom/',
      '/activities/',
      '/opportunities/',
      '/skills/',
      '/members/',
      '/nodeinfo/',
    ];
    for (const text of [...nonsense, ...raw]) {
      for (const path of documents) note(path + text, await get(path + text));
      for (const name of ['page', 'after', 'cursor']) note(name, await get(`/@loom/outbox?${name}=${text}`));
      for (const resource of [text, `acct:${text}@${node.host}`, `${node.origin}/@${text}`])
        note(resource, await get(`/.well-known/webfinger?resource=${resource}`));
    }
    await node.close();
    expect(failed).toEqual([]);
  });
});

/** A GET of exactly this path, as no client that tidies up would send it. */
function sendRaw(origin: URL, path: string, headers: Record<string, string>): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const { hostname, port, host } = origin;
  get({ hostname, port, path, headers: { host, ...headers }, agent: false }, (response) => {
    response.resume().on('end', () => resolve(response.statusCode ?? 0));
  }).on('error', reject);
  return promise;
}
