import { Refusal } from '../core/refusal.ts';
import { findOrigin } from '../domain/collective/queries.ts';
import type { Database } from '../domain/database.ts';
import { databaseTime } from '../domain/work.ts';
import { requireCurrentSchema } from '../platform/migrate.ts';
import { migrationsFolder, type Platform } from '../platform/platform.ts';
import type { CliNode } from './command.ts';

/**
 * The platform of a node that a command may work on.
 * @throws SchemaError if the schema is another; Refusal conflict `node.other_origin` if it was set up for another address
 */
export async function openNode(node: CliNode): Promise<Platform<Database>> {
  const platform = await node.platform();
  // First, because a database that does not answer would look like one without a schema.
  await databaseTime(platform.db);
  await requireCurrentSchema(platform.store, migrationsFolder);
  const origin = await findOrigin(platform.db);
  if (origin === undefined || origin === platform.origin) return platform;
  throw new Refusal(
    'conflict',
    'node.other_origin',
    `This node was set up for ${origin}, and ORIGIN is ${platform.origin}. The address is permanent: set ORIGIN=${origin}.`,
  );
}
