import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Iri } from '../../src/core/id.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import { keepRemoteActor } from '../../src/domain/actors/commands.ts';
import { guestClaims, receiveJoin } from '../../src/domain/affiliations/guests.ts';
import { receiveInvite } from '../../src/domain/affiliations/memberships.ts';
import { listGuests, listMemberships } from '../../src/domain/affiliations/queries.ts';
import { createApiToken } from '../../src/domain/auth/api-tokens.ts';
import type { Database } from '../../src/domain/database.ts';
import { addMember, setFederated } from '../../src/domain/members/commands.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { requireMember, requireSteward } from '../../src/domain/members/queries.ts';
import { inWork } from '../../src/domain/work.ts';
import { generateActorKeys } from '../../src/platform/actor-keys.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { type ApiNode, openApiNode } from '../api/api-node.ts';
import { type CommandLine, openCommandLine } from '../cli/cli-node.ts';
import { stranger } from '../domain/house.ts';
import { openSite, type TestSite, type Visitor } from '../web/pages/site.ts';

function somebody(platform: Platform<Database>, handle: string): Promise<Actor> {
  return inWork(platform, (work) => keepRemoteActor(work, stranger(handle, { type: 'Person' })));
}

async function asks(platform: Platform<Database>, handle: string, message = ''): Promise<Actor> {
  const person = await somebody(platform, handle);
  const join = `${person.iri}/join` as Iri;
  await inWork(platform, (work) => receiveJoin(work, person, join, message));
  return person;
}

async function federate(platform: Platform<Database>, member: Member): Promise<Member> {
  await inWork(platform, (work) => setFederated(work, member, true));
  return inWork(platform, (work) => requireMember(work.tx, member.id));
}

const guests = async (platform: Platform<Database>) =>
  (await listGuests(platform.db, ['asked', 'invited', 'member', 'refused']))
    .map(({ actor, state }) => `${actor.handle} ${state}`)
    .sort();

describe('memberships across servers, through pages', () => {
  let site: TestSite;
  let steward: Visitor;
  let visitor: Visitor;
  let member: Visitor;
  let omar: Member;
  beforeAll(async () => {
    site = await openSite();
    const found = await site.found();
    steward = site.visitor();
    await steward.signIn(await site.signInToken(found.steward.id));
    omar = await site.addPerson('Omar', 'omar');
    member = site.visitor();
    await member.signIn(await site.signInToken(omar.id));
    visitor = site.visitor();
  });
  afterAll(() => site.close());

  test('are for those who belong: a visitor signs in first, and who is no steward sees only their own', async () => {
    const ana = await asks(site.platform, '@ana@kiln.example', 'We <b>know</b> each other');
    expect((await visitor.get('/affiliations')).status).toBe(401);
    const { status, text } = await member.get('/affiliations');
    expect(status).toBe(200);
    expect(text).not.toContain('@ana@kiln.example');
    expect(text).toContain('You are not on the Fediverse');
    for (const act of ['admit', 'refuse', 'remove'])
      expect((await member.post(`/affiliations/${act}`, { actor: ana.id })).status).toBe(403);
    expect((await member.post('/affiliations/invite', { invited: '@x@weave.test' })).status).toBe(403);
    expect((await member.get(`/affiliations/remove?actor=${ana.id}`)).status).toBe(403);
    expect((await visitor.post('/affiliations/admit', { actor: ana.id })).status).toBe(401);
    expect(await guests(site.platform)).toEqual(['ana asked']);
  });

  test('a steward reads who asks and what they say, lets in, and takes off with a reason', async () => {
    const [ana] = await listGuests(site.platform.db, ['asked']);
    if (ana === undefined) throw new Error('Nobody asked.');
    const { text } = await steward.get('/affiliations');
    expect(text).toContain('@ana@kiln.example');
    expect(text).toContain('We &lt;b&gt;know&lt;/b&gt; each other');
    const actor = ana.actor.id;
    expect((await steward.post('/affiliations/admit', { actor })).status).toBe(303);
    expect((await steward.get('/affiliations?done=guest-admitted')).text).toContain('Waiting for their word');
    await inWork(site.platform, (work) => guestClaims(work, actor, true));
    expect((await steward.get('/affiliations')).text).not.toContain('Waiting for their word');
    expect((await steward.get(`/affiliations/remove?actor=${actor}`)).text).toContain('Take ana off');
    expect((await steward.post('/affiliations/remove', { actor, reason: 'x'.repeat(501) })).status).toBe(400);
    expect((await steward.post('/affiliations/remove', { actor, reason: 'Bye' })).status).toBe(303);
    expect(await guests(site.platform)).toEqual([]);
    expect((await steward.post('/affiliations/admit', { actor })).status).toBe(404);
    expect((await steward.post('/affiliations/admit', { actor: 'x' })).status).toBe(400);
  });

  test('why somebody cannot be invited, or a collective asked, stands beside the field with what was typed', async () => {
    const invited = await steward.post('/affiliations/invite', { invited: '@river@weave.test' });
    expect(invited.status).toBe(400);
    expect(invited.text).toContain('@river@weave.test is not a person.');
    expect(invited.text).toContain('value="@river@weave.test"');
    const asked = await member.post('/affiliations/ask', { who: '@river@weave.test', message: '' });
    expect(asked.status).toBe(400);
    expect(asked.text).toContain('You are not on the Fediverse');
  });

  test('who is on the Fediverse asks, accepts, declines and leaves', async () => {
    omar = await federate(site.platform, omar);
    expect((await member.post('/affiliations/ask', { who: '@river@weave.test', message: 'Hi' })).status).toBe(
      303,
    );
    const states = async () =>
      (await listMemberships(site.platform.db, omar.id))
        .map(({ collective, state }) => `${collective.handle} ${state}`)
        .sort();
    expect(await states()).toEqual(['river asked']);
    const club = await inWork(site.platform, (work) => keepRemoteActor(work, stranger('@club@reef.example')));
    await inWork(site.platform, (work) => receiveInvite(work, omar, club, `${club.iri}/1` as Iri));
    expect((await member.get('/affiliations')).text).toContain('@club@reef.example');
    expect((await steward.get('/affiliations')).text).not.toContain('@club@reef.example');
    expect((await steward.post('/affiliations/accept', { actor: club.id })).status).toBe(409);
    expect((await member.post('/affiliations/accept', { actor: club.id })).status).toBe(303);
    expect(await states()).toEqual(['club accepted', 'river asked']);
    for (const { collective } of await listMemberships(site.platform.db, omar.id))
      expect((await member.post('/affiliations/end', { actor: collective.id })).status).toBe(303);
    expect(await states()).toEqual([]);
  });
});

describe('memberships across servers, through the API', () => {
  let node: ApiNode;
  beforeAll(async () => {
    node = await openApiNode();
  });
  afterAll(() => node.close());

  test('a steward lists, admits and removes; a token that only reads does not', async () => {
    await asks(node.platform, '@ana@kiln.example', 'Hello');
    const listed = await node.ask('GET', '/v1/guests', { token: node.reader });
    expect(listed.body).toMatchObject({
      items: [{ handle: '@ana@kiln.example', state: 'asked', message: 'Hello', claimedAt: null }],
    });
    const decide = (decision: string, token = node.token) =>
      node.ask('POST', '/v1/guests/decision', { token, body: { actor: '@ana@kiln.example', decision } });
    expect((await decide('admit', node.reader)).status).toBe(403);
    expect((await decide('admit')).status).toBe(204);
    expect((await decide('admit')).status).toBe(404);
    expect((await decide('remove')).status).toBe(204);
    expect(await guests(node.platform)).toEqual([]);
    expect((await node.ask('GET', '/v1/guests')).status).toBe(401);
  });

  test('a person asks and leaves in their own name, and sees nothing of those who ask here', async () => {
    const steward = await inWork(node.platform, (work) => requireSteward(work.tx));
    const member = await inWork(node.platform, (work) =>
      addMember(work, { name: 'Omar', handle: 'omar', email: null, hats: [] }, (actor) =>
        generateActorKeys(node.platform.seal, actor),
      ),
    );
    const omar = await federate(node.platform, member);
    const token = await inWork(node.platform, (work) =>
      createApiToken(work, 'mine', ['read', 'network'], undefined, omar.id),
    );
    const asked = await node.ask('POST', '/v1/memberships', { token, body: { actor: '@river@weave.test' } });
    expect(asked.status).toBe(202);
    const mine = await node.ask('GET', '/v1/memberships', { token });
    expect(mine.body).toMatchObject({ items: [{ handle: '@river@weave.test', state: 'asked' }] });
    expect((await node.ask('GET', '/v1/memberships', { token: node.token })).body).toEqual({ items: [] });
    expect(steward.id).not.toBe(omar.id);
    expect((await node.ask('GET', '/v1/guests', { token })).status).toBe(403);
    const body = { actor: '@river@weave.test', decision: 'end' };
    expect((await node.ask('POST', '/v1/memberships/decision', { token, body })).status).toBe(204);
    expect((await node.ask('POST', '/v1/memberships/decision', { token, body })).status).toBe(404);
  });
});

describe('memberships across servers, on the command line', () => {
  let line: CommandLine;
  beforeAll(async () => {
    line = await openCommandLine(true);
  });
  afterAll(() => line.close());

  test('who asks is listed, let in and removed; nobody else is', async () => {
    await asks(line.platform, '@ana@kiln.example', 'Hello');
    const { answer } = await line.json(['affiliation', 'guests']);
    expect(answer).toMatchObject([{ handle: '@ana@kiln.example', state: 'asked', message: 'Hello' }]);
    const admitted = await line.run(['affiliation', 'admit', '@ana@kiln.example']);
    expect(admitted.code).toBe(0);
    expect((await line.run(['affiliation', 'remove', '@ana@kiln.example', 'Bye'])).code).toBe(0);
    expect((await line.run(['affiliation', 'guests'])).out).toEqual(['Nobody from elsewhere.']);
    expect(await line.json(['affiliation', 'admit', '@ana@kiln.example'])).toMatchObject({
      code: 1,
      error: { error: { code: 'guest.unknown' } },
    });
    expect((await line.run(['affiliation', 'invite', '@river@weave.test'])).code).toBe(1);
  });

  test('a member asks, and leaves again', async () => {
    const steward = await inWork(line.platform, (work) => requireSteward(work.tx));
    expect(await line.json(['affiliation', 'join', '@river@weave.test'])).toMatchObject({
      error: { error: { code: 'membership.not_federated' } },
    });
    await federate(line.platform, steward);
    const asked = await line.json(['affiliation', 'join', '@river@weave.test', 'Hi', '--as', steward.handle]);
    expect(asked.answer).toMatchObject({ handle: '@river@weave.test', state: 'asked' });
    expect((await line.json(['affiliation', 'list'])).answer).toHaveLength(1);
    expect((await line.run(['affiliation', 'accept', '@river@weave.test'])).code).toBe(1);
    expect((await line.run(['affiliation', 'leave', '@river@weave.test'])).code).toBe(0);
    expect((await line.json(['affiliation', 'list'])).answer).toEqual([]);
  });
});
