import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { findCollective } from '../domain/collective/queries.ts';
import type { Database } from '../domain/database.ts';
import { addressOf } from '../plain/network.ts';
import type { Platform } from '../platform/platform.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** Whether others can reach the address, as far as the settings tell. */
export function checkAddress(config: Config): Finding {
  const { protocol, hostname } = new URL(config.ORIGIN);
  if (protocol === 'http:') {
    return warn(
      `${config.ORIGIN} is an address of this machine: other servers cannot reach it.`,
      'For a public node, set ORIGIN to its https address before setup.',
    );
  }
  if (/^[\d.]+$|^\[/.test(hostname))
    return fail(
      `${config.ORIGIN} has no domain name.`,
      'Set ORIGIN to a domain: actors cannot move to one later.',
    );
  if (config.TRUST_PROXY.length === 0 && config.HOST !== '127.0.0.1') {
    return warn(
      `${config.ORIGIN} is https, and no proxy is trusted: every visitor looks like the proxy that ends TLS.`,
      'Set TRUST_PROXY to the address range of your proxy, for example 172.16.0.0/12.',
    );
  }
  return ok(`${config.ORIGIN} is https with a domain name.`);
}

/** Whether the master key is one that survives, and that only its owner reads. */
export async function checkMasterKey(config: Config): Promise<Finding> {
  if (config.MASTER_KEY !== undefined) return ok('Given by MASTER_KEY.');
  const path = join(config.DATA_DIR, 'master.key');
  const file = await stat(path).catch(() => undefined);
  if (file === undefined)
    return warn(`${path} is not there yet.`, 'Setup creates it. Back it up apart from the database.');
  if ((file.mode & 0o077) === 0) return ok(`In ${path}. Back it up apart from the database.`);
  return warn(`Others on this machine may read ${path}.`, `Run: chmod 600 ${path}`);
}

/** Whether there is room to write. */
export async function checkDisk(config: Config): Promise<Finding> {
  const space = await statfs(config.DATA_DIR).catch(() => undefined);
  if (space === undefined) return ok(`${config.DATA_DIR} is not there yet.`);
  const megabytes = Math.floor((space.bavail * space.bsize) / 1_000_000);
  const found = `${megabytes.toLocaleString('en')} MB are free at ${config.DATA_DIR}.`;
  if (megabytes < 100) return fail(found, 'Make room: the node cannot write soon.');
  return megabytes < 1000 ? warn(found, 'Make room before it runs out.') : ok(found);
}

/** Whether the own address answers for the collective, asked as another server would. */
export async function checkWebFinger(platform: Platform<Database>): Promise<Finding> {
  const collective = await findCollective(platform.db);
  if (collective === undefined) return ok('There is nobody to find before setup.');
  const { id, handle } = addressOf(collective, platform.origin);
  const resource = `acct:${handle.slice(1)}`;
  const url = `${platform.origin}/.well-known/webfinger?resource=${encodeURIComponent(resource)}`;
  const answer = await ask(url);
  if (answer === undefined) {
    return warn(
      `${platform.origin} could not be asked from here.`,
      'Start the node, check DNS and the proxy, then look from another machine.',
    );
  }
  if (answer.status === 200 && linksTo(answer.body, id)) return ok(`${handle} is found at ${id}.`);
  return fail(
    `${url} answers ${answer.status} and does not lead to ${id}.`,
    'Make the proxy pass /.well-known/webfinger and the Host header on unchanged.',
  );
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
