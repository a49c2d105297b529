import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiToken, type Scope } from '../../src/domain/auth/api-tokens.ts';
import { addMember } from '../../src/domain/members/commands.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { thisWeek } from '../../src/domain/signposts/availability.ts';
import { fields } from '../../src/domain/signposts/signpost.ts';
import { inWork } from '../../src/domain/work.ts';
import { generateActorKeys } from '../../src/platform/actor-keys.ts';
import { actor, json as bytesOf, outbox, post, zipOf } from '../domain/signposts/archives.ts';
import { storeKinds } from '../support/database.ts';
import { type ApiNode, makeToken, openApiNode } from './api-node.ts';
import { violations } from './json-schema.ts';

const path = '/v1/me/signpost';

describe.each(storeKinds)('signposts over the API, on the %s store', (kind) => {
  let node: ApiNode;
  let bo: Member;
  let token: string;
  let people = 0;
  beforeAll(async () => {
    node = await openApiNode(kind);
    bo = await join('bo');
    token = await tokenOf(bo, ['read', 'people']);
  });
  afterAll(() => node.close());

  const join = (handle: string) =>
    inWork(node.platform, (work) =>
      addMember(work, { name: handle, handle, email: null, hats: [] }, (owner) =>
        generateActorKeys(node.platform.seal, owner),
      ),
    );
  const tokenOf = (member: Member, scopes: readonly Scope[]) =>
    inWork(node.platform, (work) => createApiToken(work, 'test', scopes, undefined, member.id));
  /** Somebody new, with a token. */
  const newcomer = async () => {
    people += 1;
    const member = await join(`new${people}`);
    return { member, token: await tokenOf(member, ['read', 'people']) };
  };
  const monday = thisWeek(Temporal.Now.instant()).add({ weeks: 2 }).toString();

  const everything = {
    ...{ name: 'Bo Lind', headline: 'Boat builder', about: 'Wood *and* glue.', isIndexable: true },
    do: [{ name: 'carpentry', level: 4, since: 2001, lastUsed: '2026-10', note: 'hulls' }, { name: 'ts' }],
    learning: [{ name: 'Weaving' }],
    dont: [{ name: 'Plumbing' }],
    availability: [{ week: monday, state: 'free', hours: 20 }],
    terms: [{ kind: 'hourly', floor: '85', currency: 'EUR', note: 'less for clubs' }, { kind: 'barter' }],
    place: { grain: 'town', country: 'PT', town: 'Almada' },
    languages: [{ tag: 'pt', level: 'native' }],
    contact: { policy: 'anyone', how: 'bo@mail.example' },
    work: [
      {
        title: 'Hull',
        role: 'Builder',
        url: 'https://hull.example',
        began: '2024-01',
        skills: ['Carpentry'],
      },
      { title: 'Mast' },
    ],
    links: [{ url: 'https://bo.example', label: 'Me' }],
    audiences: { contact: 'me' },
  };

  test('a person writes all parts of their own and reads them again', async () => {
    const written = await node.ask('PUT', path, { token, body: everything });
    expect(written.status).toBe(200);
    expect(written.body).toMatchObject({
      ...{ handle: 'bo@loom.test', name: 'Bo Lind', url: 'https://loom.test/@bo', headline: 'Boat builder' },
      ...{ about: 'Wood *and* glue.', isIndexable: true },
      do: [
        { name: 'Carpentry', level: 4, since: 2001, lastUsed: '2026-10', note: 'hulls', evidence: 'claimed' },
        { name: 'TypeScript', level: null },
      ],
      availability: { weeks: [{ week: monday, state: 'free', hours: 20 }], isStale: false },
      terms: [
        { kind: 'hourly', floor: '85.00', currency: 'EUR' },
        { kind: 'barter', floor: null },
      ],
      place: { grain: 'town', country: 'PT', region: null, town: 'Almada' },
      work: [{ title: 'Hull', began: '2024-01', skills: [{ name: 'Carpentry' }] }, { title: 'Mast' }],
      links: [{ url: 'https://bo.example', label: 'Me', verifiedAt: null }],
      audiences: { contact: 'me', terms: 'members' },
    });
    expect(Object.keys(written.body['audiences'] as object).sort()).toEqual([...fields].sort());
    expect((await node.ask('GET', path, { token })).body).toEqual(written.body);
  });

  test('a part that is missing stays; lists are replaced, in their order, and keep what has an id', async () => {
    const before = (await node.ask('GET', path, { token })).body;
    const [hull, mast] = before['work'] as { id: string; title: string }[];
    const work = [{ title: 'Keel' }, { id: mast?.id, title: 'Mast, new' }];
    const { body } = await node.ask('PUT', path, { token, body: { work, links: [] } });
    const after = body['work'] as { id: string; title: string }[];
    expect(after.map((one) => one.title)).toEqual(['Keel', 'Mast, new']);
    expect(after[1]?.id).toBe(mast?.id);
    expect(after.map((one) => one.id)).not.toContain(hull?.id);
    expect([body['links'], body['headline'], body['do']]).toEqual([[], 'Boat builder', before['do']]);
    const foreign = await node.ask('PUT', path, {
      token: (await newcomer()).token,
      body: { work: [{ id: mast?.id, title: 'Mine' }] },
    });
    expect([foreign.status, foreign.body['code']]).toEqual([404, 'signpost.work_unknown']);
  });

  test('what cannot be is refused, and then nothing of it is written', async () => {
    const { token: own } = await newcomer();
    for (const [body, code] of [
      [{ headline: 'x', do: [{ name: 'Law', level: 9 }] }, 'signpost.level'],
      [{ headline: 'x', availability: [{ week: '2026-12-08', state: 'free' }] }, 'signpost.week'],
      [{ headline: 'x', terms: [{ kind: 'hourly', floor: '1.234', currency: 'EUR' }] }, 'money.invalid'],
      [{ headline: 'x', place: { grain: 'town', country: 'PT' } }, 'signpost.place'],
      [{ headline: 'x', links: [{ url: 'javascript:alert(1)' }] }, 'signpost.address'],
      [{ headline: 'x', role: 'admin' }, 'request.invalid'],
      [{ headline: 'x', audiences: { page: 'everybody' } }, 'request.invalid'],
    ] as const) {
      const { status, body: said } = await node.ask('PUT', path, { token: own, body });
      expect([status, said['code']]).toEqual([400, code]);
    }
    expect((await node.ask('GET', path, { token: own })).body['headline']).toBe('');
  });

  test('availability is confirmed without saying it again', async () => {
    const { body, status } = await node.ask('POST', `${path}/confirm-availability`, { token });
    expect([status, (body['availability'] as { weeks: unknown[] }).weeks.length]).toEqual([200, 1]);
  });

  describe('who asks', () => {
    test('without the scope people writes nothing, and without read or people reads nothing', async () => {
      const reader = await tokenOf(bo, ['read']);
      expect((await node.ask('GET', path, { token: reader })).status).toBe(200);
      for (const [method, address, body] of [
        ['PUT', path, { headline: 'x' }],
        ['POST', `${path}/import`, { document: {} }],
        ['POST', `${path}/confirm-availability`, undefined],
      ] as const)
        expect((await node.ask(method, address, { token: reader, body })).status).toBe(403);
      const other = await tokenOf(bo, ['opportunities', 'network']);
      for (const address of [path, `${path}/export`, '/v1/people/bo'])
        expect([address, (await node.ask('GET', address, { token: other })).status]).toEqual([address, 403]);
      expect((await node.ask('GET', path)).status).toBe(401);
    });

    test('for somebody else is refused, also a steward; the node says for whom', async () => {
      const ada = await node.platform.db
        .selectFrom('member')
        .select('id')
        .where('email', '=', 'ada@loom.test')
        .executeTakeFirstOrThrow();
      const steward = await inWork(node.platform, (work) =>
        createApiToken(work, 'test', ['read', 'people'], undefined, ada.id),
      );
      for (const [method, address, body] of [
        ['GET', `${path}?person=bo`, undefined],
        ['GET', `${path}/export?person=bo`, undefined],
        ['PUT', `${path}?person=bo`, { headline: 'x' }],
        ['POST', `${path}/import?person=bo`, { document: { basics: {} } }],
        ['POST', `${path}/confirm-availability?person=bo`, undefined],
      ] as const) {
        const { status, body: said } = await node.ask(method, address, { token: steward, body });
        expect([address, status, said['code']]).toEqual([address, 403, 'person.may_not']);
      }
      expect((await node.ask('GET', `${path}?person=@BO`, { token })).status).toBe(200);
      const keeper = await makeToken(node.platform, ['read', 'people']);
      expect((await node.ask('GET', path, { token: keeper })).body['code']).toBe('person.missing');
      expect((await node.ask('GET', `${path}?person=nobody`, { token: keeper })).status).toBe(404);
      const said = await node.ask('PUT', `${path}?person=bo`, {
        token: keeper,
        body: { headline: 'Builder' },
      });
      expect([said.status, said.body['headline']]).toEqual([200, 'Builder']);
    });
  });

  describe('the signpost of somebody here', () => {
    test('shows each part to whom it is for, and misses what is not', async () => {
      const { token: other } = await newcomer();
      const seen = await node.ask('GET', '/v1/people/bo', { token: other });
      expect(seen.status).toBe(200);
      expect(seen.body).toMatchObject({ name: 'Bo Lind', terms: [{ kind: 'hourly' }, { kind: 'barter' }] });
      expect(Object.keys(seen.body)).not.toContain('contact');
      expect(JSON.stringify(seen.body)).not.toContain('bo@mail.example');
      for (const field of ['audiences', 'isIndexable']) expect(seen.body[field]).toBeUndefined();
      const own = await node.ask('GET', '/v1/people/@bo', { token });
      expect(own.body['contact']).toEqual({ policy: 'anyone', how: 'bo@mail.example' });
    });

    test('that is for oneself alone is to others as if nobody were there', async () => {
      const { member, token: own } = await newcomer();
      await node.ask('PUT', path, { token: own, body: { audiences: { page: 'me' } } });
      const hidden = await node.ask('GET', `/v1/people/${member.handle}`, { token });
      const nobody = await node.ask('GET', '/v1/people/nobody', { token });
      expect([hidden.status, hidden.body['detail']]).toEqual([404, nobody.body['detail']]);
      expect((await node.ask('GET', `/v1/people/${member.handle}`, { token: own })).status).toBe(200);
    });
  });

  test('an export comes in three forms, for the reader one names', async () => {
    const filesOf = async (query: string) => {
      const { body } = await node.ask('GET', `${path}/export${query}`, { token });
      return body['files'] as { name: string; mediaType: string; text: string }[];
    };
    const [resume] = await filesOf('');
    expect([resume?.name, resume?.mediaType]).toEqual(['bo.json', 'application/json']);
    expect(JSON.parse(resume?.text ?? '')).toMatchObject({
      basics: { name: 'Bo Lind', email: 'bo@mail.example' },
    });
    const [page] = await filesOf('?format=html&audience=anyone');
    expect(page?.text).toMatch(/^<!doctype html>/);
    expect(page?.text).not.toContain('bo@mail.example');
    const tables = await filesOf('?format=csv');
    expect(tables.map(({ name }) => name)).toEqual([
      ...['bo-skills.csv', 'bo-availability.csv', 'bo-terms.csv', 'bo-work.csv'],
    ]);
    expect((await filesOf('?format=csv&audience=anyone')).map(({ name }) => name)).toEqual([
      'bo-skills.csv',
      'bo-work.csv',
    ]);
    expect((await node.ask('GET', `${path}/export?format=pdf`, { token })).status).toBe(400);
  });

  test('an import is shown first and then added, once', async () => {
    const { token: own } = await newcomer();
    const boats = post('<p>Hull <a href="https://boats.example/1">done</a></p>');
    const archive = zipOf({ 'actor.json': bytesOf(actor), 'outbox.json': bytesOf(outbox([boats])) });
    const file = Buffer.from(archive).toString('base64');
    const bring = (body: object) => node.ask('POST', `${path}/import`, { token: own, body });
    const shown = await bring({ file });
    expect(shown.body).toMatchObject({
      isApplied: false,
      added: { work: [{ title: 'Hull done', source: 'mastodon' }], links: [{ label: 'Mastodon' }, {}] },
    });
    expect((await node.ask('GET', path, { token: own })).body['work']).toEqual([]);
    expect((await bring({ file, apply: true })).body['isApplied']).toBe(true);
    expect((await node.ask('GET', path, { token: own })).body['work']).toMatchObject([
      { title: 'Hull done' },
    ]);
    expect((await bring({ file, apply: true })).body).toMatchObject({ added: { work: [], links: [] } });
    expect((await bring({ document: { basics: { label: 'Weaver' } }, apply: true })).status).toBe(200);
    expect((await node.ask('GET', path, { token: own })).body['headline']).toBe('Weaver');
    for (const [body, code] of [
      [{ document: {}, file }, 'request.invalid'],
      [{}, 'request.invalid'],
      [{ file: '!' }, 'request.invalid'],
      [{ file: Buffer.from('hello').toString('base64') }, 'import.not_json'],
      [{ document: { x: 1 } }, 'import.unknown'],
    ] as const)
      expect([(await bring(body)).status, (await bring(body)).body['code']]).toEqual([400, code]);
  });

  test('an import may be far larger than other requests', async () => {
    const { token: own } = await newcomer();
    const padding = 'x'.repeat(2_000_000);
    const document = { basics: { label: 'Weaver' }, padding };
    expect((await node.ask('POST', `${path}/import`, { token: own, body: { document } })).status).toBe(200);
    expect((await node.ask('PUT', path, { token: own, body: { about: padding } })).status).toBe(413);
  });

  test('what is answered is what the description of the API says', async () => {
    const { body: document } = await node.ask('GET', '/openapi.json');
    const paths = document['paths'] as Record<
      string,
      Record<string, { responses: Record<string, { content: Record<string, { schema: never }> }> }>
    >;
    for (const [address, pattern] of [
      [path, path],
      [`${path}/export`, `${path}/export`],
      ['/v1/people/bo', '/v1/people/{handle}'],
    ] as const) {
      const answered = await node.ask('GET', address, { token });
      const schema = paths[pattern]?.['get']?.responses['200']?.content['application/json']?.schema;
      expect(schema).toBeDefined();
      expect(violations(document, schema ?? {}, answered.body)).toEqual([]);
    }
  });
});
