import { describe, expect, test } from 'vitest';
import type { AccountChange, Letter } from '../../src/domain/mail.ts';
import { postLetter } from '../../src/domain/mail.ts';
import { inWork } from '../../src/domain/work.ts';
import { formLetter } from '../../src/mail/letter.ts';
import { draftLetter } from '../../src/mail/letters.ts';
import { sendLetters } from '../../src/mail/outgoing.ts';
import { sayIn } from '../../src/words/say.ts';
import { foundLoom } from '../api/api-node.ts';
import { openTestPlatform } from '../support/database.ts';
import { startMailServer } from '../support/smtp.ts';

const changes: Record<AccountChange, RegExp> = {
  'passkey-added': /passkey was added/,
  'passkey-removed': /passkey was removed/,
  'codes-made': /ten new recovery codes/,
  'code-used': /recovery codes was used/,
  'token-made': /API token was made/,
  'reset-started': /In 24 hours a link can be made/,
  'reset-stopped': /was stopped/,
  'reset-done': /helped back in/,
};

describe('a letter', () => {
  test('says the same as text and as HTML, and nothing in it is markup but our own', () => {
    const head = { place: 'Loom & <b>Co</b>', origin: 'https://loom.test' };
    const to = { name: '<script>Ana</script>', say: sayIn('en') };
    const link = 'https://loom.test/x?a=1&b="2"';
    const { text, html } = formLetter(head, to, {
      subject: 'A "subject"',
      lines: ['One < two.', { words: 'Go', link }],
    });
    expect(text).toContain('Hello <script>Ana</script>,\n\nOne < two.\n\nGo:\nhttps://loom.test/x?a=1&b="2"');
    expect(html).toContain(
      '<p>One &#60; two.</p><p><a href="https://loom.test/x?a=1&#38;b=&#34;2&#34;">Go</a></p>',
    );
    expect(html).not.toMatch(/<script|<b>/);
  });

  test('to nobody in particular greets without a name, and is written from right to left where that is so', () => {
    const head = { place: 'Loom', origin: 'https://loom.test' };
    const { text, html } = formLetter(head, { name: '', say: sayIn('ar') }, { subject: 'x', lines: [] });
    expect(text.startsWith('Hello,')).toBe(true);
    expect(html).toContain('<html lang="ar" dir="rtl">');
  });
});

test('every change of an account is told in words of its own, in English and German', async () => {
  const platform = await openTestPlatform('embedded', { ORIGIN: 'https://loom.test' });
  const seen = new Set<string>();
  for (const [change, words] of Object.entries(changes) as [AccountChange, RegExp][]) {
    for (const language of ['en', 'de'] as const) {
      const say = sayIn(language);
      const post = {
        platform,
        place: 'Loom',
        origin: 'https://loom.test',
        address: 'a@loom.test',
        person: undefined,
      };
      const draft = await draftLetter(
        'account',
        { kind: 'account', change },
        { ...post, say, sayTo: () => say },
      );
      const [first] = draft?.lines ?? [];
      if (language === 'en') expect(first).toMatch(words);
      seen.add(String(first));
      expect(draft?.lines.at(-1)).toMatchObject({ link: 'https://loom.test/settings/sign-in' });
    }
  }
  expect(seen.size).toBe(16);
  await platform.close();
});

test('a letter is in the language of the person, else of the collective, else in English', async () => {
  const server = await startMailServer();
  const settings = { ORIGIN: 'http://loom.test', SMTP_URL: server.url, MAIL_FROM: 'Loom <hall@loom.test>' };
  const platform = await openTestPlatform('embedded', settings);
  await foundLoom(platform);
  const stopping = new AbortController();
  const working = sendLetters(platform, stopping.signal);
  const { id } = await platform.db.selectFrom('member').select('id').executeTakeFirstOrThrow();
  const letter: Letter = { kind: 'account', change: 'code-used' };
  const languages: (readonly [string | null, string, string])[] = [
    ['de-CH', 'en', 'de'],
    [null, 'de', 'de'],
    ['fr', 'de', 'de'],
    ['en', 'de', 'en'],
    [null, 'fr', 'en'],
  ];
  for (const [index, [person, collective, expected]] of languages.entries()) {
    await platform.db.updateTable('member').set({ language: person }).execute();
    await platform.db.updateTable('collective').set({ language: collective }).execute();
    await inWork(platform, (work) => postLetter(work, letter, { member: id }));
    expect((await server.mail(index)).headers.get('content-language')).toBe(expected);
  }
  stopping.abort();
  await working;
  await platform.close();
  await server.close();
});
