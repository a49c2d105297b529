import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueLink } from '../../../src/domain/auth/links.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { inWork } from '../../../src/domain/work.ts';
import { type Deviation, SoftPasskey } from '../../support/authenticator.ts';
import { openSite, type TestSite, type Visitor } from '../pages/site.ts';

let site: TestSite;
let ana: Member;
let bo: Member;

beforeAll(async () => {
  site = await openSite();
  ({ steward: ana } = await site.found());
  bo = await site.addPerson('Bo Lindqvist', 'bo');
});
afterAll(() => site.close());

/** Sends JSON as the module of a page does. */
async function send(visitor: Visitor, path: string, body: unknown) {
  await site.platform.db.deleteFrom('attempt').execute();
  const headers = { 'content-type': 'application/json', origin: site.origin, accept: 'application/json' };
  const { status, text } = await visitor.send('POST', path, headers, JSON.stringify(body));
  return { status, json: JSON.parse(text) };
}

async function signedIn(member: Member): Promise<Visitor> {
  const visitor = site.visitor();
  await visitor.signIn(await site.signInToken(member.id));
  return visitor;
}

/** Makes a passkey for who is signed in. */
async function enrol(visitor: Visitor, name = 'A phone', other: Deviation = {}) {
  const passkey = new SoftPasskey(site.origin);
  const { json } = await send(visitor, '/settings/passkeys/options', {});
  const answer = passkey.make(json.options, other);
  const kept = await send(visitor, '/settings/passkeys', { answer, name });
  return { passkey, answer, kept };
}

async function challenge(visitor: Visitor, path = '/sign-in/passkey/options') {
  const { json } = await send(visitor, path, {});
  return json.options as { challenge: string };
}

/** Tries to sign in with a passkey that says what it likes. */
async function tryIn(passkey: SoftPasskey, other: Deviation = {}) {
  const visitor = site.visitor();
  const answer = passkey.use(await challenge(visitor), other);
  const { status, json } = await send(visitor, '/sign-in/passkey', { answer, next: '/allies' });
  return { visitor, answer, status, json, isIn: (await visitor.get('/settings')).status === 200 };
}

async function idsOf(visitor: Visitor): Promise<string[]> {
  const { text } = await visitor.get('/settings/sign-in');
  return [...new Set([...text.matchAll(/name="passkey" value="([^"]+)"/g)].map(([, id]) => id ?? ''))];
}

async function age(member: Member, minutes: number): Promise<void> {
  const at = Temporal.Now.instant().subtract({ minutes });
  await site.platform.db
    .updateTable('session')
    .set({ proved_at: at })
    .where('member_id', '=', member.id)
    .execute();
}

describe('a passkey', () => {
  test('lets its person in without a name, and leads on within this site only', async () => {
    const { passkey, kept } = await enrol(await signedIn(ana));
    expect([kept.status, kept.json.next]).toEqual([200, '/settings/sign-in?done=keyed']);
    const { status, json, isIn, visitor } = await tryIn(passkey);
    expect([status, json.next, isIn]).toEqual([200, '/allies', true]);
    expect((await visitor.get('/settings')).text).toContain('Ana Verhelst');
    const evil = passkey.use(await challenge(visitor));
    const led = await send(site.visitor(), '/sign-in/passkey', { answer: evil, next: '//evil.test' });
    expect(led.json.next).toBe('/');
  });

  test.each<[string, Deviation]>([
    ['made on another site', { origin: 'https://evil.test' }],
    ['made on our host at another port', { origin: 'http://localhost:1' }],
    ['made for another host', { rpId: 'evil.test' }],
    ['without its person verified', { isVerified: false }],
    ['that was used instead', { type: 'webauthn.get' }],
  ])('%s is not kept', async (_, other) => {
    const visitor = await signedIn(ana);
    const before = await idsOf(visitor);
    const { kept } = await enrol(visitor, 'A phone', other);
    expect([kept.status, kept.json.code]).toEqual([400, 'passkey.refused']);
    expect(await idsOf(visitor)).toEqual(before);
  });

  test.each<[string, Deviation]>([
    ['signed on another site', { origin: 'https://evil.test' }],
    ['signed for another host', { rpId: 'evil.test' }],
    ['signed without its person verified', { isVerified: false }],
    ['that says it is somebody else', { userHandle: Buffer.alloc(16).toString('base64url') }],
    ['that was made instead', { type: 'webauthn.create' }],
    ['whose counter went back', { counter: 1 }],
    ['whose counter stood still', { counter: 5 }],
  ])('%s opens nothing', async (_, other) => {
    const { passkey } = await enrol(await signedIn(ana));
    expect((await tryIn(passkey, { counter: 5 })).isIn).toBe(true);
    const { status, json, isIn } = await tryIn(passkey, other);
    expect([status, json.code, isIn]).toEqual([400, 'passkey.refused', false]);
    expect((await tryIn(passkey, { counter: 6 })).isIn).toBe(true);
  });

  test('that nobody has here is refused as any other', async () => {
    const { status, json } = await tryIn(new SoftPasskey(site.origin));
    expect([status, json.code]).toEqual([400, 'passkey.refused']);
  });

  test('answers a challenge once, within five minutes, for what it was asked', async () => {
    const signed = await signedIn(ana);
    const { passkey } = await enrol(signed);
    const { answer } = await tryIn(passkey);
    const again = await send(site.visitor(), '/sign-in/passkey', { answer, next: '/' });
    expect([again.status, again.json.code]).toEqual([400, 'passkey.challenge']);

    const late = passkey.use(await challenge(signed));
    const past = Temporal.Now.instant().subtract({ seconds: 1 });
    await site.platform.db.updateTable('passkey_challenge').set({ expires_at: past }).execute();
    const tooLate = await send(site.visitor(), '/sign-in/passkey', { answer: late, next: '/' });
    expect(tooLate.json.code).toBe('passkey.challenge');

    const proof = passkey.use(await challenge(signed, '/sign-in/again/options'));
    const elsewhere = await send(site.visitor(), '/sign-in/passkey', { answer: proof, next: '/' });
    expect(elsewhere.json.code).toBe('passkey.challenge');
    const other = await send(await signedIn(bo), '/sign-in/again/passkey', { answer: proof, next: '/' });
    expect(other.json.code).toBe('passkey.challenge');
    // Nobody else could use it up either.
    expect((await send(signed, '/sign-in/again/passkey', { answer: proof, next: '/' })).status).toBe(200);
  });

  test('a wrong answer uses its challenge up', async () => {
    const { passkey } = await enrol(await signedIn(ana));
    const options = await challenge(site.visitor());
    const wrong = passkey.use(options, { isVerified: false });
    expect((await send(site.visitor(), '/sign-in/passkey', { answer: wrong, next: '/' })).status).toBe(400);
    const right = passkey.use(options);
    const after = await send(site.visitor(), '/sign-in/passkey', { answer: right, next: '/' });
    expect(after.json.code).toBe('passkey.challenge');
  });

  test('twice at the same moment lets in once', async () => {
    const { passkey } = await enrol(await signedIn(ana));
    const answer = passkey.use(await challenge(site.visitor()));
    const both = await Promise.all(
      [1, 2].map(() => send(site.visitor(), '/sign-in/passkey', { answer, next: '/' })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
  });
});

describe('the list of passkeys', () => {
  test('what is not a message of ours is refused', async () => {
    const visitor = await signedIn(ana);
    for (const body of [null, {}, { answer: {}, name: '' }, { answer: 'x', name: '', admin: true }]) {
      expect((await send(visitor, '/settings/passkeys', body)).status).toBe(400);
      expect((await send(visitor, '/sign-in/passkey', body)).status).toBe(400);
    }
    const { kept } = await enrol(visitor);
    expect(kept.status).toBe(200);
  });

  test('is its owner’s alone: nobody else renames or removes, or learns that it is there', async () => {
    const mine = await signedIn(ana);
    await enrol(mine);
    const [id = ''] = await idsOf(mine);
    const other = await signedIn(bo);
    const unknown = '0197a000-0000-7000-8000-000000000000';
    for (const passkey of [id, unknown]) {
      expect((await other.post('/settings/passkeys/remove', { passkey })).status).toBe(404);
      expect((await other.post('/settings/passkeys/rename', { passkey, name: 'Mine now' })).status).toBe(404);
    }
    expect(await idsOf(mine)).toContain(id);
    expect((await mine.get('/settings/sign-in')).text).not.toContain('Mine now');
    const visitor = site.visitor();
    expect((await visitor.post('/settings/passkeys/remove', { passkey: id })).status).toBe(401);
  });

  test('keeps each passkey once, renames it, and removes it at once', async () => {
    const cy = await site.addPerson('Cy Adeyemi', 'cy');
    const visitor = await signedIn(cy);
    const first = await enrol(visitor, 'Phone');
    const { json } = await send(visitor, '/settings/passkeys/options', {});
    expect(json.options.excludeCredentials).toMatchObject([
      { id: first.answer.id, transports: ['internal'] },
    ]);
    expect(json.options.authenticatorSelection).toMatchObject({
      residentKey: 'required',
      userVerification: 'required',
    });
    expect([json.options.attestation, json.options.rp.id]).toEqual(['none', 'localhost']);
    const again = first.passkey.make(json.options);
    expect((await send(visitor, '/settings/passkeys', { answer: again, name: '' })).status).toBe(409);

    const [id = ''] = await idsOf(visitor);
    await visitor.post('/settings/passkeys/rename', { passkey: id, name: 'The old phone' });
    expect((await visitor.get('/settings/sign-in')).text).toContain('The old phone');
    expect((await visitor.post('/settings/passkeys/rename', { passkey: id, name: ' ' })).status).toBe(400);

    // Cy has no mail address: this is the only way in.
    const last = await visitor.post('/settings/passkeys/remove', { passkey: id });
    expect([last.status, last.text.includes('only way in')]).toEqual([409, true]);
    const second = await enrol(visitor, 'Laptop');
    expect((await visitor.post('/settings/passkeys/remove', { passkey: id })).status).toBe(303);
    expect((await tryIn(first.passkey)).isIn).toBe(false);
    expect((await tryIn(second.passkey)).isIn).toBe(true);
  });

  test('two removals at once leave one way in', async () => {
    const di = await site.addPerson('Di Moreau', 'di');
    const visitor = await signedIn(di);
    await enrol(visitor);
    await enrol(visitor);
    const ids = await idsOf(visitor);
    const removed = await Promise.all(
      ids.map((passkey) => visitor.post('/settings/passkeys/remove', { passkey })),
    );
    expect(removed.map(({ status }) => status).sort()).toEqual([303, 409]);
  });
});

describe('showing that it is you', () => {
  test('is asked for after ten minutes, before anything that decides who gets in', async () => {
    const visitor = await signedIn(ana);
    const { passkey } = await enrol(visitor);
    const [id = ''] = await idsOf(visitor);
    await age(ana, 11);
    const forms: [string, Record<string, string>, string][] = [
      ['/settings/passkeys/remove', { passkey: id }, '%2Fsettings%2Fsign-in'],
      ['/settings/recovery', {}, '%2Fsettings%2Fsign-in'],
      ['/settings/blocks', { host: 'spam.test', reason: '' }, '%2Fsettings%2Fblocks'],
      ['/settings/unblock', { host: 'spam.test' }, '%2Fsettings%2Fblocks'],
      ['/settings/sign-in-links', { request: id }, '%2Fsettings%2Fmail'],
    ];
    for (const [path, fields, next] of forms) {
      const { status, headers } = await visitor.post(path, fields);
      expect([path, status, headers.get('location')]).toEqual([path, 303, `/sign-in/again?next=${next}`]);
    }
    const options = await send(visitor, '/settings/passkeys/options', {});
    expect([options.status, options.json.code]).toEqual([403, 'session.proof']);
    const page = await visitor.get('/settings/sign-in');
    expect(page.text).toContain('show that it is you');
    expect(page.text).not.toContain('Make a passkey');

    const before = visitor.cookies.get('session') ?? '';
    const answer = passkey.use(await challenge(visitor, '/sign-in/again/options'));
    const proved = await send(visitor, '/sign-in/again/passkey', { answer, next: '/settings/sign-in' });
    expect([proved.status, proved.json.next]).toEqual([200, '/settings/sign-in']);
    expect((await visitor.post('/settings/passkeys/remove', { passkey: id })).status).toBe(303);
    const old = site.visitor();
    old.cookies.set('session', before);
    expect((await old.get('/settings')).status).toBe(401);
  });

  test('is not done by a mailed link for somebody who has passkeys: who reads the mail cannot take them away', async () => {
    const el = await site.addPerson('El Haddad', 'el');
    const byMail = async () => {
      const visitor = site.visitor();
      const token = await inWork(site.platform, (work) =>
        issueLink(work, 'sign-in', el.id, { isMailed: true }),
      );
      await visitor.signIn(token);
      return visitor;
    };
    const first = await byMail();
    expect((await enrol(first)).kept.status).toBe(200);
    const [id = ''] = await idsOf(first);
    const reader = await byMail();
    expect((await reader.get('/settings')).status).toBe(200);
    expect(
      (await reader.post('/settings/passkeys/remove', { passkey: id })).headers.get('location'),
    ).toContain('/sign-in/again');
    expect((await send(reader, '/settings/passkeys/options', {})).status).toBe(403);
    // A steward's word is enough, or nobody who lost their keys could come back.
    expect((await send(await signedIn(el), '/settings/passkeys/options', {})).status).toBe(200);
  });

  test('takes no passkey of somebody else', async () => {
    const { passkey } = await enrol(await signedIn(bo));
    const visitor = await signedIn(ana);
    await age(ana, 11);
    const answer = passkey.use(await challenge(visitor, '/sign-in/again/options'));
    expect((await send(visitor, '/sign-in/again/passkey', { answer, next: '/' })).status).toBe(400);
    expect((await send(visitor, '/settings/passkeys/options', {})).status).toBe(403);
  });
});
