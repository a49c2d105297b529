import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EventId, type Iri, newId } from '../../src/core/id.ts';
import { findLocalActor } from '../../src/domain/actors/queries.ts';
import { findApiToken } from '../../src/domain/auth/api-tokens.ts';
import { requireCollective } from '../../src/domain/collective/queries.ts';
import { receiveAnswer, receiveFollow } from '../../src/domain/follows/commands.ts';
import { inWork } from '../../src/domain/work.ts';
import { keepWeaver, origin, smallest } from '../api/api-node.ts';
import { type CommandLine, openCommandLine } from './cli-node.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('on a node that is set up', () => {
  let line: CommandLine;
  beforeAll(async () => {
    line = await openCommandLine(true);
  });
  afterAll(() => line.close());

  const post = async (input: unknown = smallest): Promise<string> => {
    const { code, answer } = await line.json(['opportunity', 'post', '-'], JSON.stringify(input));
    expect(code).toBe(0);
    return (answer as { id: string }).id;
  };

  test.each(['ada', '@ada', '@ada@loom.test', 'ADA', 'Ada@Loom.test'])('sign-in knows %s', async (who) => {
    const { code, answer } = await line.json(['sign-in', who]);
    expect([code, answer]).toEqual([
      0,
      { signInUrl: expect.stringContaining(`${origin}/sign-in/link?token=`) },
    ]);
  });

  test('sign-in for nobody is refused', async () => {
    expect(await line.json(['sign-in', 'eve'])).toMatchObject({
      code: 1,
      error: { error: { code: 'member.unknown' } },
    });
  });

  test('a token opens what its scopes say, and no longer than its days', async () => {
    const { answer } = await line.json(['token', 'create', '--scope', 'read,opportunities', '--days', '2']);
    expect(answer).toEqual({ token: expect.stringMatching(/^ghd_[\w-]{43}$/) });
    const { token } = answer as { token: string };
    const now = Temporal.Now.instant();
    expect((await findApiToken(line.platform.db, token, now))?.scopes).toEqual(['read', 'opportunities']);
    expect(await findApiToken(line.platform.db, token, now.add({ hours: 49 }))).toBeUndefined();
    const unknown = await line.json(['token', 'create', '--scope', 'admin']);
    expect(unknown).toMatchObject({ code: 1, error: { error: { code: 'token.scope' } } });
  });

  test('an opportunity is posted from a file and answers with its four addresses', async () => {
    const file = join(line.folder, 'boat.json');
    await writeFile(file, JSON.stringify(smallest));
    const { code, answer } = await line.json(['opportunity', 'post', file]);
    const { id } = answer as { id: string };
    expect(code).toBe(0);
    expect(answer).toEqual({
      id: expect.stringMatching(uuid),
      url: `${origin}/opportunities/${id}`,
      note: `${origin}/opportunities/${id}/post`,
      proposal: `${origin}/opportunities/${id}`,
    });
  });

  test('a file that is not there, or is wrong, is refused before anything is written', async () => {
    const missing = await line.json(['opportunity', 'post', join(line.folder, 'none.json')]);
    expect(missing).toMatchObject({ code: 1, error: { error: { code: 'file.unreadable' } } });
    const wrong = await line.run(['opportunity', 'post', '-'], JSON.stringify({ ...smallest, rolse: [] }));
    expect(wrong).toEqual({
      code: 1,
      out: [],
      err: ['guildhall: rolse: is not a field of this form.'],
    });
  });

  test('an opportunity is edited, closed and deleted by its id or any of its addresses', async () => {
    const id = await post();
    const edited = await line.json(
      ['opportunity', 'edit', `${origin}/opportunities/${id}/post`, '-'],
      JSON.stringify({ ...smallest, title: 'Two boats' }),
    );
    expect(edited).toMatchObject({ code: 0, answer: { id, status: 'open', revision: 2 } });
    const silent = await line.json(['opportunity', 'close', id]);
    expect(silent).toMatchObject({ code: 1, error: { error: { code: 'opportunity.reason' } } });
    const closed = await line.json([
      'opportunity',
      'close',
      `${origin}/opportunities/${id}`,
      '--reason',
      'Enough.',
    ]);
    expect(closed).toMatchObject({ code: 0, answer: { id, status: 'closed', revision: 3 } });
    const reopened = await line.run(['opportunity', 'close', id, '--as', 'open']);
    expect(reopened.out[0]).toBe('Two boats is open, revision 4.');
    expect((await line.run(['opportunity', 'delete', id])).code).toBe(2);
    const deleted = await line.json(['opportunity', 'delete', id, '--yes']);
    expect(deleted).toMatchObject({ code: 0, answer: { id, deleted: true } });
    const again = await line.json(['opportunity', 'delete', id, '--yes']);
    expect(again).toMatchObject({ code: 1, error: { error: { code: 'opportunity.unknown' } } });
    const foreign = await line.json(['opportunity', 'close', 'https://weave.test/opportunities/1']);
    expect(foreign).toMatchObject({ code: 1, error: { error: { code: 'opportunity.unknown' } } });
  });

  test('all opportunities are listed, also when they fill more than a page', async () => {
    const before = ((await line.json(['opportunity', 'list'])).answer as unknown[]).length;
    for (let count = 0; count < 22; count++) await post();
    await post({ ...smallest, title: 'Draft\u202e', status: 'draft' });
    const all = (await line.json(['opportunity', 'list'])).answer as { status: string }[];
    expect(all).toHaveLength(before + 23);
    const drafts = await line.json(['opportunity', 'list', '--status', 'draft']);
    expect(drafts.answer).toMatchObject([
      { title: 'Draft\u202e', status: 'draft', outcome: smallest.outcome },
    ]);
    const { out } = await line.run(['opportunity', 'list', '--status', 'draft']);
    expect(out[0]).toMatch(/^draft {2}\S{36} {2}Draft {2,3}https:/);
    expect((await line.json(['opportunity', 'list', '--from', 'allies'])).answer).toEqual([]);
    expect((await line.run(['opportunity', 'list', '--from', 'allies'])).out).toEqual([
      'No ally offers anything.',
    ]);
  });

  test('a collective is followed and let go', async () => {
    const { platform } = line;
    const followed = await line.json(['follow', '@kiln@weave.test']);
    expect(followed).toMatchObject({
      code: 0,
      answer: { id: 'https://weave.test/@kiln', handle: '@kiln@weave.test', state: 'requested' },
    });
    const { actor } = await requireCollective(platform.db);
    const kiln = await keepWeaver(platform, 'kiln');
    await inWork(platform, (work) => receiveAnswer(work, kiln, actor, null, 'accepted'));
    expect(await line.json(['follow', '@kiln@weave.test'])).toMatchObject({ answer: { state: 'accepted' } });
    expect(await line.json(['unfollow', 'kiln@weave.test'])).toEqual({
      code: 0,
      answer: { id: 'https://weave.test/@kiln', handle: '@kiln@weave.test' },
      error: null,
    });
    expect(await line.json(['unfollow', 'kiln@weave.test'])).toMatchObject({ code: 1 });
    const nobody = await line.json(['follow', '@nobody@weave.test']);
    expect(nobody).toMatchObject({ code: 1, error: { error: { code: 'actor.not_found' } } });
  });

  test('followers are let in and sent away', async () => {
    const { platform } = line;
    const loom = await findLocalActor(platform.db, 'loom');
    if (loom === undefined) throw new Error('there is no collective');
    const reef = await keepWeaver(platform, 'reef');
    await inWork(platform, (work) => receiveFollow(work, { ...loom, approvesFollowers: true }, reef, null));
    expect((await line.json(['followers'])).answer).toEqual([]);
    expect((await line.json(['followers', '--pending'])).answer).toMatchObject([
      { handle: '@reef@weave.test', state: 'pending' },
    ]);
    const accepted = await line.json(['followers', 'accept', '@reef@weave.test']);
    expect(accepted).toMatchObject({ code: 0, answer: { state: 'accepted' } });
    expect((await line.json(['followers'])).answer).toMatchObject([{ state: 'accepted' }]);
    expect((await line.json(['followers', 'accept', '@reef@weave.test'])).code).toBe(1);
    const rejected = await line.json(['followers', 'reject', 'https://weave.test/@reef']);
    expect(rejected).toMatchObject({ code: 0, answer: { state: 'rejected' } });
    expect((await line.run(['followers'])).out).toEqual(['Nobody follows yet.']);
  });

  test('hosts are blocked and let in again', async () => {
    expect((await line.run(['blocks'])).out).toEqual(['No host is blocked.']);
    const blocked = await line.json(['block', 'Spam.example.', '--reason', 'Spam']);
    expect(blocked).toMatchObject({ code: 0, answer: { host: 'spam.example', reason: 'Spam' } });
    expect((await line.json(['blocks'])).answer).toEqual([
      { host: 'spam.example', reason: 'Spam', since: expect.any(String) },
    ]);
    expect((await line.json(['block', 'no host', '--reason', 'x'])).code).toBe(1);
    expect(await line.json(['unblock', 'SPAM.example'])).toMatchObject({
      code: 0,
      answer: { host: 'spam.example' },
    });
    expect(await line.json(['unblock', 'spam.example'])).toMatchObject({
      code: 1,
      error: { error: { code: 'host.not_blocked' } },
    });
  });

  test('receipts are rows for scripts, and what failed is tried again', async () => {
    const { db } = line.platform;
    const id = await post();
    const event = newId<EventId>();
    const activity = `${origin}/activities/${event}` as Iri;
    const note = `${origin}/opportunities/${id}/post` as Iri;
    const { actor } = await requireCollective(db);
    const now = Temporal.Now.instant();
    await db
      .insertInto('outbox')
      .values({ id: event, kind: 'actor.updated', payload: '{}', created_at: now, run_at: now })
      .execute();
    const said = { type: 'Create', object_iri: note, is_public: true, body: '{}', created_at: now };
    await db
      .insertInto('activity')
      .values({ iri: activity, event_id: event, actor_id: actor, ...said })
      .execute();
    for (const [host, state] of [
      ['fine.test', 'delivered'],
      ['dead.test', 'gave up'],
      ['slow.test', 'retrying'],
    ] as const) {
      const receipt = { host, state, status: 503, attempts: 3, next_at: null, error: 'HTTP 503' };
      await db
        .insertInto('delivery')
        .values({ activity_iri: activity, inbox: `https://${host}/inbox`, ...receipt })
        .execute();
    }
    const rows = (await line.json(['deliveries', '--state', 'gave up'])).answer;
    expect(rows).toEqual([
      {
        activity,
        host: 'dead.test',
        state: 'gave up',
        status: 503,
        attempts: 3,
        nextAt: null,
        error: 'HTTP 503',
        inbox: 'https://dead.test/inbox',
        type: 'Create',
        object: note,
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
      },
    ]);
    for (const object of [id, note])
      expect((await line.json(['deliveries', '--object', object])).answer).toHaveLength(3);
    expect((await line.json(['deliveries', '--limit', '2'])).answer).toHaveLength(2);
    expect((await line.run(['deliveries', '--limit', '1'])).out[0]).toMatch(/^State +Host +Status/);
    const one = await line.json(['deliveries', 'retry', event, 'dead.test']);
    expect(one).toMatchObject({ code: 0, answer: [{ activity, host: 'dead.test', state: 'queued' }] });
    const rest = await line.json(['deliveries', 'retry', activity]);
    expect(((rest.answer ?? []) as { host: string }[]).map(({ host }) => host).sort()).toEqual([
      'dead.test',
      'slow.test',
    ]);
    await line.run(['block', 'dead.test', '--reason', 'Spam']);
    const held = await line.json(['deliveries', 'retry', event, 'dead.test']);
    expect(held).toMatchObject({ code: 0, answer: [{ activity, host: 'dead.test', state: 'held' }] });
    expect((await line.run(['deliveries', 'retry', event, 'dead.test'])).out).toEqual([
      'Not sent as long as a block stands: dead.test',
    ]);
    await line.run(['unblock', 'dead.test']);
    const done = await line.json(['deliveries', 'retry', activity, 'fine.test']);
    expect(done).toMatchObject({ code: 1, error: { error: { code: 'delivery.done' } } });
    const none = await line.json(['deliveries', 'retry', activity, 'none.test']);
    expect(none).toMatchObject({ code: 1, error: { error: { code: 'delivery.unknown' } } });
  });

  test('under another address nothing is written', async () => {
    const { runCommand } = await import('../../src/cli/index.ts');
    const platform = { ...line.platform, origin: 'https://other.test' };
    const err: string[] = [];
    const code = await runCommand(
      ['opportunity', 'post', '-'],
      {
        stdin: async () => JSON.stringify(smallest),
        stdout: () => {},
        stderr: (text) => void err.push(text),
      },
      { ...line.node, platform: async () => platform },
    );
    expect(code).toBe(1);
    expect(err).toEqual([expect.stringMatching(/https:\/\/loom\.test.*https:\/\/other\.test/)]);
  });
});
