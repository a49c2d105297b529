import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createOwnToken, findApiToken } from '../../src/domain/auth/api-tokens.ts';
import { issueLink } from '../../src/domain/auth/links.ts';
import { askForMailAddress } from '../../src/domain/auth/mail-address.ts';
import { makeRecoveryCodes } from '../../src/domain/auth/recovery-codes.ts';
import { apply } from '../../src/domain/joining/applications.ts';
import { invite } from '../../src/domain/joining/invitations.ts';
import { leave, removeMember } from '../../src/domain/joining/leaving.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { inWork, type Work } from '../../src/domain/work.ts';
import { digestOfAll } from '../access/digest.ts';
import { type Answer, openSite, type TestSite, type Visitor } from '../web/pages/site.ts';

const lifetime = Temporal.Duration.from({ hours: 24 });
const guest = { name: 'Lin', email: null, engagement: 'freelancer', stage: 'member', note: '' } as const;
const asking = {
  name: 'Ada',
  email: 'ada@away.test',
  fediverse: null,
  does: 'x',
  why: 'y',
  links: [],
} as const;

let site: TestSite;
let ana: Member;
const doing = <T>(command: (work: Work) => Promise<T>) => inWork(site.platform, command);
beforeAll(async () => {
  site = await openSite({ settings: { TRUST_PROXY: '127.0.0.0/8' } });
  ana = (await site.found()).steward;
  await site.platform.db.updateTable('collective').set({ join_policy: 'application' }).execute();
});
afterAll(() => site?.close());
beforeEach(() => site.platform.db.deleteFrom('attempt').execute());

const signedIn = async (member: Member): Promise<Visitor> => {
  const visitor = site.visitor();
  await visitor.signIn(await site.signInToken(member.id));
  return visitor;
};
let count = 0;
const newcomer = () => site.addPerson(`Bo ${++count}`, `bo${count}`);

/** A secret of each kind, as whoever has it would know it. */
async function secrets(): Promise<Record<string, string>> {
  const [bo, gone] = [await newcomer(), await newcomer()];
  await doing((work) => askForMailAddress(work, bo, `new${count}@loom.test`));
  const email = `new${count}@loom.test`;
  return {
    setup: await site.setupToken(),
    'sign-in': await site.signInToken(bo.id),
    reset: await doing((work) => issueLink(work, 'reset', bo.id)),
    'mail-address': await doing((work) => issueLink(work, 'mail-address', bo.id, { email })),
    invitation: (await doing((work) => invite(work, ana, guest))).secret,
    application: await doing((work) => apply(work, asking)),
    farewell: await doing((work) => leave(work, gone, 'gone')),
    token: await doing((work) => createOwnToken(work, bo.id, { name: 'x', scopes: ['read'], lifetime })),
  };
}

/** Every form that takes a secret, by the kind it takes, with what else it asks for. */
const forms: [path: string, kind: string, rest: Record<string, string>][] = [
  ['/sign-in/link', 'sign-in', {}],
  ['/sign-in/reset', 'reset', {}],
  ['/mail-address', 'mail-address', {}],
  ['/join/accept', 'invitation', { name: 'Lin', handle: 'lin', email: '' }],
  ['/join/decline', 'invitation', {}],
  ['/join/question', 'invitation', { question: 'Who are you?' }],
  ['/join/again', 'invitation', {}],
  ['/apply/withdraw', 'application', {}],
  ['/apply/open', 'application', {}],
  ['/farewell/come-back', 'farewell', {}],
  ['/letters/stop', 'letters', {}],
];

describe('W03, W07: a secret that is for something else', () => {
  const bare = ({ status, text }: Answer, token: string) => [status, text.replaceAll(token, '*')];

  test.each(forms)(
    'opens nothing at %s, says what a made-up one says, and is not used up',
    async (path, kind, rest) => {
      const made = 'm'.repeat(43);
      const all = await secrets();
      const before = await digestOfAll(site.platform.db);
      const unknown = await site.visitor().post(path, { ...rest, token: made });
      expect([400, 404, 410]).toContain(unknown.status);
      for (const [other, token] of Object.entries(all)) {
        if (other === kind) continue;
        await site.platform.db.deleteFrom('attempt').execute();
        const visitor = site.visitor();
        const answer = await visitor.post(path, { ...rest, token });
        expect([other, ...bare(answer, token)]).toEqual([other, ...bare(unknown, made)]);
        expect(visitor.cookies.has('session')).toBe(false);
      }
      expect(await digestOfAll(site.platform.db)).toEqual(before);
    },
  );

  test.each([
    '/sign-in/link',
    '/sign-in/reset',
    '/mail-address',
    '/join',
    '/apply/status',
    '/farewell',
    '/setup',
  ])('shows nothing at %s either', async (path) => {
    const own = { '/sign-in/link': 'sign-in', '/join': 'invitation', '/apply/status': 'application' };
    const kind = own[path as keyof typeof own] ?? path.split('/').at(-1);
    for (const [other, token] of Object.entries(await secrets())) {
      const { status } = await site.visitor().get(`${path}?token=${token}`);
      // Once it is set up, a node has no setup page for anybody.
      const isOpen = other === kind && kind !== 'setup';
      expect([other, status < 400]).toEqual([other, isOpen]);
    }
  });

  test.each(['sign-in', 'reset', 'mail-address', 'farewell'])('opens once: %s', async (kind) => {
    const [path = ''] = forms.find(([, of]) => of === kind) ?? [];
    const { [kind]: token = '' } = await secrets();
    // A reset has to have run for a day.
    if (kind === 'reset') return expect((await site.visitor().post(path, { token })).status).toBe(410);
    expect((await site.visitor().post(path, { token })).status).toBeLessThan(400);
    const again = site.visitor();
    expect([400, 404, 409, 410]).toContain((await again.post(path, { token })).status);
    expect(again.cookies.has('session')).toBe(false);
  });
});

describe('W06: guessing', () => {
  test.each(forms.filter(([path]) => path !== '/letters/stop'))(
    'at %s ends after twenty tries from one place, and for nobody else',
    async (path, kind, rest) => {
      const { [kind]: token = '' } = await secrets();
      const from = (address: string, guess: string) =>
        site.visitor().post(path, { ...rest, token: guess }, { 'x-forwarded-for': address });
      for (let guess = 0; guess < 20; guess++)
        expect((await from('203.0.113.9', `guess-${guess}`)).status).not.toBe(429);
      const refused = await from('203.0.113.9', token);
      expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
      if (kind !== 'reset') expect((await from('198.51.100.1', token)).status).toBeLessThan(400);
      else expect((await from('198.51.100.1', token)).status).toBe(410);
    },
  );
});

describe('W02: somebody who leaves, or is put out', () => {
  test.each(['leaves', 'is put out'])(
    'who %s has no way in left: browsers, programs, links and codes',
    async (how) => {
      const { db, clock } = site.platform;
      const bo = await newcomer();
      const browsers = [await signedIn(bo), await signedIn(bo)];
      const token = await doing((work) =>
        createOwnToken(work, bo.id, { name: 'x', scopes: ['read'], lifetime }),
      );
      const [code = ''] = await doing((work) => makeRecoveryCodes(work, bo.id));
      await doing((work) => askForMailAddress(work, bo, 'later@loom.test'));
      const links = {
        '/sign-in/link': await site.signInToken(bo.id),
        '/sign-in/reset': await doing((work) => issueLink(work, 'reset', bo.id)),
        '/mail-address': await doing((work) =>
          issueLink(work, 'mail-address', bo.id, { email: 'later@loom.test' }),
        ),
      };
      const invited = (await doing((work) => invite(work, bo, guest))).secret;
      for (const browser of browsers) expect((await browser.get('/today')).status).toBe(200);
      await doing((work) =>
        how === 'leaves' ? leave(work, bo, 'gone') : removeMember(work, ana, bo, 'Enough.'),
      );
      for (const browser of browsers) {
        expect((await browser.get('/today')).status).toBe(401);
        expect((await browser.post('/me/links', { url: 'https://x.test/', label: '' })).status).toBe(401);
      }
      expect(await findApiToken(db, token, clock.now())).toBeUndefined();
      for (const [path, link] of Object.entries(links)) {
        const visitor = site.visitor();
        expect([path, (await visitor.post(path, { token: link })).status >= 400]).toEqual([path, true]);
        expect(visitor.cookies.has('session')).toBe(false);
      }
      const visitor = site.visitor();
      await visitor.post('/sign-in/code', { who: bo.handle, code, next: '/' });
      expect(visitor.cookies.has('session')).toBe(false);
      expect((await site.visitor().get(`/join?token=${invited}`)).status).toBe(410);
    },
  );
});

describe('W08: a place to go on to', () => {
  const away = [
    '//evil.test',
    '/\\evil.test',
    'https:evil.test',
    'https://evil.test/',
    '/\t/evil.test',
    '%09//evil.test',
  ];

  test.each(away)('%s leads nowhere from any page that goes on', async (next) => {
    const { handle, id } = await newcomer();
    const [code = ''] = await doing((work) => makeRecoveryCodes(work, id));
    const me = await signedIn(ana);
    const query = new URLSearchParams({ next }).toString();
    const answers = [
      await me.post('/language', { language: 'en', next }),
      await me.get(`/sign-in?${query}`),
      await me.get(`/sign-in/code?${query}`),
      await me.get(`/sign-in/again?${query}`),
      await site.visitor().get(`/sign-in?${query}`),
      await site.visitor().post('/sign-in', { email: 'x@y.test', next }),
      await site.visitor().post('/sign-in/link', { token: await site.signInToken(ana.id), next }),
      await site.visitor().post('/sign-in/code', { who: handle, code, next }),
      await me.get(`/settings/sign-in?done=in&${query}`),
    ];
    for (const { status, headers, text } of answers) {
      expect(status).toBeLessThan(400);
      const location = headers.get('location') ?? '/';
      expect(new URL(location, site.origin).origin).toBe(site.origin);
      expect(decodeURIComponent(location)).not.toContain('evil');
      expect(text).not.toMatch(/(?:href|action)="[^"]*evil/);
      for (const [, kept = ''] of text.matchAll(/name="next" value="([^"]*)"/g))
        expect(new URL(kept.replaceAll('&amp;', '&'), site.origin).origin).toBe(site.origin);
    }
  });
});
