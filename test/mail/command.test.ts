import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../src/cli/index.ts';
import type { Database } from '../../src/domain/database.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { foundLoom, weaveNetwork } from '../api/api-node.ts';
import { rememberingIo } from '../cli/cli-node.ts';
import { openTestPlatform, type TestSettings } from '../support/database.ts';
import { type MailServer, startMailServer } from '../support/smtp.ts';

let server: MailServer;
const opened: Platform<Database>[] = [];
beforeAll(async () => {
  server = await startMailServer();
});
afterAll(async () => {
  await Promise.all(opened.map((platform) => platform.close()));
  await server.close();
});

async function mailTest(settings: TestSettings, ...rest: string[]) {
  const platform = await openTestPlatform('embedded', { ORIGIN: 'http://loom.test', ...settings });
  opened.push(platform);
  await foundLoom(platform);
  const io = rememberingIo();
  const node = {
    config: platform.config,
    platform: async () => platform,
    federate: async () => weaveNetwork(platform),
  };
  const code = await runCommand(['mail', 'test', ...rest], io, node);
  return { code, out: io.out, err: io.err };
}

test('the command line sends a test and prints what the server said', async () => {
  const settings = { SMTP_URL: server.url, MAIL_FROM: 'hall@loom.test' };
  expect(await mailTest(settings, 'ines@mail.test')).toEqual({
    code: 0,
    out: ['Taken: 250 2.0.0 Ok: queued as TEST1'],
    err: [],
  });
  const mail = await server.mail(0);
  expect([mail.to, mail.headers.get('subject')]).toEqual([['ines@mail.test'], 'Loom can send mail']);
  server.refuse = '550 5.1.1 No such mailbox';
  const refused = await mailTest(settings, 'ines@mail.test', '--json');
  server.refuse = undefined;
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.out[0] ?? '')).toMatchObject({ isSent: false });
  expect(refused.out[0]).toContain('550 5.1.1 No such mailbox');
});

test('a node without a mail server says what to set', async () => {
  const { code, err } = await mailTest({}, 'ines@mail.test');
  expect([code, err.join()]).toEqual([1, expect.stringContaining('SMTP_URL')]);
});
