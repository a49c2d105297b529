import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiToken, findApiToken } from '../../../src/domain/auth/api-tokens.ts';
import { setFederated } from '../../../src/domain/members/commands.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { requireMember } from '../../../src/domain/members/queries.ts';
import { inWork } from '../../../src/domain/work.ts';
import { openSite, type TestSite, type Visitor } from '../pages/site.ts';

describe('belonging', () => {
  let site: TestSite;
  let founder: Member;
  let steward: Visitor;

  beforeAll(async () => {
    site = await openSite({ settings: { TRUST_PROXY: '127.0.0.0/8' } });
    founder = (await site.found()).steward;
    steward = await signedIn(founder);
  });
  afterAll(() => site?.close());

  async function signedIn(member: Member): Promise<Visitor> {
    const visitor = site.visitor();
    await visitor.signIn(await site.signInToken(member.id));
    return visitor;
  }

  /** As if the browser had shown an hour ago that it is them. */
  async function forgetProof(member: Member): Promise<void> {
    const before = { proved_at: Temporal.Now.instant().subtract({ hours: 1 }) };
    await site.platform.db.updateTable('session').set(before).where('member_id', '=', member.id).execute();
  }

  describe('an application', () => {
    const wanted = {
      ...{ name: 'Lio Brandt', email: 'lio@away.test', fediverse: '', does: 'I draw maps.' },
      ...{ why: 'You make things readable.', links: 'https://lio.test/maps', website: '' },
    };
    let client = 1;
    /** Each from an address of its own, so that the limit of one is not that of all. */
    const send = (rest: Partial<typeof wanted> = {}, from = `203.0.113.${++client}`) =>
      site
        .visitor()
        .post('/apply', { ...wanted, email: `lio${client}@away.test`, ...rest }, { 'x-forwarded-for': from });
    const policy = (joinPolicy: 'application' | 'invitation' | 'closed') =>
      site.platform.db.updateTable('collective').set({ join_policy: joinPolicy }).execute();

    test('is possible only where the collective says so; elsewhere the page says how one joins', async () => {
      const closed = await site.visitor().get('/apply');
      expect(closed.text).toContain('One joins here by invitation');
      expect((await send()).status).toBe(400);
      await policy('application');
      expect((await site.visitor().get('/apply')).text).toContain('Send the application');
    });

    test('gets a secret address that says what becomes of it, and is read by members only', async () => {
      const sent = await send();
      const status = sent.headers.get('location') ?? '';
      expect([sent.status, status]).toEqual([
        303,
        expect.stringMatching(/^\/apply\/status\?token=[\w-]{43}&/),
      ]);
      const page = await site.visitor().get(status);
      expect(page.text).toContain('Received. Keep the address');
      expect(page.text).toContain('I draw maps.');
      expect((await site.visitor().get('/applications')).status).toBe(401);
      const list = await steward.get('/applications');
      expect(list.text).toContain('Lio Brandt');
      expect(list.text).toContain('0 of 2 vouch');
    });

    test('is admitted by a steward after two members vouched, and opens its invitation by itself', async () => {
      const status = (await send({ name: 'Noor' })).headers.get('location') ?? '';
      const list = await steward.get('/applications');
      const path = /href="(\/applications\/[\w-]{36})"[^>]*>Noor</.exec(list.text)?.[1] ?? '';
      const helper = await signedIn(await site.addPerson('Cas', 'cas'));
      const early = await steward.post(`${path}/admit`, { engagement: 'freelancer', stage: 'member' });
      expect(early.status).toBe(400);
      expect(early.text).toContain('0 of 2 members vouch for Noor.');
      expect((await steward.get(path)).text).toContain('2 more members have to vouch first.');
      for (const visitor of [helper, steward]) {
        const vouched = await visitor.post(`${path}/vouch`, { sentence: 'I have seen their work.' });
        expect(vouched.headers.get('location')).toBe(`${path}?done=vouched`);
      }
      expect((await helper.post(`${path}/admit`, { engagement: 'freelancer', stage: 'member' })).status).toBe(
        403,
      );
      expect((await helper.get(path)).text).not.toContain('Admit Noor');
      const waiting = await site.visitor().get(status);
      expect(waiting.text).not.toContain('I have seen their work.');
      const made = await steward.post(`${path}/admit`, { engagement: 'freelancer', stage: 'member' });
      expect(made.text).toContain('The invitation for Noor');
      const token = /token=([\w-]+)/.exec(status)?.[1] ?? '';
      const opened = await site.visitor().post('/apply/open', { token });
      expect(opened.headers.get('location')).toMatch(/^\/join\?token=[\w-]{43}$/);
      expect((await site.visitor().get(opened.headers.get('location') ?? '')).status).toBe(200);
    });

    test('is declined with a reason that its sender reads', async () => {
      const status = (await send({ name: 'Quentin' })).headers.get('location') ?? '';
      const list = await steward.get('/applications');
      const path = /href="(\/applications\/[\w-]{36})"[^>]*>Quentin</.exec(list.text)?.[1] ?? '';
      expect((await steward.post(`${path}/decline`, { reason: ' ' })).status).toBe(400);
      await steward.post(`${path}/decline`, { reason: 'Try the Kiln: they draw more maps.' });
      const page = await site.visitor().get(status);
      expect(page.text).toContain('Declined');
      expect(page.text).toContain('Try the Kiln: they draw more maps.');
    });

    test('is erased when its sender takes it back', async () => {
      const status = (await send({ name: 'Rune Holm' })).headers.get('location') ?? '';
      const token = /token=([\w-]+)/.exec(status)?.[1] ?? '';
      await site.visitor().post('/apply/withdraw', { token });
      expect((await site.visitor().get(status)).text).toContain('What you wrote is erased.');
      expect((await steward.get('/applications')).text).not.toContain('Rune Holm');
    });

    test('is answered the same for the address of a member and of a stranger', async () => {
      const answers = [];
      for (const email of ['ana@loom.test', 'eva@away.test']) {
        const sent = await send({ email });
        const page = await site.visitor().get(sent.headers.get('location') ?? '');
        answers.push([sent.status, sent.text.length, page.status, page.text.length]);
      }
      expect(answers[0]).toEqual(answers[1]);
    });

    test('of something that fills in what nobody sees looks received, and is not there', async () => {
      const sent = await send({ name: 'Bot', website: 'https://spam.test' });
      expect(sent.headers.get('location')).toMatch(/^\/apply\/status\?token=[\w-]{43}&done=applied$/);
      expect((await steward.get('/applications')).text).not.toContain('>Bot<');
    });

    test('comes six times an hour from one place, and three times a day from one address', async () => {
      const places = [];
      for (let count = 0; count < 7; count++) {
        places.push((await send({ email: `a${count}@many.test` }, '198.51.100.7')).status);
      }
      expect(places).toEqual([303, 303, 303, 303, 303, 303, 429]);
      const addresses = [];
      for (let count = 0; count < 4; count++) addresses.push((await send({ email: 'one@many.test' })).status);
      expect(addresses).toEqual([303, 303, 303, 429]);
    });
  });

  describe('the roster', () => {
    test('is for stewards, and holds everybody with stage, engagement and hats', async () => {
      const dana = await site.addPerson('Dana', 'dana');
      await site.platform.db
        .updateTable('member')
        .set({ stage: 'candidate', engagement: 'volunteer' })
        .where('id', '=', dana.id)
        .execute();
      const { text } = await steward.get('/members');
      for (const words of ['Dana', '@dana', 'Candidate', 'Volunteer', 'Steward'])
        expect(text).toContain(words);
      expect((await (await signedIn(dana)).get('/members')).status).toBe(403);
      expect((await site.visitor().get(`/members/${dana.id}`)).status).toBe(401);
      expect((await steward.get('/members/nobody')).status).toBe(404);
    });

    test('changes an engagement at once, and hats only after a fresh proof', async () => {
      const { db } = site.platform;
      const eli = await site.addPerson('Eli', 'eli');
      const path = `/members/${eli.id}`;
      await forgetProof(founder);
      await steward.post(path, { engagement: 'apprentice', stage: 'member' });
      expect(await requireMember(db, eli.id)).toMatchObject({ engagement: 'apprentice', hats: [] });
      const hatted = { engagement: 'apprentice', stage: 'member', 'hat-moderator': 'yes' };
      const asked = await steward.post(path, hatted);
      expect(asked.headers.get('location')).toBe(`/sign-in/again?next=${encodeURIComponent(path)}`);
      expect((await requireMember(db, eli.id)).hats).toEqual([]);
      await steward.signIn(await site.signInToken(founder.id));
      await steward.post(path, hatted);
      expect((await requireMember(db, eli.id)).hats).toEqual(['moderator']);
    });

    test('refuses to take the hat of the last steward', async () => {
      const back = await steward.post(`/members/${founder.id}`, {
        engagement: 'freelancer',
        stage: 'member',
      });
      expect(back.status).toBe(400);
      expect(back.text).toContain('That is the last steward here.');
      expect((await requireMember(site.platform.db, founder.id)).hats).toEqual(['steward']);
    });

    test('lets a steward put somebody out, who is signed out at once and reads why', async () => {
      const finn = await site.addPerson('Finn', 'finn');
      const finnSees = await signedIn(finn);
      const path = `/members/${finn.id}/remove`;
      expect((await finnSees.post(path, { reason: 'Me.' })).status).toBe(403);
      await forgetProof(founder);
      expect((await steward.post(path, { reason: 'Shouting.' })).status).toBe(303);
      expect((await finnSees.get('/invitations')).status).toBe(200);
      await steward.signIn(await site.signInToken(founder.id));
      const removed = await steward.post(path, { reason: 'Shouting.' });
      expect(removed.text).toContain('Finn does not belong here any more');
      expect((await finnSees.get('/invitations')).status).toBe(401);
      const token = /farewell\?token=([\w-]{43})/.exec(removed.text)?.[1] ?? '';
      const page = await site.visitor().get(`/farewell?token=${token}`);
      expect(page.text).toContain('Shouting.');
      expect(page.text).not.toContain('Come back now');
      expect((await site.visitor().post('/farewell/come-back', { token })).status).toBe(403);
    });
  });

  describe('leaving', () => {
    test('is in nobody’s way but the last steward’s, who is shown the next step', async () => {
      const page = await steward.get('/leave');
      expect(page.text).toContain('You are the last steward');
      expect(page.text).toContain('<a href="/members">');
      expect(page.text).not.toContain('Leave now');
      const forced = await steward.post('/leave', { going: 'known' });
      expect(forced.status).toBe(400);
      expect(forced.text).toContain('Make somebody else a steward first.');
    });

    test('needs a fresh proof, ends every way in, and can be undone from a secret page', async () => {
      const { db } = site.platform;
      const gita = await site.addPerson('Gita', 'gita');
      const gitaSees = await signedIn(gita);
      const other = await signedIn(gita);
      const bearer = await inWork(site.platform, (work) =>
        createApiToken(work, 'mine', ['read'], undefined, gita.id),
      );
      expect((await gitaSees.get('/leave')).text).toContain('href="/me/export"');
      await forgetProof(gita);
      const unproved = await gitaSees.post('/leave', { going: 'known' });
      expect(unproved.headers.get('location')).toBe('/sign-in/again?next=%2Fleave');
      await gitaSees.signIn(await site.signInToken(gita.id));
      expect((await gitaSees.post('/leave', {})).status).toBe(400);
      const left = await gitaSees.post('/leave', { going: 'known' });
      const farewell = left.headers.get('location') ?? '';
      expect(farewell).toMatch(/^\/farewell\?token=[\w-]{43}$/);
      expect(gitaSees.cookies.size).toBe(0);
      expect((await other.get('/leave')).status).toBe(401);
      expect(await findApiToken(db, bearer, Temporal.Now.instant())).toBeUndefined();
      expect((await steward.get('/members')).text).toContain('Were here');

      const page = await gitaSees.get(farewell);
      expect(page.text).toContain('Goodbye, Gita');
      const token = farewell.split('token=')[1] ?? '';
      const back = await gitaSees.post('/farewell/come-back', { token });
      expect([back.status, back.headers.get('location')]).toEqual([303, '/']);
      expect((await gitaSees.get('/leave')).status).toBe(200);
      expect((await site.visitor().get(farewell)).status).toBe(400);
    });

    test('says to somebody on the Fediverse what disappearing does there', async () => {
      const hugo = await site.addPerson('Hugo', 'hugo');
      await inWork(site.platform, (work) => setFederated(work, hugo, true));
      const hugoSees = await signedIn(hugo);
      expect((await hugoSees.get('/leave')).text).toContain('other servers are asked to delete you');
      await hugoSees.post('/leave', { going: 'gone' });
      expect((await site.visitor().get('/@hugo')).status).toBe(410);
      expect((await steward.get('/members')).text).not.toContain('Hugo');
    });
  });
});
