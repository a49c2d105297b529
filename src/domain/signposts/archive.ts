import { Gunzip, Unzip, UnzipInflate } from 'fflate';
import { Refusal } from '../../core/refusal.ts';

/** How large an import may be as it comes, when it is unpacked, and how many entries an archive may have. */
export const archiveLimits = {
  bytes: 20 * 1024 * 1024,
  unpackedBytes: 50 * 1024 * 1024,
  entries: 20_000,
} as const;

/** The documents of a Mastodon archive that say something about work. */
const wanted = ['actor.json', 'outbox.json'] as const;
type Wanted = (typeof wanted)[number];

/** What somebody brings with them: JSON Resume, or what a Mastodon archive says of them. Parsed, not yet read. */
export type Brought =
  | { readonly kind: 'json-resume'; readonly document: unknown }
  | { readonly kind: 'mastodon'; readonly actor: unknown; readonly outbox: unknown };

/** How much is fed to the decompressor at once, so that it is stopped before a bomb has grown. */
const stepBytes = 16 * 1024;

/**
 * Understand a file by its content, whatever it is called: JSON, or a Mastodon archive as zip or tar.gz. Names in an
 * archive are only compared with the two that are wanted, and nothing else is unpacked.
 * @throws Refusal invalid `import.too_large`, `import.not_json`, `import.unknown`, `import.archive`
 */
export function readBrought(bytes: Uint8Array): Brought {
  if (bytes.length > archiveLimits.bytes) throw tooLarge();
  if (isZip(bytes)) return broughtOf(unzip(bytes));
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return broughtOf(untar(bytes));
  const document = parseJson(bytes);
  const type = typeOf(document);
  if (type === 'OrderedCollection') return { kind: 'mastodon', actor: undefined, outbox: document };
  if (type === 'Person' || type === 'Service')
    return { kind: 'mastodon', actor: document, outbox: undefined };
  if (
    isObject(document) &&
    ('basics' in document || 'work' in document || 'skills' in document || 'projects' in document)
  )
    return { kind: 'json-resume', document };
  throw new Refusal(
    'invalid',
    'import.unknown',
    'This is neither JSON Resume nor an archive of Mastodon. Bring one of them, or its actor.json or outbox.json.',
  );
}

function broughtOf(found: ReadonlyMap<Wanted, Uint8Array>): Brought {
  const read = (name: Wanted): unknown => {
    const bytes = found.get(name);
    return bytes && parseJson(bytes);
  };
  if (found.size === 0)
    throw new Refusal('invalid', 'import.archive', 'The archive holds neither actor.json nor outbox.json.');
  return { kind: 'mastodon', actor: read('actor.json'), outbox: read('outbox.json') };
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/** What may still be unpacked. */
class Allowance {
  #left: number = archiveLimits.unpackedBytes;
  #entries: number = archiveLimits.entries;

  take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw tooLarge();
  }

  takeEntry(): void {
    this.#entries -= 1;
    if (this.#entries < 0) throw tooLarge();
  }
}

function unzip(bytes: Uint8Array): Map<Wanted, Uint8Array> {
  const allowance = new Allowance();
  const found = new Map<Wanted, Uint8Array>();
  const reader = new Unzip((file) => {
    allowance.takeEntry();
    const name = wantedName(file.name);
    if (name === undefined || found.has(name)) return;
    const parts: Uint8Array[] = [];
    // Its place is taken, so that a second of the same name is not looked at.
    found.set(name, new Uint8Array());
    file.ondata = (error, part, isLast) => {
      // What is thrown here comes back as the error of the decompressor.
      if (error) throw error;
      allowance.take(part.length);
      parts.push(part);
      if (isLast) found.set(name, Buffer.concat(parts));
    };
    file.start();
  });
  reader.register(UnzipInflate);
  feed(bytes, (part, isLast) => reader.push(part, isLast));
  return found;
}

function untar(bytes: Uint8Array): Map<Wanted, Uint8Array> {
  const allowance = new Allowance();
  const tar = new TarReader(allowance);
  const gunzip = new Gunzip((part) => {
    allowance.take(part.length);
    tar.push(part);
  });
  feed(bytes, (part, isLast) => {
    if (!tar.isDone) gunzip.push(part, isLast);
  });
  return tar.found;
}

/** Give an archive away in small parts; whatever the decompressor says against it becomes our refusal. */
function feed(bytes: Uint8Array, push: (part: Uint8Array, isLast: boolean) => void): void {
  try {
    for (let at = 0; at < bytes.length; at += stepBytes)
      push(bytes.subarray(at, at + stepBytes), at + stepBytes >= bytes.length);
  } catch (error) {
    throw error instanceof Refusal ? error : notAnArchive();
  }
}

const blockBytes = 512;

/** Reads a tar (POSIX ustar) as it comes, keeping only the wanted files. */
class TarReader {
  readonly found = new Map<Wanted, Uint8Array>();
  readonly #allowance: Allowance;
  #rest: Uint8Array = new Uint8Array();
  #name: Wanted | undefined;
  #parts: Uint8Array[] = [];
  #contentLeft = 0;
  #paddingLeft = 0;

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
  }

  get isDone(): boolean {
    return this.found.size === wanted.length;
  }

  push(part: Uint8Array): void {
    let rest: Uint8Array = this.#rest.length === 0 ? part : Buffer.concat([this.#rest, part]);
    while (rest.length > 0 && !this.isDone) {
      const inFile = this.#contentLeft > 0 || this.#paddingLeft > 0;
      if (!inFile && rest.length < blockBytes) break;
      rest = inFile ? this.#takeContent(rest) : this.#takeHeader(rest);
    }
    this.#rest = this.isDone ? new Uint8Array() : rest;
  }

  #takeContent(bytes: Uint8Array): Uint8Array {
    const content = bytes.subarray(0, this.#contentLeft);
    if (this.#name !== undefined) this.#parts.push(content);
    this.#contentLeft -= content.length;
    if (this.#contentLeft === 0 && this.#name !== undefined) {
      this.found.set(this.#name, Buffer.concat(this.#parts));
      this.#name = undefined;
      this.#parts = [];
    }
    const padding = Math.min(this.#paddingLeft, bytes.length - content.length);
    this.#paddingLeft -= padding;
    return bytes.subarray(content.length + padding);
  }

  #takeHeader(bytes: Uint8Array): Uint8Array {
    const header = Buffer.from(bytes.subarray(0, blockBytes));
    if (header.some((byte) => byte !== 0)) this.#open(header);
    return bytes.subarray(blockBytes);
  }

  #open(header: Buffer): void {
    this.#allowance.takeEntry();
    const size = header
      .toString('latin1', 124, 136)
      .replace(/[\0 ]+$/, '')
      .trim();
    if (!/^[0-7]{1,11}$/.test(size) || header.toString('latin1', 257, 262) !== 'ustar') throw notAnArchive();
    const isFile = header[156] === 0 || header[156] === 0x30;
    const name = isFile ? wantedName(header.toString('utf8', 0, 100).replace(/\0.*$/s, '')) : undefined;
    this.#contentLeft = Number.parseInt(size, 8);
    this.#paddingLeft = (blockBytes - (this.#contentLeft % blockBytes)) % blockBytes;
    if (name !== undefined && !this.found.has(name) && this.#contentLeft > 0) this.#name = name;
  }
}

/** Mastodon puts them at the top or below one folder; the last part of the name is enough. */
function wantedName(path: string): Wanted | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return wanted.find((one) => one === name);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal('invalid', 'import.not_json', 'The file is not JSON in UTF-8.');
  }
}

function typeOf(document: unknown): unknown {
  return isObject(document) ? document['type'] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tooLarge(): Refusal {
  return new Refusal(
    'invalid',
    'import.too_large',
    `That is more than is read: ${archiveLimits.bytes / 1024 / 1024} MB, or ${archiveLimits.unpackedBytes / 1024 / 1024} MB unpacked. Take actor.json and outbox.json out of the archive and bring those.`,
  );
}

function notAnArchive(): Refusal {
  return new Refusal(
    'invalid',
    'import.archive',
    'The archive is damaged. Download it again, or unpack it and bring actor.json and outbox.json.',
  );
}
