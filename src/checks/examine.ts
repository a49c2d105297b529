import type { Config } from '../config.ts';
import type { Database } from '../domain/database.ts';
import type { Platform } from '../platform/platform.ts';
import {
  checkClock,
  checkDatabase,
  checkKeys,
  checkMail,
  checkOrigin,
  checkQueues,
  checkSchema,
} from './database.ts';
import { type Finding, ok } from './finding.ts';
import { checkAddress, checkDisk, checkMasterKey, checkWebFinger } from './machine.ts';

/** What is looked at, in this order: what stands on something is looked at after it. */
export const checkNames = [
  'settings',
  'address',
  'master key',
  'disk',
  'database',
  'clock',
  'schema',
  'origin',
  'keys',
  'queues',
  'mail',
  'webfinger',
] as const;
/** One of those. */
export type CheckName = (typeof checkNames)[number];

/** One look and what it found. */
export type Check = Finding & { readonly check: CheckName };

/** A node as far as it can be opened: its settings may be wrong, its database away. */
export interface Examined {
  readonly config: Config;
  platform(): Promise<Platform<Database>>;
}

/**
 * Look at everything a node stands on. Where something fails that the rest stands on, the rest is not looked at.
 * `explain` says what to make of an error that a look threw.
 */
export async function examine(node: Examined, explain: (error: unknown) => Finding): Promise<Check[]> {
  const checks: Check[] = [];
  const look = async (check: CheckName, examineIt: () => Finding | Promise<Finding>): Promise<boolean> => {
    const finding = await Promise.resolve().then(examineIt).catch(explain);
    checks.push({ check, ...finding });
    return finding.state !== 'fail';
  };
  if (!(await look('settings', () => ok('health.settings_ok', { origin: node.config.ORIGIN }))))
    return checks;
  const { config } = node;
  await look('address', () => checkAddress(config));
  await look('master key', () => checkMasterKey(config));
  await look('disk', () => checkDisk(config));
  if (!(await look('database', async () => checkDatabase(await node.platform())))) return checks;
  const platform = await node.platform();
  await look('clock', () => checkClock(platform));
  if (!(await look('schema', () => checkSchema(platform)))) return checks;
  await look('origin', () => checkOrigin(platform));
  await look('keys', () => checkKeys(platform));
  await look('queues', () => checkQueues(platform));
  await look('mail', () => checkMail(platform));
  await look('webfinger', () => checkWebFinger(platform));
  return checks;
}
