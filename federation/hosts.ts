import type { Db } from '../src/domain/database.ts';
import { knownHosts } from '../src/domain/follows/queries.ts';
import { coveringHosts, listHostBlocks } from '../src/domain/moderation/queries.ts';
import { logFor } from '../src/platform/log.ts';

/** Which hosts are shut out and which are known, in memory, for those who must answer at once. */
export interface Hosts {
  /** Whether a host, or a domain above it, is shut out. Takes canonical spelling, with or without a port. */
  isBlocked(host: string): boolean;
  /** Whether a follow in either direction was accepted. */
  isKnown(host: string): boolean;
  stop(): void;
}

const refreshMs = 2_000;
/** Reading every peer is dearer, and nobody minds half a minute. */
const refreshKnownMs = 30_000;

/** Keep the lists fresh: a block counts in every process within two seconds. Commands ask the database itself. */
export async function watchHosts(db: Db): Promise<Hosts> {
  let blocked = new Set<string>();
  let known = new Set<string>();
  let knownUntilMs = 0;
  const refresh = async (): Promise<void> => {
    blocked = new Set((await listHostBlocks(db)).map((block) => block.host));
    if (Date.now() < knownUntilMs) return;
    known = new Set(await knownHosts(db));
    knownUntilMs = Date.now() + refreshKnownMs;
  };
  await refresh().catch((error: unknown) =>
    logFor('gate').warning('The blocked hosts cannot be read yet', { error }),
  );
  const timer = setInterval(() => void refresh().catch(() => undefined), refreshMs);
  timer.unref();
  return {
    isBlocked: (host) => blocked.size > 0 && coveringHosts(host).some((covering) => blocked.has(covering)),
    isKnown: (host) => known.has(host),
    stop: () => clearInterval(timer),
  };
}
