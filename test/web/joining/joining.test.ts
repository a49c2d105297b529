import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Member } from '../../../src/domain/members/member.ts';
import { findMemberByHandle } from '../../../src/domain/members/queries.ts';
import { openSite, type TestSite, type Visitor } from '../pages/site.ts';

const invited = {
  name: 'Mira Okafor',
  email: '',
  engagement: 'apprentice',
  stage: 'member',
  note: 'Come **in**.',
};

/** The secret in the first address of a page that leads to `path`. */
function secretIn(text: string, path: string): string {
  const found = new RegExp(`${path}\\?token=([\\w-]{43})`).exec(text)?.[1];
  if (found === undefined) throw new Error(`No link to ${path} is on this page.`);
  return found;
}

describe('joining', () => {
  let site: TestSite;
  let steward: Visitor;
  let ben: Member;
  let benSees: Visitor;

  beforeAll(async () => {
    site = await openSite();
    const founded = await site.found();
    ben = await site.addPerson('Ben Adeyemi', 'ben');
    steward = site.visitor();
    await steward.signIn(await site.signInToken(founded.steward.id));
    benSees = site.visitor();
    await benSees.signIn(await site.signInToken(ben.id));
  });
  afterAll(() => site?.close());

  const invite = async (rest: Partial<typeof invited> = {}, by = benSees): Promise<string> => {
    const made = await by.post('/invitations', { ...invited, ...rest });
    expect(made.status).toBe(200);
    return secretIn(made.text, '/join');
  };

  test('a member makes an invitation and sees its link once, as text and as a picture', async () => {
    expect((await site.visitor().get('/invitations')).status).toBe(401);
    const empty = await benSees.get('/invitations');
    expect(empty.text).toContain('No invitation is open');
    expect(empty.text).toContain('5 of 5 left');
    const made = await benSees.post('/invitations', invited);
    const secret = secretIn(made.text, '/join');
    expect(made.text).toContain(
      'role="img" aria-label="QR code with the link of the invitation for Mira Okafor',
    );
    const list = await benSees.get('/invitations');
    expect(list.text).not.toContain(secret);
    expect(list.text).toContain('4 of 5 left');
    expect(list.text).toContain('Mira Okafor');
    expect(list.text).not.toMatch(/style=|<script(?! type="module" src)/);
  });

  test('a form with something wrong comes back with what was typed', async () => {
    const back = await benSees.post('/invitations', { ...invited, name: '', email: 'mira@', note: 'Kept.' });
    expect(back.status).toBe(400);
    expect(back.text).toContain('Kept.');
    const mail = await benSees.post('/invitations', { ...invited, email: 'mira@' });
    expect(mail.text).toContain('&quot;mira@&quot; is not a mail address.');
  });

  test('the page of an invitation works signed out, sets no cookie and uses nothing up', async () => {
    const token = await invite({ stage: 'candidate' });
    const visitor = site.visitor();
    for (let count = 0; count < 2; count++) {
      const page = await visitor.get(`/join?token=${token}`);
      expect(page.status).toBe(200);
      expect(page.headers.getSetCookie()).toEqual([]);
      expect(page.headers.get('cache-control')).toBe('no-store');
      for (const words of ['Ben Adeyemi', 'Free agents who make', 'Come **in**.', 'Nothing of you is public'])
        expect(page.text).toContain(words);
      expect(page.text).toContain('value="Mira Okafor"');
      expect(page.text).not.toContain('Ana Verhelst');
    }
    expect((await visitor.get('/join?token=x')).status).toBe(400);
    expect((await visitor.get('/join')).status).toBe(400);
  });

  test('accepting signs in, leads to a passkey and then to the signpost, and works once', async () => {
    const token = await invite();
    const visitor = site.visitor();
    const taken = await visitor.post('/join/accept', { token, name: 'Mira', handle: 'ben', email: '' });
    expect(taken.status).toBe(400);
    expect(taken.text).toContain('The handle &quot;ben&quot; is taken here.');
    expect(visitor.cookies.size).toBe(0);
    const came = await visitor.post('/join/accept', {
      token,
      name: 'Mira',
      handle: '@Mira',
      email: 'mira@loom.test',
    });
    expect([came.status, came.headers.get('location')]).toEqual([
      303,
      '/settings/sign-in?done=in&next=%2Fme%2Fstart',
    ]);
    expect((await visitor.get('/settings/sign-in')).status).toBe(200);
    expect(await findMemberByHandle(site.platform.db, 'mira')).toMatchObject({
      ...{ name: 'Mira', engagement: 'apprentice', invitedBy: ben.id, isFederated: false, hats: [] },
    });
    const again = { token, name: 'Mira', handle: 'mira2', email: '' };
    expect((await site.visitor().post('/join/accept', again)).status).toBe(410);
    expect((await site.visitor().post('/join/decline', { token })).status).toBe(410);
    expect((await site.visitor().post('/join/question', { token, question: 'And?' })).status).toBe(410);
    const over = await site.visitor().get(`/join?token=${token}`);
    expect(over.status).toBe(410);
    expect(over.text).toContain('Ask Ben Adeyemi for a new one');
  });

  test('an invitation is no sign-in link, and a sign-in link is no invitation', async () => {
    const token = await invite();
    expect((await site.visitor().signIn(token)).status).toBe(400);
    const link = await site.signInToken(ben.id);
    expect((await site.visitor().get(`/join?token=${link}`)).status).toBe(400);
    const accept = { token: link, name: 'Eve', handle: 'eve', email: '' };
    expect((await site.visitor().post('/join/accept', accept)).status).toBe(400);
    expect((await site.visitor().signIn(link)).status).toBe(303);
  });

  test('who comes too late asks for a new one with one click, and the inviter sees it', async () => {
    const made = await steward.post('/invitations', { ...invited, name: 'Late Lou' });
    const token = secretIn(made.text, '/join');
    const list = await steward.get('/invitations');
    const id = /Late Lou[\s\S]*?name="invitation" value="([\w-]{36})"/.exec(list.text)?.[1] ?? '';
    const revoked = await steward.post('/invitations/revoke', { invitation: id });
    expect(revoked.headers.get('location')).toBe('/invitations?done=revoked');
    const visitor = site.visitor();
    expect((await visitor.get(`/join?token=${token}`)).text).toContain('It was taken back.');
    expect((await visitor.post('/join/again', { token })).text).toContain('Ana Verhelst knows now');
    expect((await steward.get('/invitations')).text).toContain('Asked for a new one');
    const renewed = await steward.post('/invitations/renew', { invitation: id });
    expect((await visitor.get(`/join?token=${secretIn(renewed.text, '/join')}`)).status).toBe(200);
    expect((await visitor.get(`/join?token=${token}`)).status).toBe(410);
  });

  test('a question and a no reach the inviter', async () => {
    const token = await invite({ name: 'Quill' }, steward);
    const visitor = site.visitor();
    const asked = await visitor.post('/join/question', { token, question: 'How many hours?' });
    expect(asked.headers.get('location')).toBe(`/join?token=${token}&done=asked-inviter`);
    expect((await visitor.get(asked.headers.get('location') ?? '')).text).toContain('Asked. The answer');
    expect((await steward.get('/invitations')).text).toContain('How many hours?');
    expect((await visitor.post('/join/decline', { token })).text).toContain('You said no');
  });

  test('a member sees and touches only their own invitations, a steward everybody’s', async () => {
    await invite({ name: 'Only Anas' }, steward);
    const all = await steward.get('/invitations');
    expect(all.text).toContain('Only Anas');
    expect(all.text).toContain('by <bdi>Ben Adeyemi</bdi>');
    const own = await benSees.get('/invitations');
    expect(own.text).not.toContain('Only Anas');
    const id = /Only Anas[\s\S]*?name="invitation" value="([\w-]{36})"/.exec(all.text)?.[1] ?? '';
    for (const act of ['renew', 'revoke'])
      expect((await benSees.post(`/invitations/${act}`, { invitation: id })).status).toBe(404);
  });

  test('who brought whom is a picture that says what it shows, with a table behind it', async () => {
    const { text } = await benSees.get('/invitations');
    expect(text).toMatch(
      /<svg class="tree"[^>]*role="img" aria-label="3 people: 2 came without an invitation, one was brought/,
    );
    expect(text).toMatch(/<details><summary>The same as a table[\s\S]*Mira[\s\S]*Ben Adeyemi/);
  });

  test('all of it is said in German too', async () => {
    const { text } = await benSees.get('/invitations', { 'accept-language': 'de' });
    expect(text).toContain('Jemanden einladen');
    const token = await invite({}, steward);
    const page = await site.visitor().get(`/join?token=${token}`, { 'accept-language': 'de' });
    expect(page.text).toContain('Annehmen und dazukommen');
    const refused = await site
      .visitor()
      .post('/join/accept', { token, name: 'A', handle: 'ben', email: 'x' }, { 'accept-language': 'de' });
    expect(refused.text).not.toContain('Accept');
  });
});
