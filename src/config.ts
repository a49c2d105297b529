import { isIP } from 'node:net';
import { z } from 'zod';

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$|\.(?:test|localhost)$/;

const flag = z
  .enum(['true', 'false', '1', '0'], { error: 'true or false' })
  .transform((text) => text === 'true' || text === '1');

const origin = z.string().transform((text, context) => {
  const url = URL.parse(text);
  const isOrigin =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '';
  if (isOrigin && url.username === '') return url.origin;
  context.addIssue('an origin: scheme and host, no path, for example https://loom.example');
  return z.NEVER;
});

const cidrList = z.string().transform((text, context) => {
  const ranges = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (ranges.every(isCidr)) return ranges;
  context.addIssue('address ranges of your proxies, for example 10.0.0.0/8,fd00::/8');
  return z.NEVER;
});

function isCidr(range: string): boolean {
  const [address = '', prefix = '', ...rest] = range.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return rest.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= most;
}

const url = (...schemes: string[]) =>
  z.string().refine((text) => schemes.includes(URL.parse(text)?.protocol ?? ''), {
    error: `an address that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
  });

const wholeNumber = (least: number, most: number) =>
  z.string().transform((text, context) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    context.addIssue(`a whole number from ${least} to ${most}`);
    return z.NEVER;
  });

/** Every setting of a node: variable, meaning, default. `guildhall config` prints this table for the README. */
const settings = z.object({
  ORIGIN: origin
    .default('http://localhost:3000')
    .describe(
      'The address of the collective. Permanent after setup: every address of its actors and work contains it.',
    ),
  HOST: z
    .string()
    .min(1, 'a host name or address to listen on')
    .optional()
    .describe('Address to listen on. Default: 127.0.0.1 where ORIGIN is loopback, all addresses otherwise.'),
  PORT: wholeNumber(0, 65535)
    .optional()
    .describe('Port to listen on. Default: the port of an http ORIGIN, 3000 otherwise.'),
  DATA_DIR: z
    .string()
    .min(1, 'a folder')
    .default('./data')
    .describe('Folder for the embedded database, the master key and the socket of a running node.'),
  DATABASE_URL: url('postgres:', 'postgresql:')
    .optional()
    .describe(
      'PostgreSQL 15 or newer. Without it the node embeds its own database: for trying and very small nodes.',
    ),
  ROLE: z
    .enum(['all', 'web', 'worker'], { error: 'web, worker or all' })
    .default('all')
    .describe(
      'What this process does: answer requests, do the work behind them, or both. Splitting needs DATABASE_URL.',
    ),
  MASTER_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/_-]{43}=?$/, '32 bytes in base64')
    .optional()
    .describe(
      'Seals the private keys in the database. Default: read from DATA_DIR/master.key, which setup creates. Back it up apart from the database.',
    ),
  SMTP_URL: url('smtp:', 'smtps:')
    .optional()
    .describe('Mail server. Without it, sign-in links are shown to the steward to pass on.'),
  MAIL_FROM: z
    .string()
    .min(3, 'an address such as hall@loom.example')
    .optional()
    .describe('Sender of the mails. Needed with SMTP_URL.'),
  TRUST_PROXY: cidrList
    .default([])
    .describe('Address ranges of your own reverse proxies. Only their X-Forwarded-For counts.'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warning', 'error'], { error: 'debug, info, warning or error' })
    .default('info')
    .describe('How much is logged, as JSON lines on standard error.'),
  METRICS_TOKEN: z
    .string()
    .min(16, 'at least 16 characters')
    .optional()
    .describe('Bearer token for GET /metrics. Without it there are no metrics.'),
  INBOX_LIMIT: wholeNumber(1, 10_000_000)
    .default(300)
    .describe(
      'Activities one server may send in five minutes; servers we follow or are followed by may send ten times as many.',
    ),
  WORKERS: wholeNumber(1, 500).default(40).describe('Deliveries under way at once in one process.'),
  ALLOW_PRIVATE_ADDRESSES: flag
    .default(false)
    .describe(
      'Let the node talk to loopback and private addresses over http. Only for ORIGINs that are loopback or end in .test or .localhost.',
    ),
  OTEL_EXPORTER_OTLP_ENDPOINT: url('http:', 'https:')
    .optional()
    .describe('OpenTelemetry collector for traces (OTLP over HTTP). Without it nothing is traced.'),
});

/** The settings of one process, checked and frozen. Nothing else reads the environment. */
export type Config = Readonly<Omit<z.infer<typeof settings>, 'HOST' | 'PORT'>> & {
  readonly HOST: string;
  readonly PORT: number;
};

/** A setting is missing or wrong: one line for each, with the variable, what was found and what is expected. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Read the settings from an environment. Empty variables count as missing.
 * @throws ConfigError with every problem, never echoing the value of a secret
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(
    Object.keys(settings.shape).map((name) => [name, environment[name] || undefined]),
  );
  const result = settings.safeParse(given);
  if (!result.success) {
    throw new ConfigError(result.error.issues.map((issue) => describeProblem(issue, given)).join('\n'));
  }
  refuseContradictions(result.data);
  const isLocal = loopback.test(new URL(result.data.ORIGIN).hostname);
  const { protocol, port } = new URL(result.data.ORIGIN);
  const ownPort = protocol === 'http:' && port !== '' ? Number(port) : 3000;
  return Object.freeze({
    ...result.data,
    HOST: result.data.HOST ?? (isLocal ? '127.0.0.1' : '0.0.0.0'),
    PORT: result.data.PORT ?? ownPort,
  });
}

const secrets = new Set(['DATABASE_URL', 'MASTER_KEY', 'METRICS_TOKEN', 'SMTP_URL']);

function describeProblem(issue: z.core.$ZodIssue, given: Record<string, string | undefined>): string {
  const name = String(issue.path[0]);
  const shown = (given[name] ?? '').replace(/\/\/[^/]*@/, '//…@');
  const found = secrets.has(name) ? 'a value that is not shown here' : `"${shown}"`;
  return `${name}: found ${found}, expected ${issue.message}.`;
}

function refuseContradictions(config: z.infer<typeof settings>): void {
  const problems: string[] = [];
  const host = new URL(config.ORIGIN).hostname;
  if (config.ALLOW_PRIVATE_ADDRESSES && !loopback.test(host)) {
    problems.push(
      `ALLOW_PRIVATE_ADDRESSES: found "true" while ORIGIN is ${config.ORIGIN}, expected false: on a public host it would let others reach into your network. It is for hosts that are loopback or end in .test or .localhost.`,
    );
  }
  if (config.ORIGIN.startsWith('http:') && !loopback.test(host)) {
    problems.push(
      `ORIGIN: found "${config.ORIGIN}", expected https for a host that is not loopback, .test or .localhost.`,
    );
  }
  if (config.ROLE !== 'all' && config.DATABASE_URL === undefined) {
    problems.push(
      `ROLE: found "${config.ROLE}" without DATABASE_URL, expected all: the embedded database serves one process.`,
    );
  }
  if (config.SMTP_URL !== undefined && config.MAIL_FROM === undefined) {
    problems.push('MAIL_FROM: found nothing, expected the sender of the mails, because SMTP_URL is set.');
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
}

/** The settings as rows of a table: variable, default, meaning. In the order of the schema. */
export function describeSettings(): { name: string; fallback: string; meaning: string }[] {
  return Object.entries(settings.shape).map(([name, schema]) => ({
    name,
    fallback: defaultOf(schema),
    meaning: schema.description ?? '',
  }));
}

function defaultOf(schema: z.ZodType): string {
  if (!(schema instanceof z.ZodDefault)) return '';
  const value: unknown = schema.def.defaultValue;
  return Array.isArray(value) ? value.join(',') : String(value);
}
