import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Seals small secrets at rest: AES-256-GCM, a fresh nonce each time, bound to the name of what it protects. */
export interface Seal {
  seal(plain: Uint8Array, boundTo: string): Buffer;
  /** @throws Error if the bytes were changed, belong to something else, or another key sealed them */
  open(sealed: Uint8Array, boundTo: string): Buffer;
}

/** The master key is missing or not the one that sealed this database. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
}

/** First byte of every sealed value; a later format or key gets the next number. */
const version = 1;

/** A seal under one 32-byte key. */
export function createSeal(key: Uint8Array): Seal {
  return {
    seal: (plain, boundTo) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo));
      return Buffer.concat([
        Buffer.of(version),
        nonce,
        cipher.update(plain),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
    },
    open: (sealed, boundTo) => {
      const bytes = Buffer.from(sealed);
      if (bytes[0] !== version || bytes.length < 29)
        throw new MasterKeyError('A sealed value has an unknown format.');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13)).setAAD(
        Buffer.from(boundTo),
      );
      decipher.setAuthTag(bytes.subarray(-16));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(13, -16)), decipher.final()]);
      } catch {
        throw new MasterKeyError(
          'A private key does not open with this master key. Use the MASTER_KEY (or DATA_DIR/master.key) this database was set up with.',
        );
      }
    },
  };
}

/**
 * The master key: from the setting, else from `DATA_DIR/master.key`, which is created (mode 0600) where
 * there is none. Whoever loses it loses the private keys of the actors.
 * @throws MasterKeyError if the file does not hold 32 bytes in base64
 */
export async function loadMasterKey(setting: string | undefined, dataDir: string): Promise<Buffer> {
  if (setting !== undefined) return Buffer.from(setting, 'base64');
  if (dataDir === 'memory:') return randomBytes(32);
  const path = join(dataDir, 'master.key');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) await createKeyFile(path);
  const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64');
  if (key.length !== 32)
    throw new MasterKeyError(`${path} does not hold 32 bytes in base64. Restore it from your backup.`);
  return key;
}

async function createKeyFile(path: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await writeDurably(draft, `${randomBytes(32).toString('base64')}\n`);
  try {
    // It appears whole or not at all: processes that start at the same moment read one and the same key.
    await link(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const folder = await open(dirname(path));
  await folder.sync().finally(() => folder.close());
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
