import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiRoutes } from '../../src/api/api.ts';
import { commands } from '../../src/cli/index.ts';
import { createApiToken, type Scope } from '../../src/domain/auth/api-tokens.ts';
import { addMember } from '../../src/domain/members/commands.ts';
import type { Hat, Member } from '../../src/domain/members/member.ts';
import { findMemberByHandle, requireSteward } from '../../src/domain/members/queries.ts';
import { notify } from '../../src/domain/notice.ts';
import { addPool, addToPool } from '../../src/domain/people/pools.ts';
import { inWork } from '../../src/domain/work.ts';
import { generateActorKeys } from '../../src/platform/actor-keys.ts';
import { pageAccess } from '../access/page-access.ts';
import { root } from '../support/source-files.ts';
import { offerSails } from './ally-offer.ts';
import { type Answered, type ApiNode, openApiNode } from './api-node.ts';

interface Twin {
  readonly page: string;
  readonly api: readonly string[];
  readonly commands: readonly string[];
  readonly why: string;
}

function readTwins(): Twin[] {
  const text = readFileSync(join(root, 'docs/api.md'), 'utf8');
  const cells = [...text.matchAll(/^\| (`POST .*) \|$/gm)].map(([, row = '']) => row.split(/(?<!\\)\|/));
  const named = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  return cells.map(([page, api, command, why = '']) => ({
    page: (named(page)[0] ?? '').replaceAll('\\|', '|'),
    api: named(api),
    commands: named(command),
    why: why.trim(),
  }));
}

describe('docs/api.md', () => {
  const twins = readTwins();

  test('has every form of a page once, and none that is not there', () => {
    const forms = Object.keys(pageAccess).filter((page) => page.startsWith('POST '));
    expect(forms.length).toBeGreaterThan(90);
    expect(twins.map(({ page }) => page).sort()).toEqual(forms.sort());
  });

  test('names operations that are served and commands that are there', () => {
    const served = apiRoutes.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    const known = commands.map(({ name }) => name);
    for (const twin of twins) {
      for (const operation of twin.api) expect(served, twin.page).toContain(operation);
      for (const name of twin.commands) expect(known, twin.page).toContain(name);
    }
  });

  test('says why wherever there is no operation or no command, and each thing a steward does has a command', () => {
    for (const { page, api, commands: some, why } of twins) {
      if (api.length === 0 || some.length === 0) expect(why, page).not.toBe('');
      if (pageAccess[page] === 'steward') expect(some, page).not.toEqual([]);
    }
  });
});

describe('what pages do, done by the API', () => {
  let node: ApiNode;
  let keeper: string;
  let steward: string;
  let bo: Member;
  let own: string;
  let reader: string;

  const takeIn = (handle: string, ...hats: Hat[]) =>
    inWork(node.platform, (work) =>
      addMember(work, { name: handle, handle, email: null, hats }, (actor) =>
        generateActorKeys(node.platform.seal, actor),
      ),
    );
  const tokenOf = (member: Member | null, ...some: Scope[]) =>
    inWork(node.platform, (work) => createApiToken(work, 'test', some, undefined, member?.id ?? null));
  /** Ask; what is answered has exactly the form the operation promises. */
  const ask = async (method: string, path: string, token: string, body?: unknown): Promise<Answered> => {
    const answered = await node.ask(method, path, { token, body });
    const [address = ''] = path.split('?');
    const route = apiRoutes.find(
      (one) =>
        one.method.toUpperCase() === method &&
        new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(address),
    );
    if (answered.status === 200) route?.answer.parse(answered.body);
    else expect([204, ...(route?.refuses ?? []), 400, 403], path).toContain(answered.status);
    return answered;
  };
  const codeOf = async (...asked: Parameters<typeof ask>) => {
    const { status, body } = await ask(...asked);
    return [status, body['code']];
  };
  const told = async () =>
    (await node.platform.db.selectFrom('outbox').select('kind').orderBy('position').execute()).map(
      ({ kind }) => kind,
    );

  beforeAll(async () => {
    node = await openApiNode();
    keeper = await tokenOf(null, 'read', 'network', 'people');
    const ada = await inWork(node.platform, (work) => requireSteward(work.tx));
    steward = await tokenOf(ada, 'read', 'network', 'people');
    bo = await takeIn('bo');
    own = await tokenOf(bo, 'read', 'network', 'people');
    reader = await tokenOf(bo, 'read');
  });
  afterAll(() => node.close());

  test('the collective says something else of itself, and followers are told; a quota alone tells nobody', async () => {
    const before = (await told()).length;
    const changed = await ask('PUT', '/v1/collective', steward, { purpose: 'We weave **well**.' });
    expect(changed.body).toMatchObject({ name: 'Loom', purpose: 'We weave **well**.', language: 'en' });
    expect((await told()).slice(before)).toEqual(['actor.updated']);
    const quota = await ask('PUT', '/v1/collective', steward, { invitationQuota: 7 });
    expect(quota.body['invitationQuota']).toBe(7);
    expect((await told()).slice(before)).toEqual(['actor.updated']);
    expect(await codeOf('PUT', '/v1/collective', steward, { colour: 'red' })).toEqual([
      400,
      'collective.colour',
    ]);
    expect(await codeOf('PUT', '/v1/collective', own, { name: 'Mine' })).toEqual([403, 'steward.only']);
    expect((await ask('GET', '/v1/collective', reader)).body['name']).toBe('Loom');
  });

  test('a logo is put in place of the mark and taken away; what is no picture is refused', async () => {
    const picture = sharp({ create: { width: 40, height: 30, channels: 3, background: '#803020' } });
    const sent = { picture: (await picture.png().toBuffer()).toString('base64') };
    expect(await codeOf('PUT', '/v1/collective/logo', own, sent)).toEqual([403, 'steward.only']);
    const { body } = await ask('PUT', '/v1/collective/logo', steward, sent);
    expect(body['logo']).toMatch(/^https:\/\/loom\.test\/media\/logo-[0-9a-f]{64}\.png$/);
    const page = { picture: Buffer.from('<svg/>').toString('base64') };
    expect(await codeOf('PUT', '/v1/collective/logo', steward, page)).toEqual([400, 'logo.kind']);
    const large = { picture: Buffer.alloc(2 * 1024 * 1024 + 1).toString('base64') };
    expect(await codeOf('PUT', '/v1/collective/logo', steward, large)).toEqual([400, 'logo.size']);
    expect((await ask('DELETE', '/v1/collective/logo', steward)).body['logo']).toBeNull();
  });

  test('Today tells what waits; it is put off by its key and brought back', async () => {
    const { body } = await ask('GET', '/v1/me/today', reader);
    expect(body['whenever']).toContainEqual({ key: 'signpost:do', kind: 'signpost', due: null, step: 'do' });
    const later = { key: 'signpost:do', days: 2 };
    const off = (await ask('POST', '/v1/me/today/later', own, later)).body;
    expect(off['putOff']).toMatchObject([{ key: 'signpost:do', until: expect.any(String) }]);
    expect(off['count']).toBe(Number(body['count']) - 1);
    expect((await ask('POST', '/v1/me/today/back', own, { key: 'signpost:do' })).body).toEqual(body);
    expect(await codeOf('POST', '/v1/me/today/later', own, { key: 'nothing' })).toEqual([
      404,
      'today.unknown',
    ]);
    expect((await ask('POST', '/v1/me/today/later', own, { ...later, days: 31 })).status).toBe(400);
  });

  test('what happened is put away, one thing or all, and taken back within a day', async () => {
    await inWork(node.platform, async (work) => {
      for (const name of ['Kim', 'Lou'])
        await notify(work, { member: bo.id }, { event: 'member.joined', name, handle: name.toLowerCase() });
    });
    const notices = async () => (await ask('GET', '/v1/me/today', own)).body['notices'] as { id: string }[];
    const [first] = await notices();
    expect(await notices()).toHaveLength(2);
    expect(first).toMatchObject({ event: 'member.joined', about: { name: expect.any(String) } });
    await ask('POST', '/v1/me/today/away', own, { notice: first?.id });
    expect(await notices()).toHaveLength(1);
    await ask('POST', '/v1/me/today/back', own, { notice: first?.id });
    expect(await notices()).toHaveLength(2);
    await ask('POST', '/v1/me/today/away', await tokenOf(await takeIn('dee'), 'people'), {});
    expect(await notices()).toHaveLength(2);
    await ask('POST', '/v1/me/today/away', own, {});
    expect(await notices()).toEqual([]);
  });

  test('what is a person’s own asks for them: a token of the node says whom, one of a person reaches nobody else', async () => {
    for (const path of ['/v1/me/today', '/v1/me/notices', '/v1/me/account']) {
      expect(await codeOf('GET', path, keeper)).toEqual([400, 'person.missing']);
      expect((await ask('GET', `${path}?person=bo`, keeper)).body).toEqual(
        (await ask('GET', path, own)).body,
      );
      expect(await codeOf('GET', `${path}?person=ada`, own)).toEqual([403, 'person.may_not']);
    }
    expect(await codeOf('PUT', '/v1/me/account?person=ada', own, {})).toEqual([403, 'person.may_not']);
    expect(await codeOf('PUT', '/v1/me/account', reader, {})).toEqual([403, 'token.scope']);
  });

  test('what a person hears of changes by event; what is not named stays', async () => {
    const before = (await ask('GET', '/v1/me/notices', own)).body;
    const quiet = { today: false, mail: false, digest: false };
    const { body } = await ask('PUT', '/v1/me/notices', own, {
      channels: { 'member.joined': quiet },
      digestDay: null,
    });
    expect(body).toEqual({
      ...before,
      channels: { ...(before['channels'] as object), 'member.joined': quiet },
      digestDay: null,
    });
    expect((await ask('PUT', '/v1/me/notices', own, { quietFrom: 24 })).status).toBe(400);
    expect((await ask('PUT', '/v1/me/notices', own, { channels: { rain: quiet } })).status).toBe(400);
    expect((await ask('GET', '/v1/me/notices', own)).body).toEqual(body);
  });

  test('language, zone and the Fediverse are chosen; leaving it needs to be said twice', async () => {
    const said = { language: 'de', timeZone: 'Europe/Berlin' };
    expect((await ask('PUT', '/v1/me/account', own, said)).body).toMatchObject({ handle: 'bo', ...said });
    expect((await ask('PUT', '/v1/me/account', own, { language: null })).body['language']).toBeNull();
    expect(await codeOf('PUT', '/v1/me/account', own, { timeZone: '+02:00' })).toEqual([
      400,
      'member.time_zone',
    ]);
    const on = await ask('PUT', '/v1/me/account', own, { isFederated: true });
    expect(on.body['isFederated']).toBe(true);
    expect(await codeOf('PUT', '/v1/me/account', own, { isFederated: false })).toEqual([
      400,
      'account.certain',
    ]);
    const off = await ask('PUT', '/v1/me/account', own, { isFederated: false, isCertain: true });
    expect(off.body['isFederated']).toBe(false);
    expect(await codeOf('PUT', '/v1/me/account', own, { isFederated: true })).toEqual([
      410,
      'member.left_fediverse',
    ]);
  });

  test('work that was taken off a signpost comes back to where it stood', async () => {
    const work = [{ title: 'A boat', began: null, ended: null }];
    const written = await ask('PUT', '/v1/me/signpost', own, { work });
    const [line] = written.body['work'] as { id: string }[];
    await ask('PUT', '/v1/me/signpost', own, { work: [] });
    expect((await ask('GET', '/v1/me/removed-work', own)).body['items']).toMatchObject([
      { id: line?.id, title: 'A boat' },
    ]);
    const path = `/v1/me/removed-work/${line?.id}/restore`;
    expect(await codeOf('POST', path, steward)).toEqual([404, 'signpost.work_unknown']);
    expect((await ask('POST', path, own)).status).toBe(204);
    expect((await ask('GET', '/v1/me/signpost', own)).body['work']).toMatchObject([{ id: line?.id }]);
    expect((await ask('GET', '/v1/me/removed-work', own)).body['items']).toEqual([]);
  });

  test('notes are read and written by whose they are, with more than a right to read', async () => {
    expect((await ask('PUT', '/v1/notes', own, { person: 'ada', text: 'Met in Lisbon.' })).status).toBe(204);
    expect((await ask('GET', '/v1/notes', own)).body['items']).toMatchObject([
      { person: 'https://loom.test/@ada', text: 'Met in Lisbon.' },
    ]);
    expect((await ask('GET', '/v1/notes', steward)).body['items']).toEqual([]);
    expect(await codeOf('GET', '/v1/notes', reader)).toEqual([403, 'token.scope']);
    expect(await codeOf('GET', '/v1/notes', keeper)).toEqual([403, 'note.person']);
    await ask('PUT', '/v1/notes', own, { person: 'ada', text: '' });
    expect((await ask('GET', '/v1/notes', own)).body['items']).toEqual([]);
  });

  test('a host is shut out by a token of the node alone, and seen by who wears the hat', async () => {
    const block = { host: 'Spam.example.', reason: 'Spam.' };
    expect(await codeOf('POST', '/v1/blocks', steward, block)).toEqual([403, 'token.proof']);
    expect(await codeOf('POST', '/v1/blocks', own, block)).toEqual([403, 'person.may_not']);
    expect((await ask('POST', '/v1/blocks', keeper, block)).status).toBe(204);
    const moderator = await tokenOf(await takeIn('mo', 'moderator'), 'read', 'network');
    expect((await ask('GET', '/v1/blocks', moderator)).body['items']).toMatchObject([
      { host: 'spam.example', reason: 'Spam.' },
    ]);
    expect(await codeOf('GET', '/v1/blocks', own)).toEqual([403, 'person.may_not']);
    expect(await codeOf('DELETE', '/v1/blocks?host=spam.example', moderator)).toEqual([403, 'token.proof']);
    expect((await ask('DELETE', '/v1/blocks?host=spam.example', keeper)).status).toBe(204);
    expect(await codeOf('DELETE', '/v1/blocks?host=spam.example', keeper)).toEqual([404, 'host.not_blocked']);
  });

  test('an ally’s opportunity is passed on once, and taken back', async () => {
    const opportunity = await offerSails(node.platform);
    const before = (await told()).length;
    expect(await codeOf('POST', '/v1/allies/pass-on', own, { opportunity })).toEqual([403, 'steward.only']);
    for (let count = 0; count < 2; count++)
      expect((await ask('POST', '/v1/allies/pass-on', steward, { opportunity })).status).toBe(204);
    expect((await ask('POST', '/v1/allies/take-back', keeper, { opportunity })).status).toBe(204);
    expect((await told()).slice(before)).toEqual(['announced', 'announce.undone']);
    expect(await codeOf('POST', '/v1/allies/take-back', keeper, { opportunity })).toEqual([
      409,
      'ally.not_passed_on',
    ]);
    const other = { opportunity: 'https://weave.test/o/2' };
    expect(await codeOf('POST', '/v1/allies/pass-on', steward, other)).toEqual([404, 'ally.unknown']);
  });

  test('how the node is, is for stewards, in English words', async () => {
    const { status, body } = await ask('GET', '/v1/node', steward);
    expect(status).toBe(200);
    const checks = body['checks'] as { check: string; state: string; found: string }[];
    expect(checks.find(({ check }) => check === 'address')?.found).toContain('https://loom.test');
    expect(body['members']).toBeGreaterThan(1);
    expect(await codeOf('GET', '/v1/node', reader)).toEqual([403, 'steward.only']);
    expect(await codeOf('POST', '/v1/node/mail-test', steward, { address: 'a@b.example' })).toEqual([
      409,
      'mail.off',
    ]);
    expect(await codeOf('POST', '/v1/node/mail-test', own, { address: 'a@b.example' })).toEqual([
      403,
      'steward.only',
    ]);
  });

  test('a token floods nobody with test mails', async () => {
    const answers: Answered[] = [];
    for (let count = 0; count < 7; count++) {
      const body = { address: 'a@b.example' };
      answers.push(await node.ask('POST', '/v1/node/mail-test', { token: steward, body }));
    }
    const last = answers.at(-1);
    expect([last?.status, last?.body['code']]).toEqual([429, 'mail.rate']);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('somebody is put out by a token of the node alone, and can read why', async () => {
    const kai = await takeIn('kai');
    const pool = await inWork(node.platform, async (work) => {
      const id = await addPool(work, bo, 'Letters');
      await addToPool(work, bo, id, 'kai');
      return id;
    });
    const path = `/v1/members/${kai.id}/remove`;
    const reason = { reason: 'You asked for it.' };
    expect(await codeOf('POST', path, steward, reason)).toEqual([403, 'token.proof']);
    expect(await codeOf('POST', path, own, reason)).toEqual([403, 'steward.only']);
    const { body } = await ask('POST', path, keeper, reason);
    expect(body['farewellUrl']).toMatch(/^https:\/\/loom\.test\/farewell\?token=/);
    expect(await findMemberByHandle(node.platform.db, 'kai')).toBeUndefined();
    expect((await ask('GET', `/v1/pools/${pool}`, own)).body['people']).toEqual([]);
    expect((await ask('POST', path, keeper, reason)).status).toBe(404);
  });
});
