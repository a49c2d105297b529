import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { generateActorKeys, openPrivateJwk } from '../../src/platform/actor-keys.ts';
import { createSeal, loadMasterKey, MasterKeyError } from '../../src/platform/seal.ts';

const folders: string[] = [];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guildhall-seal-'));
  folders.push(folder);
});
afterAll(() => Promise.all(folders.map((one) => rm(one, { recursive: true, force: true }))));

describe('a seal', () => {
  const plain = Buffer.from('{"d":"the private half"}');

  test('opens what it sealed, for the name it was sealed for', () => {
    const seal = createSeal(randomBytes(32));
    expect(seal.open(seal.seal(plain, 'a/rsa'), 'a/rsa')).toEqual(plain);
    expect(seal.open(seal.seal(Buffer.alloc(0), 'a/rsa'), 'a/rsa')).toHaveLength(0);
  });

  test('never says the same twice, and nothing of what is inside', () => {
    const seal = createSeal(randomBytes(32));
    const sealed = seal.seal(plain, 'a/rsa');
    expect(sealed.equals(seal.seal(plain, 'a/rsa'))).toBe(false);
    expect(sealed.includes('private')).toBe(false);
  });

  test('does not open under another name, so that no row can be passed off as another', () => {
    const seal = createSeal(randomBytes(32));
    const sealed = seal.seal(plain, 'a/rsa');
    expect(() => seal.open(sealed, 'a/ed25519')).toThrow(MasterKeyError);
    expect(() => seal.open(sealed, 'b/rsa')).toThrow(MasterKeyError);
  });

  test('does not open with another key, and says which key to use', () => {
    const sealed = createSeal(randomBytes(32)).seal(plain, 'a/rsa');
    expect(() => createSeal(randomBytes(32)).open(sealed, 'a/rsa')).toThrow(/MASTER_KEY .*master\.key/);
  });

  test('does not open when any one bit of it was changed, or when a part is missing', () => {
    const seal = createSeal(randomBytes(32));
    const sealed = seal.seal(plain, 'a/rsa');
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => seal.open(changed, 'a/rsa'), `byte ${index}`).toThrow(MasterKeyError);
      expect(() => seal.open(sealed.subarray(0, index), 'a/rsa'), `${index} bytes`).toThrow(MasterKeyError);
    }
  });
});

describe('the keys of an actor', () => {
  test('come as RSA-2048 and Ed25519, their private halves only under seal', async () => {
    const seal = createSeal(randomBytes(32));
    const pairs = await generateActorKeys(seal, 'actor-1');
    expect(pairs.map((pair) => pair.kind)).toEqual(['rsa', 'ed25519']);
    for (const pair of pairs) {
      expect(pair.publicJwk).not.toContain('"d"');
      const jwk = openPrivateJwk(seal, 'actor-1', pair);
      expect(jwk.d).toBeTypeOf('string');
      expect(Buffer.from(pair.sealedPrivate).includes(String(jwk.d).slice(0, 12))).toBe(false);
      expect(() => openPrivateJwk(seal, 'actor-2', pair)).toThrow(MasterKeyError);
    }
    const rsa: { n?: string } = JSON.parse(pairs[0]?.publicJwk ?? '{}');
    expect(Buffer.from(rsa.n ?? '', 'base64url')).toHaveLength(256);
  });
});

describe('the master key', () => {
  test('is made once, for its owner only, and is the same at every start', async () => {
    const dataDir = join(folder, 'data');
    const first = await loadMasterKey(undefined, dataDir);
    expect(first).toHaveLength(32);
    expect(await loadMasterKey(undefined, dataDir)).toEqual(first);
    expect((await stat(join(dataDir, 'master.key'))).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  });

  test('is one key for all processes that start at the same moment', async () => {
    for (let round = 0; round < 20; round++) {
      const dataDir = join(folder, String(round));
      const keys = await Promise.all(Array.from({ length: 8 }, () => loadMasterKey(undefined, dataDir)));
      expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
      expect(await readdir(dataDir)).toEqual(['master.key']);
    }
  });

  test('comes from the setting where there is one, in either spelling of base64, and then no file is made', async () => {
    const key = Buffer.alloc(32, 0xfb);
    expect(await loadMasterKey(key.toString('base64'), folder)).toEqual(key);
    expect(await loadMasterKey(key.toString('base64url'), folder)).toEqual(key);
    expect(await readdir(folder)).toEqual([]);
  });

  test.each(['', 'c2hvcnQ=', 'not base64 at all, but a sentence'])(
    'is refused and left alone where its file holds "%s"',
    async (text) => {
      const path = join(folder, 'master.key');
      await writeFile(path, text);
      const refused = loadMasterKey(undefined, folder);
      await expect(refused).rejects.toThrow(MasterKeyError);
      await expect(refused).rejects.toThrow(`${path} does not hold 32 bytes in base64. Restore it`);
      expect(await readFile(path, 'utf8')).toBe(text);
    },
  );
});
