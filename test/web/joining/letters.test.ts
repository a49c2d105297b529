import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { invite as inviteSomebody, revokeInvitation } from '../../../src/domain/joining/invitations.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { inWork } from '../../../src/domain/work.ts';
import { sendLetters } from '../../../src/mail/outgoing.ts';
import { type MailServer, startMailServer, type TakenMail } from '../../support/smtp.ts';
import { openSite, type TestSite, type Visitor } from '../pages/site.ts';

/** The first address of a mail that leads to this site's `path`, as a path. */
function linkIn(mail: TakenMail, path: string): string {
  const found = new RegExp(`http://[^/\\s]+(${path}\\?token=[\\w-]{43})`).exec(mail.body)?.[1];
  if (found === undefined) throw new Error(`No link to ${path} is in this mail.`);
  return found;
}

describe('letters about joining', () => {
  let server: MailServer;
  let site: TestSite;
  let working: Promise<void>;
  let founder: Member;
  let steward: Visitor;
  const stopping = new AbortController();

  beforeAll(async () => {
    server = await startMailServer();
    site = await openSite({ settings: { SMTP_URL: server.url, MAIL_FROM: 'Loom <hall@loom.test>' } });
    founder = (await site.found()).steward;
    steward = site.visitor();
    await steward.signIn(await site.signInToken(founder.id));
    working = sendLetters(site.platform, stopping.signal);
  });
  afterAll(async () => {
    stopping.abort();
    await working;
    await site.close();
    await server.close();
  });

  /** The mail to an address with these words in its subject; waits for it. */
  async function mailTo(address: string, subject: string): Promise<TakenMail> {
    for (let index = 0; ; index++) {
      const mail = await server.mail(index);
      if (mail.to.includes(address) && mail.headers.get('subject')?.includes(subject) === true) return mail;
    }
  }

  const invite = (email: string) =>
    steward.post('/invitations', {
      ...{ name: 'Mira Okafor', email, engagement: 'freelancer', stage: 'member', note: 'Come and see.' },
    });

  test('an invitation goes to who has no account, with a link of its own; one use ends both', async () => {
    const made = await invite('Mira@Away.test');
    expect(made.text).toContain('A letter with a link goes to Mira@Away.test.');
    const shown = /\/join\?token=[\w-]{43}/.exec(made.text)?.[0] ?? '';
    const mail = await mailTo('mira@away.test', 'Ana Verhelst invites you to Loom');
    expect(mail.body).toContain('Hello Mira Okafor,');
    expect(mail.body).toContain('Come and see.');
    const mailed = linkIn(mail, '/join');
    expect(mailed).not.toBe(shown);
    const visitor = site.visitor();
    expect((await visitor.get(mailed)).status).toBe(200);
    const token = mailed.split('token=')[1] ?? '';
    const came = await visitor.post('/join/accept', { token, name: 'Mira', handle: 'mira', email: '' });
    expect(came.status).toBe(303);
    expect((await site.visitor().get(shown)).status).toBe(410);
    const rows = await site.platform.db.selectFrom('joining_link').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test('who leaves gets the way back by mail, and who was put out the reason', async () => {
    const { db } = site.platform;
    const gita = await site.addPerson('Gita', 'gita');
    const hugo = await site.addPerson('Hugo', 'hugo');
    for (const { id, handle } of [gita, hugo]) {
      const email = `${handle}@away.test`;
      await db.updateTable('member').set({ email }).where('id', '=', id).execute();
    }
    const gitaSees = site.visitor();
    await gitaSees.signIn(await site.signInToken(gita.id));
    await gitaSees.post('/leave', { going: 'gone' });
    const mail = await mailTo('gita@away.test', 'You do not belong to Loom any more');
    const farewell = linkIn(mail, '/farewell');
    expect((await site.visitor().get(farewell)).text).toContain('Goodbye, Gita');

    await steward.post(`/members/${hugo.id}/remove`, { reason: 'Shouting at guests.' });
    const told = await mailTo('hugo@away.test', 'You do not belong to Loom any more');
    expect(told.body).toContain('Shouting at guests.');
    const page = linkIn(told, '/farewell');
    expect((await site.visitor().get(page)).text).toContain('hugo.json');
    const file = await site.visitor().get(`${page.replace('?', '/export?')}&file=hugo.json`);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="hugo.json"');
    expect(JSON.parse(file.text)).toMatchObject({ basics: { name: 'Hugo' } });
    expect((await site.visitor().get(`${page.replace('?', '/export?')}&file=ana.json`)).status).toBe(404);
    expect((await site.visitor().get('/farewell/export?token=x&file=hugo.json')).status).toBe(400);
  });

  test('a letter to an invitation that was taken back is not sent', async () => {
    // In one breath, so that the worker reads the letter only afterwards.
    await inWork(site.platform, async (work) => {
      const draft = { name: 'Nobody', engagement: 'freelancer', stage: 'member', note: '' } as const;
      const made = await inviteSomebody(work, founder, { ...draft, email: 'nobody@away.test' });
      await revokeInvitation(work, made.invitation.id);
    });
    await invite('last@away.test');
    await mailTo('last@away.test', 'invites you');
    expect(server.mails.filter(({ to }) => to.includes('nobody@away.test'))).toEqual([]);
  });
});
