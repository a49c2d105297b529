import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Member } from '../../../src/domain/members/member.ts';
import { findMember } from '../../../src/domain/members/queries.ts';
import { openSite, type TestSite } from '../pages/site.ts';

let site: TestSite;
let ana: Member;
beforeAll(async () => {
  site = await openSite();
  ({ steward: ana } = await site.found());
});
afterAll(() => site?.close());

test('a person erases themselves by writing their handle, at once and on every browser', async () => {
  const bo = await site.addPerson('Bo Lind', 'bo');
  const [here, there] = [site.visitor(), site.visitor()];
  await here.signIn(await site.signInToken(bo.id));
  await there.signIn(await site.signInToken(bo.id));
  expect((await here.get('/me/erase')).text).toContain('href="/me/export"');
  const wrong = await here.post('/me/erase', { handle: 'ana' });
  expect([wrong.status, wrong.text.includes('You wrote “ana”. Your handle is bo.')]).toEqual([400, true]);
  expect(await findMember(site.platform.db, bo.id)).toBeDefined();
  const done = await here.post('/me/erase', { handle: '@bo' });
  expect([done.status, done.headers.get('location')]).toEqual([303, '/erased']);
  expect(await findMember(site.platform.db, bo.id)).toBeUndefined();
  expect((await there.get('/me')).status).toBe(401);
  expect((await site.visitor().get('/@bo')).status).toBeGreaterThanOrEqual(404);
});

test('the last steward cannot, and reads what to do first', async () => {
  const visitor = site.visitor();
  await visitor.signIn(await site.signInToken(ana.id));
  const refused = await visitor.post('/me/erase', { handle: ana.handle });
  expect(refused.status).toBe(400);
  expect(refused.text).toMatch(/steward/);
});
