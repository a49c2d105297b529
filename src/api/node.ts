import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { checkNames, examine } from '../checks/examine.ts';
import { type Finding, remarkWords } from '../checks/finding.ts';
import { createRateLimiter } from '../core/rate.ts';
import { Refusal } from '../core/refusal.ts';
import { requireCollective } from '../domain/collective/queries.ts';
import { deliveryFigures, silentHosts } from '../domain/deliveries/queries.ts';
import { countFollows } from '../domain/follows/queries.ts';
import { requireMay } from '../domain/members/can.ts';
import { listMembers } from '../domain/members/queries.ts';
import { databaseTime } from '../domain/work.ts';
import { Line } from '../plain/text.ts';
import { packageFolder } from '../platform/platform.ts';
import { sendTestMail } from '../platform/smtp.ts';
import { sayIn } from '../words/say.ts';
import { ApiError } from './problem.ts';
import { noQuery, nothing, type Route, route } from './route.ts';

const Time = z.string().meta({ format: 'date-time' });

/** How the node is: what was looked at, in English, and figures. */
export const PlainNode = z.strictObject({
  ok: z.boolean().describe('Whether no check failed.'),
  at: Time,
  version: z.string(),
  store: z.enum(['postgresql', 'embedded']),
  checks: z.array(
    z.strictObject({
      check: z.enum(checkNames),
      state: z.enum(['ok', 'warn', 'fail']),
      found: z.string(),
      next: z.string().nullable().describe('One thing to do about it; null where nothing need be.'),
    }),
  ),
  members: z.int(),
  followers: z.int(),
  deliveries: z.strictObject({
    sent: z.int().describe('In the last 24 hours.'),
    atOnce: z.int().describe('How many of those arrived at the first try.'),
    gaveUp: z.int().describe('In the last seven days.'),
  }),
  silentHosts: z
    .array(z.strictObject({ host: z.string(), waiting: z.int(), since: Time, nextAt: Time.nullable() }))
    .describe('Servers that do not take what is sent to them, at most twenty.'),
});

/** How many test mails a node sends: a token that was stolen shall flood nobody. */
const testMails = createRateLimiter({ capacity: 6, perSeconds: 60 });

const health = route({
  operation: 'readNode',
  method: 'get',
  path: '/v1/node',
  summary: 'How the node is: everything it stands on, and what is under way. For stewards.',
  scopes: ['read'],
  query: noQuery,
  body: nothing,
  status: 200,
  answer: PlainNode,
  refuses: [403, 409],
  handle: async ({ platform, asker }) => {
    requireMay(asker, 'health.read');
    const { db, config, store } = platform;
    const { actor } = await requireCollective(db);
    const [found, at, people, { followers }, { sent, atOnce, gaveUp }, silent, version] = await Promise.all([
      examine({ config, platform: async () => platform }, fromError),
      databaseTime(db),
      listMembers(db),
      countFollows(db, actor),
      deliveryFigures(db),
      silentHosts(db),
      readVersion(),
    ]);
    const say = sayIn('en');
    const checks = found.map((check) => ({
      ...{ check: check.check, state: check.state },
      found: remarkWords(say, check.found),
      next: check.next && remarkWords(say, check.next),
    }));
    return {
      body: {
        ok: !found.some(({ state }) => state === 'fail'),
        at: at.toString(),
        ...{ version, store: store.kind, checks, followers },
        members: people.filter(({ stage }) => stage === 'member').length,
        deliveries: { sent, atOnce, gaveUp },
        silentHosts: silent.map(({ host, waiting, since, nextAt }) => ({
          ...{ host, waiting, since: since.toString() },
          nextAt: nextAt?.toString() ?? null,
        })),
      },
    };
  },
});

const test = route({
  operation: 'testMail',
  method: 'post',
  path: '/v1/node/mail-test',
  summary: 'Send a test to an address and tell what the mail server says. For stewards.',
  scopes: ['network'],
  query: noQuery,
  body: z.strictObject({ address: Line.min(3).max(254) }),
  status: 200,
  answer: z.strictObject({ isSent: z.boolean(), answer: z.string() }),
  refuses: [403, 409],
  handle: async ({ platform, asker, body: { address } }) => {
    requireMay(asker, 'sign-in.pass_on');
    const rate = testMails.take(platform.origin, platform.clock.nowMs());
    if (!rate.allowed) {
      throw new ApiError(429, 'mail.rate', 'Six tests a minute are enough. Wait, then go on.', {
        'retry-after': String(rate.retryAfterSeconds),
      });
    }
    const { name } = await requireCollective(platform.db);
    const outcome = await sendTestMail(platform.config, name, address);
    if (outcome === undefined) {
      throw new Refusal(
        'conflict',
        'mail.off',
        'This node sends no mail. Set SMTP_URL and MAIL_FROM and start it again.',
      );
    }
    return { body: { isSent: outcome.isSent, answer: outcome.answer } };
  },
});

/** What a check threw may hold addresses and paths: the log has it, an answer says only what to do. */
function fromError(): Finding {
  return { state: 'fail', found: { key: 'health.failed' }, next: { key: 'health.failed_next' } };
}

async function readVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return hasVersion ? String(manifest.version) : 'unknown';
}

/** The node itself. */
export const nodeRoutes: readonly Route[] = [health, test];
