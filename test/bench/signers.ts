import { generateKeyPair } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** How many remote people sign the inbound load, each with an RSA-2048 key and a host of their own. */
export const signerCount = 200;

/** A remote person's key pair in PEM. */
export interface SignerKey {
  privatePem: string;
  publicPem: string;
}

const generate = promisify(generateKeyPair);

async function newSignerKey(): Promise<SignerKey> {
  const pair = await generate('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { privatePem: pair.privateKey, publicPem: pair.publicKey };
}

/**
 * The keys of all signers. Making 200 of them takes ten seconds and more, so they are kept in the
 * system's temporary folder; they sign nothing but benchmark traffic on the loopback address.
 */
export async function signerKeys(): Promise<SignerKey[]> {
  const path = join(tmpdir(), `guildhall-bench-keys-${signerCount}.json`);
  try {
    return JSON.parse(await readFile(path, 'utf8')) as SignerKey[];
  } catch {
    const keys = await Promise.all(Array.from({ length: signerCount }, newSignerKey));
    await writeFile(`${path}.part`, JSON.stringify(keys), { mode: 0o600 });
    await rename(`${path}.part`, path);
    return keys;
  }
}

/** Loopback address of the nth signer's host: the whole of 127/8 is loopback on Linux. */
export function signerHost(n: number): string {
  return `127.17.${Math.floor(n / 250)}.${(n % 250) + 1}`;
}

/** Loopback address of the nth follower host. */
export function followerHost(n: number): string {
  return `127.16.${Math.floor(n / 250)}.${(n % 250) + 1}`;
}

/** Actor id of the nth signer on a crowd that listens on `port`. */
export function signerId(n: number, port: number): string {
  return `http://${signerHost(n)}:${port}/people/${n}`;
}
