import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { iri, paths } from '../core/iri.ts';
import { findCollective } from '../domain/collective/queries.ts';
import type { Database } from '../domain/database.ts';
import type { Platform } from '../platform/platform.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** Whether others can reach the address, as far as the settings tell. */
export function checkAddress(config: Config): Finding {
  const { protocol, hostname } = new URL(config.ORIGIN);
  const values = { origin: config.ORIGIN };
  if (protocol === 'http:') return warn('health.address_local', 'health.address_local_next', values);
  if (/^[\d.]+$|^\[/.test(hostname))
    return fail('health.address_number', 'health.address_number_next', values);
  if (config.TRUST_PROXY.length === 0 && config.HOST !== '127.0.0.1') {
    return warn('health.address_proxy', 'health.address_proxy_next', values);
  }
  return ok('health.address_ok', values);
}

/** Whether the master key is one that survives, and that only its owner reads. */
export async function checkMasterKey(config: Config): Promise<Finding> {
  if (config.MASTER_KEY !== undefined) return ok('health.master_key_given');
  const path = join(config.DATA_DIR, 'master.key');
  const file = await stat(path).catch(() => undefined);
  if (file === undefined) return warn('health.master_key_none', 'health.master_key_none_next', { path });
  if ((file.mode & 0o077) === 0) return ok('health.master_key_ok', { path });
  return warn('health.master_key_open', 'health.master_key_open_next', { path });
}

/** Whether there is room to write. */
export async function checkDisk(config: Config): Promise<Finding> {
  const space = await statfs(config.DATA_DIR).catch(() => undefined);
  if (space === undefined) return ok('health.disk_none', { folder: config.DATA_DIR });
  const megabytes = Math.floor((space.bavail * space.bsize) / 1_000_000);
  const values = { megabytes, folder: config.DATA_DIR };
  if (megabytes < 100) return fail('health.disk', 'health.disk_full_next', values);
  return megabytes < 1000 ? warn('health.disk', 'health.disk_low_next', values) : ok('health.disk', values);
}

/** Whether the own address answers for the collective, asked as another server would. */
export async function checkWebFinger(platform: Platform<Database>): Promise<Finding> {
  const { origin } = platform;
  const collective = await findCollective(platform.db);
  if (collective === undefined) return ok('health.webfinger_none');
  const id = iri(origin, paths.actor(collective.handle));
  const handle = `@${collective.handle}@${new URL(origin).host}`;
  const url = `${origin}/.well-known/webfinger?resource=${encodeURIComponent(`acct:${handle.slice(1)}`)}`;
  const answer = await ask(url);
  if (answer === undefined) return warn('health.webfinger_away', 'health.webfinger_away_next', { origin });
  if (answer.status === 200 && linksTo(answer.body, id)) return ok('health.webfinger_ok', { handle, id });
  return fail('health.webfinger_bad', 'health.webfinger_bad_next', { url, status: answer.status, id });
}

async function ask(url: string): Promise<{ status: number; body: unknown } | undefined> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/jrd+json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(5_000),
    });
    const text = (await response.text()).slice(0, 100_000);
    return { status: response.status, body: parse(text) };
  } catch {
    // unreachable, slow, or cut off: the caller says what to do about it
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function linksTo(document: unknown, actor: string): boolean {
  if (typeof document !== 'object' || document === null || !('links' in document)) return false;
  const links: unknown = document.links;
  return (
    Array.isArray(links) &&
    links.some(
      (link: { rel?: unknown; href?: unknown } | null) => link?.rel === 'self' && link.href === actor,
    )
  );
}
