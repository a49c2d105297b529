import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { askForLink } from '../../src/domain/auth/link-requests.ts';
import { postLetter } from '../../src/domain/mail.ts';
import { requireMember } from '../../src/domain/members/queries.ts';
import { notify } from '../../src/domain/notice.ts';
import { setRhythm, stopLetters, writeNoticeLetters } from '../../src/domain/notices/commands.ts';
import { inWork, type Work } from '../../src/domain/work.ts';
import { sendLetters } from '../../src/mail/outgoing.ts';
import { isMailAddress, openSmtp, sendTestMail } from '../../src/platform/smtp.ts';
import { foundLoom } from '../api/api-node.ts';
import { openTestPlatform, type StoreKind, storeKinds } from '../support/database.ts';
import { type MailServer, startMailServer } from '../support/smtp.ts';

type TestPlatform = Awaited<ReturnType<typeof openTestPlatform>>;

let server: MailServer;
beforeAll(async () => {
  server = await startMailServer();
});
afterAll(() => server.close());

async function openMailing(kind: StoreKind): Promise<TestPlatform> {
  const settings = { ORIGIN: 'http://loom.test', SMTP_URL: server.url, MAIL_FROM: 'Loom <hall@loom.test>' };
  const platform = await openTestPlatform(kind, settings);
  await foundLoom(platform);
  return platform;
}

describe.each(storeKinds)('letters on %s', (kind) => {
  let platform: TestPlatform;
  let stop: () => Promise<void>;
  const work = <T>(command: (work: Work) => Promise<T>) => inWork(platform, command);
  const start = (): void => {
    const stopping = new AbortController();
    const working = sendLetters(platform, stopping.signal);
    stop = async () => {
      stopping.abort();
      await working;
    };
  };
  const steward = () => platform.db.selectFrom('member').selectAll().executeTakeFirstOrThrow();
  const rows = () => platform.db.selectFrom('mail').selectAll().orderBy('position').execute();
  const settled = async () => {
    for (let tries = 0; tries < 500; tries++) {
      const all = await rows();
      if (all.every((row) => row.done_at !== null || row.is_dead || row.error !== null)) return all;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('A letter is still waiting.');
  };

  beforeAll(async () => {
    platform = await openMailing(kind);
  });
  afterAll(() => platform.close());
  beforeEach(async () => {
    await platform.db.deleteFrom('mail').execute();
    server.refuse = undefined;
    start();
  });
  afterEach(() => stop());

  test('tell a person that their keys changed, in two forms that say the same', async () => {
    const { id } = await steward();
    const before = server.mails.length;
    await work((work) => postLetter(work, { kind: 'account', change: 'passkey-added' }, { member: id }));
    const mail = await server.mail(before);
    expect(mail.headers.get('subject')).toBe('How you sign in to Loom has changed');
    expect(mail.headers.get('content-language')).toBe('en');
    expect(mail.body.match(/a passkey was added to your list\./g)).toHaveLength(2);
    expect(mail.body.match(/http:\/\/loom\.test\/settings\/sign-in/g)).toHaveLength(2);
    const [row] = await settled();
    expect(mail.headers.get('message-id')).toBe(`<${row?.id}@loom.test>`);
  });

  test('speak German where the collective does', async () => {
    await platform.db.updateTable('collective').set({ language: 'de-AT' }).execute();
    const { id } = await steward();
    const before = server.mails.length;
    await work((work) => postLetter(work, { kind: 'account', change: 'code-used' }, { member: id }));
    const mail = await server.mail(before);
    await platform.db.updateTable('collective').set({ language: 'en' }).execute();
    expect(mail.body).toContain('einer deiner Notfallcodes wurde benutzt.');
    expect(mail.headers.get('content-language')).toBe('de');
  });

  test('of what happened come in one, each with its page, and with a way to hear less', async () => {
    const { id } = await steward();
    const member = await requireMember(platform.db, id);
    await platform.db
      .updateTable('member')
      .set({ joined_at: Temporal.Instant.from('2026-01-01T00:00Z') })
      .execute();
    await work((work) => setRhythm(work, member, { digestDay: null, quietFrom: 6, quietUntil: 6 }));
    const before = server.mails.length;
    await work((work) =>
      notify(work, { hat: 'steward' }, { event: 'application.ready', application: 'x', name: 'Cy & Co' }),
    );
    const mail = await server.mail(before);
    expect(mail.headers.get('subject')).toBe(
      'Two members vouch for Cy & Co. A steward can say yes now. (Loom)',
    );
    expect(mail.body).toContain('Two members vouch for Cy &#38; Co.');
    expect(mail.body.match(/http:\/\/loom\.test\/applications/g)).toHaveLength(2);
    const token = /letters\/stop\?token=([\w-]+)/.exec(mail.body)?.[1] ?? '';
    await work((work) => stopLetters(work, token));
    await work((work) =>
      notify(work, { hat: 'steward' }, { event: 'application.ready', application: 'y', name: 'Di' }),
    );
    expect(await writeNoticeLetters(platform)).toBe(0);
  });

  test('welcome somebody who came in, with the next step and whom to ask', async () => {
    const { id } = await steward();
    const before = server.mails.length;
    await work((work) => postLetter(work, { kind: 'welcome', inviter: id }, { member: id }));
    const mail = await server.mail(before);
    expect(mail.headers.get('subject')).toBe('You belong to Loom now');
    expect(mail.body).toContain('Ada invited you; ask them anything');
    expect(mail.body.match(/http:\/\/loom\.test\/me\b/g)).toHaveLength(2);
  });

  test('a refusal for now is tried again, one for good is set aside, each with the words of the server', async () => {
    const { id } = await steward();
    const letter = () =>
      work((work) => postLetter(work, { kind: 'account', change: 'code-used' }, { member: id }));
    server.refuse = '451 4.3.0 Come back later';
    await letter();
    const [later] = await settled();
    expect([later?.is_dead, later?.error?.includes('451 4.3.0 Come back later')]).toEqual([false, true]);
    server.refuse = undefined;
    const before = server.mails.length;
    const past = Temporal.Now.instant().subtract({ seconds: 1 });
    await platform.db.updateTable('mail').set({ run_at: past }).execute();
    server.refuse = '550 5.1.1 No such mailbox';
    await letter();
    const second = async () => (await rows()).at(-1);
    for (let tries = 0; tries < 500 && (await second())?.is_dead !== true; tries++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await second()).toMatchObject({ is_dead: true, attempts: 1 });
    expect((await second())?.error).toContain('550 5.1.1 No such mailbox');
    expect(server.mails.length).toBe(before);
  });

  test('a question that is too old, or by nobody, makes no mail and no link', async () => {
    await stop();
    const before = server.mails.length;
    const links = async () => (await platform.db.selectFrom('link_token').select('hash').execute()).length;
    const had = await links();
    const { email } = await steward();
    await work((work) => askForLink(work, email ?? '', '/'));
    await platform.db
      .updateTable('mail')
      .set({ created_at: Temporal.Now.instant().subtract({ minutes: 16 }) })
      .execute();
    await work((work) => askForLink(work, 'eve@evil.test', '/'));
    start();
    const all = await settled();
    expect(all.map((row) => row.done_at !== null)).toEqual([true, true]);
    expect([server.mails.length, await links()]).toEqual([before, had]);
  });
});

test('without a mail server nothing is sent, and the worker ends at once', async () => {
  const platform = await openTestPlatform('embedded', { ORIGIN: 'http://loom.test' });
  await sendLetters(platform, new AbortController().signal);
  expect(openSmtp(platform.config)).toBeUndefined();
  expect(await sendTestMail(platform.config, 'Loom', 'ana@loom.test')).toBeUndefined();
  await platform.close();
});

test('a server that is not there is an answer for people, not a failure', async () => {
  const gone = await startMailServer();
  await gone.close();
  const config = { SMTP_URL: gone.url, MAIL_FROM: 'hall@loom.test', ORIGIN: 'http://loom.test' };
  const outcome = await sendTestMail(config, 'Loom', 'ana@loom.test');
  expect(outcome).toMatchObject({ isSent: false, isFinal: false });
  expect(outcome?.answer).toContain('ECONNREFUSED');
});

test.each([
  'a,b@x.test',
  'a@x.test,b@x.test',
  'a b@x.test',
  'a@x.test\r\nBcc: b@x.test',
  '<a@x.test>',
  'a@b@c',
  '',
])('%j is not the address of one mailbox', (text) => {
  expect(isMailAddress(text)).toBe(false);
});

test.each(['ana@loom.test', 'ana+hall@loom.test', 'ana@xn--bcher-kva.test', 'jürgen@bücher.test'])(
  '%s is the address of one mailbox',
  (text) => {
    expect(isMailAddress(text)).toBe(true);
  },
);
