import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeSessionsOf } from '../../src/domain/auth/sessions.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { inWork } from '../../src/domain/work.ts';
import { pageRoutes } from '../../src/web/pages/routes.tsx';
import { createWaitingCounts } from '../../src/web/waiting.ts';
import { weaveNetwork } from '../api/api-node.ts';
import { openSite, type TestSite, type Visitor } from '../web/pages/site.ts';
import { digestOfAll } from './digest.ts';
import { pageAccess } from './page-access.ts';

/** What stands for the parts of a path that nobody made. */
const stranger = '01990000-0000-7000-8000-000000000000';

let site: TestSite;
let routes: [method: string, path: string][];
let ana: Member;
const visitors: Record<string, Visitor> = {};

beforeAll(async () => {
  site = await openSite();
  ({ steward: ana } = await site.found());
  const { platform } = site;
  const all = pageRoutes({
    platform,
    federate: weaveNetwork(platform),
    waiting: createWaitingCounts(platform),
  }).routes;
  routes = [
    ...new Map(
      all.map(({ method, path }) => [`${method} ${path}`, [method, path] as [string, string]]),
    ).values(),
  ]
    .filter(([method, path]) => method !== 'ALL' && path !== '/*')
    .sort(([, a], [, b]) => a.localeCompare(b));
  const signedIn = async (member: Member) => {
    const visitor = site.visitor();
    await visitor.signIn(await site.signInToken(member.id));
    return visitor;
  };
  const bo = await site.addPerson('Bo Lind', 'bo');
  const cy = await site.addPerson('Cy Former', 'cy');
  visitors['visitor'] = site.visitor();
  visitors['member of another collective'] = site.visitor();
  visitors['member of another collective']?.cookies.set('session', 'q'.repeat(43));
  visitors['former member'] = await signedIn(cy);
  visitors['member'] = await signedIn(bo);
  visitors['steward'] = await signedIn(ana);
  await inWork(platform, (work) => closeSessionsOf(work, cy.id));
  await sql`update member set stage = 'alum', left_at = now() where id = ${cy.id}`.execute(platform.db);
});
afterAll(() => site?.close());

const outsiders = ['visitor', 'member of another collective', 'former member'];
const addressOf = (path: string) =>
  path
    .replace(/:handle\b(\{[^}]*\})?/g, 'nobody')
    .replace(/:\w+(\{[^}]*\})?/g, stranger)
    .replace(/\*$/, stranger);

async function ask(who: string, method: string, path: string): Promise<number> {
  const visitor = visitors[who];
  if (visitor === undefined) throw new Error(`Nobody is called ${who}.`);
  const address = addressOf(path);
  const { status } = method === 'GET' ? await visitor.get(address) : await visitor.post(address);
  return status;
}

const keyOf = ([method, path]: readonly [string, string]) => `${method} ${path}`;
const those = (...levels: readonly string[]) =>
  routes.filter((route) => levels.includes(pageAccess[keyOf(route)] ?? ''));

describe('every page', () => {
  test('has its readers named in the table of access, and the table names no page that is gone', () => {
    const known = routes.map(keyOf);
    expect(
      known.filter((key) => !(key in pageAccess)),
      'not in the table',
    ).toEqual([]);
    expect(
      Object.keys(pageAccess).filter((key) => !known.includes(key)),
      'not a page',
    ).toEqual([]);
    expect(known.length).toBeGreaterThan(60);
  });

  test('never fails, whoever asks and with whatever missing', async () => {
    const failed: string[] = [];
    for (const who of ['visitor', 'former member', 'member', 'steward']) {
      for (const [method, path] of routes) {
        // What ends the visit itself is for a test of its own.
        if (/sign-out|sessions\/all|\/leave/.test(path)) continue;
        const status = await ask(who, method, path);
        if (status >= 500 && status !== 503) failed.push(`${who}: ${method} ${path} answered ${status}`);
      }
    }
    expect(failed).toEqual([]);
  });

  test('that is for members asks all others to sign in, or is not there for them, and changes nothing', async () => {
    const before = await digestOfAll(site.platform.db);
    const wrong: string[] = [];
    for (const who of outsiders) {
      for (const [method, path] of those('member', 'steward')) {
        const status = await ask(who, method, path);
        if (status !== 401 && status !== 404) wrong.push(`${who}: ${method} ${path} answered ${status}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(await digestOfAll(site.platform.db)).toEqual(before);
  });

  test('that is for stewards says no to a member, and changes nothing', async () => {
    const before = await digestOfAll(site.platform.db);
    const wrong: string[] = [];
    for (const [method, path] of those('steward')) {
      const status = await ask('member', method, path);
      if (status !== 403 && status !== 404) wrong.push(`${method} ${path} answered ${status}`);
    }
    expect(wrong).toEqual([]);
    expect(await digestOfAll(site.platform.db)).toEqual(before);
  });

  test('that is for anyone asks nobody to sign in', async () => {
    const wrong: string[] = [];
    for (const [method, path] of those('anyone')) {
      const status = await ask('visitor', method, path);
      if (status === 401 || status === 403) wrong.push(`${method} ${path} answered ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  test('that is for members is kept by nobody on the way', async () => {
    const wrong: string[] = [];
    for (const [method, path] of those('member', 'steward').filter(([one]) => one === 'GET')) {
      const answer = await visitors['steward']?.get(addressOf(path));
      const kept = answer?.headers.get('cache-control');
      if (kept !== 'no-store' && kept !== 'private, no-store') wrong.push(`${method} ${path}: ${kept}`);
    }
    expect(wrong).toEqual([]);
  });
});
