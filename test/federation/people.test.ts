import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnKeys } from '../../federation/keys.ts';
import { setFederated } from '../../src/domain/members/commands.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { setAudiences, setAvailability, setIndexable } from '../../src/domain/signposts/commands.ts';
import { addLink } from '../../src/domain/signposts/links.ts';
import { type Audience, audiences, type Field } from '../../src/domain/signposts/signpost.ts';
import { storeKinds } from '../support/database.ts';
import { followEachOther, settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { type Peer, type PeerActor, startPeer } from '../support/peer.ts';
import type { Signer } from '../support/peer-message.ts';
import { allFor, fullSignpost, markers } from './full-signpost.ts';
import { ally, heard } from './samples.ts';

type Part = keyof typeof markers;
const parts = Object.keys(markers) as Part[];

describe.each(storeKinds)('a person on the network, on %s', (kind) => {
  let loom: TestNode;
  let third: Peer;
  /** A collective we follow, somebody who is no collective and whom we follow too, and a stranger. */
  let friend: PeerActor;
  let person: PeerActor;
  let stranger: PeerActor;
  let ines: Member;
  beforeAll(async () => {
    [loom, third] = await Promise.all([startTestNode({ kind, handle: 'loom' }), startPeer()]);
    friend = third.actor('friend', { document: { type: 'Group' } });
    person = third.actor('person');
    stranger = third.actor('stranger', { document: { type: 'Group' } });
    await ally(loom, friend);
    await ally(loom, person);
    ines = await fullSignpost(loom, 'ines');
    await settled(loom);
  });
  afterAll(() => Promise.all([loom?.close(), third?.close()]));

  const show = async (said: Partial<Record<Field, Audience>>, who = ines) => {
    await loom.work((work) => setAudiences(work, who, said));
    await settled(loom);
  };
  const document = async (handle = 'ines') => (await loom.get(`/@${handle}`)).text();
  const profile = (handle = 'ines') => loom.get(`/@${handle}/profile.json`, '*/*');
  const profileFor = (who: PeerActor, handle = 'ines') => loom.getSigned(who, `/@${handle}/profile.json`);
  const partsIn = (text: string) => parts.filter((part) => markers[part].some((mark) => text.includes(mark)));

  it('says who they are: the most telling fields first, what they do, and where the rest is', async () => {
    await show(allFor('anyone'));
    const said = JSON.parse(await document());
    expect(said).toMatchObject({
      type: 'Person',
      summary: '<p>Headlinemark</p><p>Aboutmark is <em>mine</em>.</p>',
      discoverable: false,
      indexable: false,
      'gh:collective': [loom.actor.iri],
      hasOccupation: [{ '@type': 'Occupation', name: 'Headlinemark', skills: ['Domark:75'] }],
    });
    expect(said.attachment.map((field: { name: string }) => field.name)).toEqual([
      ...['Collective', 'Skills', 'Availability', 'Rate', 'linkmark.example', 'Work profile'],
    ]);
    const [collective, skills, availability, rate, link, work] = said.attachment;
    expect(collective.value).toContain(`href="${loom.actor.iri}" rel="me"`);
    expect(skills.value).toBe('Domark');
    expect(availability.value).toMatch(/^17 h\/week from \d{4}-\d\d-\d\d \(as of \d{4}-\d\d-\d\d\)$/);
    expect(rate.value).toBe('from 4321 EUR/h');
    expect(link.value).toContain('href="https://linkmark.example/me" rel="me"');
    expect(work).toEqual({
      type: 'Link',
      name: 'Work profile',
      href: `${loom.origin}/@ines/profile.json`,
      mediaType: 'application/json',
      rel: ['https://w3id.org/guildhall/ns#profile'],
    });
  });

  it('a page that was not seen to link back is not among the fields, nor a week that has passed', async () => {
    const other = await fullSignpost(loom, 'omar');
    await loom.work((work) => addLink(work, other, { url: 'https://unseen.example/', label: 'Unseen' }));
    await loom.work((work) => setAvailability(work, other, []));
    await settled(loom);
    const said = await document('omar');
    expect(said).toContain('linkmark.example');
    expect(said).not.toContain('Unseen');
    expect(said).not.toContain('Availability');
  });

  it('lets others find them only if they said so', async () => {
    await loom.work((work) => setIndexable(work, ines, true));
    await settled(loom);
    expect(JSON.parse(await document())).toMatchObject({ discoverable: true, indexable: true });
    await loom.work((work) => setIndexable(work, ines, false));
    await settled(loom);
    expect(JSON.parse(await document())).toMatchObject({ discoverable: false, indexable: false });
  });

  it.each(parts)('shows %s to those it is for, in the document as in the profile', async (part) => {
    for (const audience of audiences) {
      await show({ ...allFor('anyone'), [part]: audience });
      const open = `${await document()} ${await (await profile()).text()}`;
      const allied = (await profileFor(friend)).text;
      const others = parts.filter((one) => one !== part);
      expect([audience, partsIn(open)]).toEqual([audience, audience === 'anyone' ? parts : others]);
      const isForAllies = audience === 'anyone' || audience === 'allies';
      expect([audience, partsIn(allied)]).toEqual([audience, isForAllies ? parts : others]);
    }
  });

  it('says only a name where the page is not for anyone, and what the allies may see to allies', async () => {
    for (const audience of ['allies', 'members', 'me'] as const) {
      const handle = `shy_${audience}`;
      const { id } = await fullSignpost(loom, handle);
      // The commands do not let it come to that; what goes out does not count on it.
      const kept = JSON.stringify({ ...allFor('anyone'), page: audience });
      await loom.db.updateTable('signpost').set({ audiences: kept }).where('member_id', '=', id).execute();
      const said = await document(handle);
      expect(partsIn(said)).toEqual([]);
      expect(JSON.parse(said).attachment).toHaveLength(1);
      expect((await profile(handle)).status).toBe(404);
      expect((await profileFor(friend, handle)).status).toBe(audience === 'allies' ? 200 : 404);
    }
  });

  it('P01, P04: what allies may see goes to them alone, and into no cache', async () => {
    await show({ ...allFor('allies'), page: 'anyone' });
    const open = await profile();
    expect(open.status).toBe(200);
    expect(open.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(open.headers.get('cache-control')).toBe('public, max-age=60');
    expect(open.headers.get('vary')).toContain('Signature');
    expect(partsIn(await open.text())).toEqual([]);
    const allied = await profileFor(friend);
    expect(partsIn(allied.text)).toEqual(parts);
    expect(allied.headers).toMatchObject({ 'cache-control': 'private, no-store' });
    expect(allied.headers['vary']).toContain('Signature');
    // One after another in any order: nobody is given what the one before was given.
    for (const who of [stranger, person, friend, stranger, person]) {
      expect([who.id, partsIn((await profileFor(who)).text)]).toEqual([who.id, who === friend ? parts : []]);
      expect(partsIn(await (await profile()).text())).toEqual([]);
    }
    await show(allFor('anyone'));
  });

  it('P04: a signature that is not theirs, or none of an ally who is not followed any more, opens nothing', async () => {
    await show({ ...allFor('allies'), page: 'anyone' });
    const forged = await loom.getSigned(friend, '/@ines/profile.json', { privateKey: stranger.privateKey });
    expect([forged.status, partsIn(forged.text)]).toEqual([200, []]);
    const late = await loom.getSigned(friend, '/@ines/profile.json', { at: Date.now() - 86_400_000 });
    expect(partsIn(late.text)).toEqual([]);
    const other = await loom.getSigned(friend, '/@omar/profile.json');
    const moved = await loom.getSigned(friend, '/@ines/profile.json', { cover: ['date'] });
    expect([other.status, partsIn(moved.text)]).toEqual([200, []]);
    await show(allFor('anyone'));
  });

  it('is nobody, in the document as in the profile, while they are a candidate or did not choose to be seen', async () => {
    const quiet = await fullSignpost(loom, 'quiet', false);
    expect((await loom.get('/@quiet')).status).toBe(404);
    expect((await profile('quiet')).status).toBe(200);
    await show({ page: 'allies' }, quiet);
    for (const reply of [await profile('quiet'), await profileFor(friend, 'quiet')])
      expect(reply.status).toBe(404);
    const young = await fullSignpost(loom, 'young');
    await loom.db.updateTable('member').set({ stage: 'candidate' }).where('id', '=', young.id).execute();
    expect((await loom.get('/@young')).status).toBe(404);
    expect((await profile('young')).status).toBe(404);
    expect(await (await loom.get('/@loom/affiliations')).text()).not.toContain('young');
    const { attachment } = await (await loom.get('/@loom')).json();
    expect(attachment).toContainEqual({ type: 'PropertyValue', name: 'Members', value: '7' });
    const missing = await profile('nobody');
    expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, 'no-store']);
  });

  it('a change travels as Update, and withdrawing a field takes it out of what is sent', async () => {
    const fan = third.actor('fan');
    await loom.receive(fan, {
      '@context': 'https://www.w3.org/ns/activitystreams',
      ...{ id: `${fan.id}/follow`, type: 'Follow', actor: fan.id, object: `${loom.origin}/@ines` },
    });
    await settled(loom);
    third.clear();
    await show({ terms: 'members' });
    const [update] = heard(third, 'Update');
    expect(update).toMatchObject({ actor: `${loom.origin}/@ines`, object: { type: 'Person' } });
    expect(JSON.stringify(update)).toContain('Domark');
    expect(JSON.stringify(update)).not.toContain('4321');
  });

  it('once they left the network, their addresses say so', async () => {
    const gone = await fullSignpost(loom, 'gone');
    await loom.work((work) => setFederated(work, gone, false));
    await settled(loom);
    expect((await loom.get('/@gone')).status).toBe(410);
  });
});

describe('a Guildhall that is followed', () => {
  it('is given what allies may see, by the signature of its instance', async () => {
    const [loom, kiln] = await Promise.all([
      startTestNode({ kind: 'embedded', handle: 'loom' }),
      startTestNode({ kind: 'embedded', handle: 'kiln' }),
    ]);
    try {
      const ines = await fullSignpost(loom, 'ines');
      await loom.work((work) => setAudiences(work, ines, { ...allFor('allies'), page: 'anyone' }));
      await settled(loom);
      const instance = await instanceOf(kiln);
      const read = () => loom.getSigned(instance, '/@ines/profile.json');
      expect((await read()).text).not.toContain('Domark');
      await followEachOther(loom, kiln);
      expect((await read()).text).toContain('Domark');
    } finally {
      await Promise.all([loom.close(), kiln.close()]);
    }
  });
});

/** The instance actor of a node, as one who signs. */
async function instanceOf(node: TestNode): Promise<Signer> {
  const open = await createOwnKeys(node.platform).of('instance');
  if (open === undefined) throw new Error('The node has no instance actor.');
  return { keyId: open.keyId, privateKey: open.rsa };
}
