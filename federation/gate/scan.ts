import { isUtf8 } from 'node:buffer';
import { Refused } from './refused.ts';

/** How much structure a document may have before it is refused as `shape.depth` or `shape.width`. */
export interface ShapeLimits {
  /** Objects and arrays within each other; the document itself is the first. */
  readonly depth: number;
  /** Values of every kind: objects, arrays and scalars. */
  readonly nodes: number;
}

/** What a scan learns of a text that the parsed value no longer tells. */
export interface Scanned {
  readonly text: string;
  /** Colons outside strings: names in all objects, repeated ones included. */
  readonly names: number;
  /** Whether a string may hold a NUL or half of a surrogate pair, written as an escape. */
  readonly oddEscapes: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;

/**
 * Runs once over JSON bytes before anything is built from them: UTF-8 or 400 `shape.utf8`, depth and commas within
 * `limits` or 400 `shape.depth`, `shape.width`. Does not check that it is JSON; the parser does.
 */
export function scanJson(bytes: Uint8Array, limits: ShapeLimits): Scanned {
  if (!isUtf8(bytes)) throw new Refused(400, 'shape.utf8');
  let depth = 0;
  let names = 0;
  let commas = 0;
  const end = bytes.length;
  for (let i = 0; i < end; i += 1) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      i = endOfString(bytes, i + 1, end);
    } else if (byte === COLON) {
      names += 1;
    } else if (byte === COMMA) {
      commas += 1;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > limits.depth) throw new Refused(400, 'shape.depth');
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
    }
  }
  if (commas > limits.nodes) throw new Refused(400, 'shape.width');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return { text, names, oddEscapes: /\\u(?:0000|[dD][89a-fA-F])/.test(text) };
}

/** Index of the quote that ends a string, or the end of the bytes. */
function endOfString(bytes: Uint8Array, from: number, end: number): number {
  let i = from;
  while (i < end) {
    const byte = bytes[i];
    if (byte === QUOTE) return i;
    i += byte === BACKSLASH ? 2 : 1;
  }
  return end;
}
