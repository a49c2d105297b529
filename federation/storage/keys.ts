import type { KeyStore } from '../gate/keys.ts';
import type { StorageDb } from './tables.ts';

/** Public keys of other servers' actors, kept between restarts. */
export function createKeyStore(db: StorageDb): KeyStore {
  return {
    find: async (keyId) => {
      const row = await db
        .selectFrom('remote_key')
        .selectAll()
        .where('key_id', '=', keyId)
        .executeTakeFirst();
      return (
        row && {
          keyId: row.key_id,
          owner: row.owner,
          publicKeyPem: row.public_pem,
          fetchedAt: row.fetched_at.epochMilliseconds,
        }
      );
    },
    save: async (key) => {
      const values = {
        owner: key.owner,
        public_pem: key.publicKeyPem,
        fetched_at: Temporal.Instant.fromEpochMilliseconds(key.fetchedAt),
      };
      await db
        .insertInto('remote_key')
        .values({ key_id: key.keyId, ...values })
        .onConflict((conflict) => conflict.column('key_id').doUpdateSet(values))
        .execute();
    },
    forget: async (actor) => {
      await db.deleteFrom('remote_key').where('owner', '=', actor).execute();
    },
  };
}
