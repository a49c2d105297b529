import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiToken } from '../../src/domain/auth/api-tokens.ts';
import { openSession } from '../../src/domain/auth/sessions.ts';
import { leave } from '../../src/domain/joining/leaving.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { setAudiences, setIndexable } from '../../src/domain/signposts/commands.ts';
import type { Audience, Field } from '../../src/domain/signposts/signpost.ts';
import { allFor, fullSignpost } from '../federation/full-signpost.ts';
import { settled, startTestNode, type TestNode } from '../support/nodes.ts';

/** What each part of `fullSignpost` looks like in HTML and in the plain JSON of the API; it stands nowhere else. */
const marks: Readonly<Record<Exclude<Field, 'page'>, readonly string[]>> = {
  introduction: ['Headlinemark', 'Aboutmark'],
  do: ['Domark'],
  learning: ['Learningmark'],
  dont: ['Dontmark'],
  availability: ['17 h', '"hours":17'],
  terms: ['4,321', '4321'],
  place: ['Townmark'],
  zone: ['Noronha'],
  languages: ['Māori', '"tag":"mi"'],
  engagement: ['Apprentice<', '"apprentice"'],
  contact: ['contactmark'],
  work: ['Workmark'],
  links: ['linkmark.example'],
};
type Part = keyof typeof marks;
const parts = Object.keys(marks) as Part[];
/** Parts one can search for by a word in them. */
const searched: Partial<Record<Part, string>> = {
  introduction: 'q=Headlinemark',
  do: 'skill=Domark',
  learning: 'skill=Learningmark',
  place: 'place=Townmark',
  work: 'q=Workmark',
  engagement: 'engagement=apprentice',
};

interface Read {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

let loom: TestNode;
let ines: Member;
let cookie: string;
let token: string;
beforeAll(async () => {
  loom = await startTestNode({ kind: 'embedded', handle: 'loom' });
  ines = await fullSignpost(loom, 'ines');
  await loom.work((work) => setIndexable(work, ines, true));
  cookie = `session=${await loom.work((work) => openSession(work, loom.steward.id))}`;
  token = await loom.work((work) => createApiToken(work, 'x', ['read'], undefined, loom.steward.id));
  await settled(loom);
});
afterAll(() => loom?.close());

async function read(path: string, accept: string, headers: Record<string, string> = {}): Promise<Read> {
  const response = await loom.get(path, accept, headers);
  return { status: response.status, headers: response.headers, text: await response.text() };
}
const asVisitor = (path: string) => read(path, 'text/html');
const asMember = (path: string) => read(path, 'text/html', { cookie });
const byApi = (path: string) =>
  read(`/api/v1${path}`, 'application/json', { authorization: `Bearer ${token}` });
const asServer = (path: string) => read(path, 'application/activity+json');
/** Which parts a text gives away. What one can choose from in a form is said of nobody. */
function partsIn(text: string): Part[] {
  const said = text.replaceAll(/<option\b[^>]*>[^<]*<\/option>/g, '');
  return parts.filter((part) => marks[part].some((mark) => said.includes(mark)));
}
const show = async (said: Partial<Record<Field, Audience>>, who = ines) => {
  await loom.work((work) => setAudiences(work, who, said));
  await settled(loom);
};

/** Everything a visitor, or a server that nobody follows, can read about people here. */
async function openDoors(): Promise<string> {
  const pages = ['/', '/@ines', '/people', '/people?q=ines', '/people/skills', '/opportunities'];
  const documents = ['/@ines', '/@ines/outbox', '/@ines/outbox?page=1', '/@loom', '/@loom/outbox'];
  const answers = [
    ...(await Promise.all(pages.map(asVisitor))),
    ...(await Promise.all(documents.map(asServer))),
    await read('/@ines/profile.json', '*/*'),
  ];
  return answers.map(({ text }) => text).join(' ');
}

/** Everything another member can read. */
async function membersDoors(): Promise<string> {
  const who = encodeURIComponent(`${loom.origin}/@ines`);
  const pages = ['/@ines', '/people', '/people?q=ines', '/people/skills', `/people/keep?who=${who}`];
  const answers = [
    ...(await Promise.all(pages.map(asMember))),
    await byApi('/people'),
    await byApi('/people/ines'),
  ];
  return answers.map(({ text }) => text).join(' ');
}

describe('a part of a signpost', () => {
  test('is noticed in the doors it may be in, so that what follows can fail', async () => {
    await show(allFor('anyone'));
    expect(partsIn((await asVisitor('/@ines')).text)).toEqual(parts);
    expect(partsIn(await membersDoors())).toEqual(parts);
  });

  test.each(parts)('P02: %s for members is in no door that is open to visitors', async (part) => {
    await show({ ...allFor('anyone'), [part]: 'members' });
    expect(partsIn(await openDoors())).toEqual(parts.filter((one) => one !== part));
    expect(partsIn((await asMember('/@ines')).text)).toEqual(parts);
  });

  test.each(parts)('P02: %s for oneself alone is in no door of other members either', async (part) => {
    await show({ ...allFor('anyone'), [part]: 'me' });
    const others = parts.filter((one) => one !== part);
    expect(partsIn(await membersDoors())).toEqual(others);
  });

  test.each(Object.entries(searched) as [Part, string][])(
    'P02: %s that may not be seen is not found, filtered by or counted either (%s)',
    async (part, query) => {
      const hits = async (seen: Promise<Read>) => (await seen).text.split('/@ines"').length - 1;
      await show(allFor('anyone'));
      expect(await hits(asVisitor(`/people?${query}`))).toBeGreaterThan(0);
      await show({ ...allFor('anyone'), [part]: 'members' });
      const never = query.replace(/\w+mark/, 'zzzqqq').replace('apprentice', 'volunteer');
      const bare = async (asked: string) => {
        const { text } = await asVisitor(`/people?${asked}`);
        return text
          .replaceAll(/\w+mark|zzzqqq| selected(="")?/g, '')
          .replaceAll(/apprentice|volunteer/gi, '');
      };
      // Nothing tells it from a search for what nobody has, but the words that were searched for.
      expect(await bare(query)).toBe(await bare(never));
      expect((await asVisitor(`/people?${query}`)).text.split('/@ines"')).toHaveLength(1);
      expect(await hits(asMember(`/people?${query}`))).toBeGreaterThan(0);
      await show({ ...allFor('anyone'), [part]: 'me' });
      expect(await hits(asMember(`/people?${query}`))).toBe(0);
      expect((await byApi(`/people?${query}`)).text).not.toContain('/@ines"');
    },
  );

  test('P04: what a member was given is never given to a visitor, in whatever order they ask', async () => {
    await show({ ...allFor('members'), page: 'anyone' });
    for (const path of ['/@ines', '/people?q=ines', '/people', '/people/skills']) {
      for (let round = 0; round < 3; round++) {
        const [member, visitor] = await Promise.all([asMember(path), asVisitor(path)]);
        const [kept, open] = [member.headers.get('cache-control'), visitor.headers.get('cache-control')];
        expect([path, kept, open]).toEqual([path, 'no-store', 'public, max-age=60']);
        for (const { headers } of [member, visitor])
          for (const name of ['Accept', 'Cookie']) expect(headers.get('vary')).toContain(name);
        expect([path, partsIn(visitor.text)]).toEqual([path, []]);
      }
    }
    const shown = await byApi('/people/ines');
    expect([shown.headers.get('cache-control'), partsIn(shown.text)]).toEqual(['no-store', parts]);
    // A session that is over makes a visitor, not a member without a cache.
    const stale = await read('/@ines', 'text/html', { cookie: `session=${'x'.repeat(43)}` });
    expect(partsIn(stale.text)).toEqual([]);
  });
});

describe('somebody who is not, or no longer, a member', () => {
  const webFinger = (resource: string) =>
    read(`/.well-known/webfinger?resource=${encodeURIComponent(resource)}`, 'application/jrd+json');
  /** Every public door, by its name, with whether it says that this person is there. */
  async function doorsThatName(handle: string): Promise<string[]> {
    const { host, origin } = loom;
    const asked: [string, Promise<Read>][] = [
      ['page', asVisitor(`/@${handle}`)],
      ['document', asServer(`/@${handle}`)],
      ['outbox', asServer(`/@${handle}/outbox`)],
      ['followers', asServer(`/@${handle}/followers`)],
      ['profile', read(`/@${handle}/profile.json`, '*/*')],
      ['WebFinger by handle', webFinger(`acct:${handle}@${host}`)],
      ['WebFinger by address', webFinger(`${origin}/@${handle}`)],
    ];
    const lists: [string, Promise<Read>][] = [
      ['front page', asVisitor('/')],
      ['page of the collective', asVisitor('/@loom')],
      ['directory', asVisitor('/people')],
      ['search', asVisitor(`/people?q=${handle}`)],
      ['search by skill', asVisitor('/people?skill=Domark')],
      ['skills', asVisitor('/people/skills')],
      ['affiliations', asServer('/@loom/affiliations')],
      ['outbox of all', asServer('/@loom/outbox?page=1')],
    ];
    const found: string[] = [];
    for (const [door, answer] of asked) if ((await answer).status === 200) found.push(door);
    for (const [door, answer] of lists) {
      const text = (await answer).text.replaceAll(`q=${handle}`, '').replaceAll(`value="${handle}"`, '');
      if (text.toLowerCase().includes(`/@${handle}`) || text.includes(`${handle} Full`)) found.push(door);
    }
    return found;
  }
  const countMembers = async () =>
    (
      JSON.parse((await asServer('/@loom')).text) as { attachment: { name: string; value: string }[] }
    ).attachment.find(({ name }) => name === 'Members')?.value;

  test('P02: a member is named by those doors, so that what follows can fail', async () => {
    await show(allFor('anyone'));
    expect(await doorsThatName('ines')).toEqual(
      expect.arrayContaining([
        ...['page', 'document', 'outbox', 'profile', 'WebFinger by handle', 'WebFinger by address'],
        ...['front page', 'directory', 'search', 'search by skill', 'affiliations'],
      ]),
    );
  });

  test('P02: a candidate is named by none of them, nor counted, whatever they let anyone see', async () => {
    const before = await countMembers();
    const cora = await fullSignpost(loom, 'cora', false);
    await loom.db
      .updateTable('member')
      .set({ stage: 'candidate', is_federated: true })
      .where('id', '=', cora.id)
      .execute();
    await show(allFor('anyone'), cora);
    expect(await doorsThatName('cora')).toEqual([]);
    expect(await countMembers()).toBe(before);
    expect((await asMember('/people?q=cora')).text).toContain('cora Full');
  });

  test('P02: who left without staying known is named by none of them, for members neither', async () => {
    const before = await countMembers();
    const dora = await fullSignpost(loom, 'dora', false);
    await loom.work((work) => leave(work, dora, 'gone'));
    await settled(loom);
    expect(await doorsThatName('dora')).toEqual([]);
    expect(await countMembers()).toBe(before);
    for (const path of ['/people?q=dora', '/people', '/affiliations'])
      expect([path, (await asMember(path)).text.includes('dora Full')]).toEqual([path, false]);
    for (const path of ['/people/dora', '/people?q=dora'])
      expect((await byApi(path)).text).not.toContain('dora Full');
  });

  test('P02: who left and stays known has a page with their name, and is found by nothing else', async () => {
    const kim = await fullSignpost(loom, 'kim', false);
    await loom.work((work) => leave(work, kim, 'known'));
    await settled(loom);
    expect(await doorsThatName('kim')).toEqual(['page']);
    expect(partsIn((await asVisitor('/@kim')).text)).toEqual([]);
  });

  test('P05: WebFinger says the same of who hides, of a candidate and of nobody', async () => {
    await fullSignpost(loom, 'hidden', false);
    const { host } = loom;
    const say = async (handle: string) => {
      const { status, headers, text } = await webFinger(`acct:${handle}@${host}`);
      const bare = [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
      return [status, text.replaceAll(handle, '*'), bare];
    };
    const nobody = await say('nobody');
    expect(nobody[0]).toBe(404);
    for (const handle of ['hidden', 'cora', 'dora']) expect(await say(handle)).toEqual(nobody);
  });
});
