import type { Db } from '../src/domain/database.ts';
import { listHostBlocks } from '../src/domain/moderation/queries.ts';
import { logFor } from '../src/platform/log.ts';

/** The blocked hosts, in memory, for those who must answer at once. */
export interface Blocks {
  /** Whether a host, or a domain above it, is shut out. Takes canonical spelling, with or without a port. */
  isBlocked(host: string): boolean;
  stop(): void;
}

const refreshMs = 2_000;

/** Keep the list fresh: a block counts in every process within two seconds. Commands ask the database itself. */
export async function watchBlocks(db: Db): Promise<Blocks> {
  let blocked = new Set<string>();
  const refresh = async (): Promise<void> => {
    blocked = new Set((await listHostBlocks(db)).map((block) => block.host));
  };
  await refresh().catch((error: unknown) =>
    logFor('gate').warning('The blocked hosts cannot be read yet', { error }),
  );
  const timer = setInterval(() => void refresh().catch(() => undefined), refreshMs);
  timer.unref();
  return {
    isBlocked: (host) => {
      if (blocked.size === 0) return false;
      const labels = host.replace(/:\d+$/, '').split('.');
      return blocked.has(host) || labels.some((_, index) => blocked.has(labels.slice(index).join('.')));
    },
    stop: () => clearInterval(timer),
  };
}
