import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeRecoveryCodes } from '../../../src/domain/auth/recovery-codes.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { inWork } from '../../../src/domain/work.ts';
import { openSite, type TestSite, type Visitor } from '../pages/site.ts';

describe('help back in', () => {
  let site: TestSite;
  let ana: Member;
  let bo: Member;
  beforeAll(async () => {
    site = await openSite();
    ana = (await site.found()).steward;
    bo = await site.addPerson('Bo Lindqvist', 'bo');
  });
  afterAll(() => site.close());
  beforeEach(async () => {
    await site.platform.db.deleteFrom('account_reset').execute();
    await site.platform.db.deleteFrom('attempt').execute();
  });

  const signedIn = async (member: Member): Promise<Visitor> => {
    const visitor = site.visitor();
    await visitor.signIn(await site.signInToken(member.id));
    return visitor;
  };
  /** The clocks of this machine and the database stand still for us, so what was begun moves into the past. */
  const hoursPass = async (hours: number) => {
    const past = Temporal.Now.instant().subtract({ hours });
    await site.platform.db.updateTable('account_reset').set({ created_at: past }).execute();
  };
  const warning = 'Somebody is being helped into your account';

  test('is seen on every page of the person while it runs, and stopped by one button', async () => {
    const steward = await signedIn(ana);
    const thief = await signedIn(bo);
    const began = await steward.post('/settings/resets', { person: bo.id });
    expect([began.status, began.headers.get('location')]).toEqual([
      303,
      '/settings/resets?done=reset-started',
    ]);
    for (const path of ['/', '/opportunities', '/settings', '/allies']) {
      expect([path, (await thief.get(path)).text.includes(warning)]).toEqual([path, true]);
      expect([path, (await steward.get(path)).text.includes(warning)]).toEqual([path, false]);
    }
    const stopped = await thief.post('/settings/resets/stop', { person: bo.id });
    expect(stopped.headers.get('location')).toBe('/settings/access?done=reset-stopped');
    expect((await thief.get('/')).text).not.toContain(warning);
    expect((await steward.get('/settings/resets')).text).toContain('Nobody is being helped back in.');
  });

  test('gives a link after a day; using it removes every way in there was and leads to a new passkey', async () => {
    const steward = await signedIn(ana);
    const old = await signedIn(bo);
    await inWork(site.platform, (work) => makeRecoveryCodes(work, bo.id));
    await steward.post('/settings/resets', { person: bo.id });
    const early = await steward.get('/settings/resets');
    expect(early.text).toContain('The link can be made from');
    expect(early.text).not.toContain('/settings/resets/link');
    expect((await steward.post('/settings/resets/link', { person: bo.id })).status).toBe(409);
    await hoursPass(24);
    expect((await steward.get('/settings/resets')).text).toContain('action="/settings/resets/link"');
    const made = await steward.post('/settings/resets/link', { person: bo.id });
    const path = /\/sign-in\/reset\?token=[\w-]+/.exec(made.text)?.[0] ?? '';
    const visitor = site.visitor();
    expect((await visitor.get(path)).text).toContain('Let me back in');
    expect((await old.get('/settings')).status).toBe(200);
    const token = new URL(path, site.origin).searchParams.get('token') ?? '';
    const used = await visitor.post('/sign-in/reset', { token });
    expect([used.status, used.headers.get('location')]).toEqual([
      303,
      '/settings/sign-in?done=in&next=%2Fsettings%2Faccess',
    ]);
    expect((await old.get('/settings')).status).toBe(401);
    expect((await visitor.get('/settings/sign-in')).text).toContain('You have no codes.');
    expect((await visitor.get('/settings/sign-in')).text).toContain('Make a passkey');
    expect((await site.visitor().post('/sign-in/reset', { token })).status).toBe(410);
  });

  test('is begun by stewards for others only, after they showed that it is them', async () => {
    const steward = await signedIn(ana);
    expect((await steward.get('/settings/resets')).text).not.toContain(`value="${ana.id}"`);
    expect((await steward.post('/settings/resets', { person: ana.id })).status).toBe(403);
    expect((await (await signedIn(bo)).post('/settings/resets', { person: ana.id })).status).toBe(403);
    const past = Temporal.Now.instant().subtract({ minutes: 11 });
    await site.platform.db.updateTable('session').set({ proved_at: past }).execute();
    const { headers } = await steward.post('/settings/resets', { person: bo.id });
    expect(headers.get('location')).toBe('/sign-in/again?next=%2Fsettings%2Fresets');
    expect(await site.platform.db.selectFrom('account_reset').select('id').execute()).toEqual([]);
  });

  test('of others is no member’s to stop', async () => {
    const steward = await signedIn(ana);
    const eve = await site.addPerson('Eve', 'eve');
    await steward.post('/settings/resets', { person: bo.id });
    expect((await (await signedIn(eve)).post('/settings/resets/stop', { person: bo.id })).status).toBe(403);
    expect((await site.visitor().post('/settings/resets/stop', { person: bo.id })).status).toBe(401);
    expect((await steward.post('/settings/resets/stop', { person: bo.id })).status).toBe(303);
  });
});
