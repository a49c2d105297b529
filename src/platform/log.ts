import { AsyncLocalStorage } from 'node:async_hooks';
import { configure, getLogger, type Logger, type LogRecord } from '@logtape/logtape';

/** What a part of the node writes its log with. */
export type Log = Logger;

/**
 * The only properties that reach a log line. Everything else (bodies, headers, tokens, mail addresses,
 * whole activities that libraries attach) is dropped, whatever its name.
 */
const allowed = new Set([
  'activityId',
  'actor',
  'applied',
  'attempts',
  'code',
  'count',
  'error',
  'event',
  'folder',
  'host',
  'inbox',
  'kind',
  'method',
  'ms',
  'object',
  'origin',
  'path',
  'port',
  'queue',
  'reason',
  'requestId',
  'role',
  'signal',
  'status',
  'statusCode',
  'type',
  'version',
]);

const longest = 500;

/** Send log lines of a level and above to a writer, one JSON object a line; standard error by default. */
export async function configureLog(
  level: LogRecord['level'],
  write: (line: string) => void = toStandardError,
): Promise<void> {
  await configure({
    reset: true,
    contextLocalStorage: new AsyncLocalStorage(),
    sinks: { lines: (record) => write(formatRecord(record)) },
    loggers: [
      { category: 'guildhall', lowestLevel: level, sinks: ['lines'] },
      { category: 'fedify', lowestLevel: level === 'error' ? 'error' : 'warning', sinks: ['lines'] },
      // An unknown handle is an answer, not an error of ours.
      { category: ['fedify', 'webfinger'], lowestLevel: 'fatal', sinks: [], parentSinks: 'override' },
      { category: ['logtape', 'meta'], lowestLevel: 'error', sinks: ['lines'] },
    ],
  });
}

/** The logger of one part of the node: `logFor('gate')`. */
export function logFor(part: string): Log {
  return getLogger(['guildhall', part]);
}

/**
 * A record as one JSON line. The message is the template with its placeholders in place, so no value
 * reaches the line except through the allow-list; what ends lines or steers terminals is escaped.
 */
export function formatRecord(record: LogRecord): string {
  const template = typeof record.rawMessage === 'string' ? record.rawMessage : record.rawMessage.join('{}');
  const fields = Object.entries(record.properties)
    .filter(([name, value]) => allowed.has(name) && value !== undefined)
    .map(([name, value]) => [name, printable(value)]);
  const line = JSON.stringify({
    time: new Date(record.timestamp).toISOString(),
    level: record.level,
    part: record.category.join('.'),
    message: template,
    ...Object.fromEntries(fields),
  });
  return `${line.replace(unprintable, escapeCharacter)}\n`;
}

/** What JSON may leave as it is and a reader of lines, or a terminal, does not. */
const unprintable = /[\u007f-\u009f\u2028\u2029]/g;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function printable(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  const text =
    value instanceof Error ? `${value.name}: ${value.message}` : value instanceof URL ? value.href : value;
  return typeof text === 'string' ? withoutSecrets(text).slice(0, longest) : typeof text;
}

const suspicious = /@|-----BEGIN|ghd_|bearer|token=|session=/i;

/** Errors of libraries and of the database quote what they were given; what looks like a secret is left out. */
function withoutSecrets(text: string): string {
  if (!suspicious.test(text)) return text;
  return text
    .replace(/-----BEGIN [\s\S]*?(?:-----END [A-Z ]+-----|$)/g, '(key)')
    .replace(/\bghd_[\w-]+/g, '(token)')
    .replace(/\bbearer\s+[^\s"',;]+/gi, 'Bearer (token)')
    .replace(/\b((?:token|session)=)[^\s"'&,;]+/gi, '$1(hidden)')
    .replace(/\/\/[^/\s]*@/g, '//…@')
    .replace(/(?<![@\p{L}\p{N}_.+-])[\p{L}\p{N}_.+-]+@[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+/gu, '(mail)');
}

function toStandardError(line: string): void {
  process.stderr.write(line);
}
