import { readBase64 } from './http-signature.ts';

/** The value of a parameter of a structured field, as far as signatures use them (RFC 9651): string or integer. */
export type ParameterValue = string | number;

/** An inner list of strings with parameters: the form of a `Signature-Input` member. */
export interface InnerList {
  /** The strings, unescaped, in order. */
  readonly items: readonly string[];
  /** The parameters in order of appearance; no name twice. */
  readonly parameters: ReadonlyMap<string, ParameterValue>;
}

const KEY = /[a-z*][a-z0-9_.*-]{0,63}/y;
const STRING = /"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"/y;
const INTEGER = /-?[0-9]{1,15}(?![0-9.])/y;
const BYTES = /:([A-Za-z0-9+/=]*):/y;
const SPACES = / */y;
const SEPARATOR = /[ \t]*,[ \t]*/y;

class Cursor {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.at = pattern.lastIndex;
    return match;
  }

  skip(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  get done(): boolean {
    return this.at === this.text.length;
  }
}

/** Reads a dictionary of inner lists, strictly; undefined where it is not one or names a member twice. */
export function readInnerLists(text: string): ReadonlyMap<string, InnerList> | undefined {
  return readDictionary(text, readInnerList);
}

/** Reads a dictionary of byte sequences without parameters; undefined where it is not one or names a member twice. */
export function readByteSequences(text: string): ReadonlyMap<string, Buffer> | undefined {
  return readDictionary(text, (cursor) => readBase64(cursor.take(BYTES)?.[1] ?? ''));
}

function readDictionary<T>(
  text: string,
  readMember: (cursor: Cursor) => T | undefined,
): ReadonlyMap<string, T> | undefined {
  if (text.length > 8192) return undefined;
  const cursor = new Cursor(text);
  const members = new Map<string, T>();
  for (;;) {
    const name = cursor.take(KEY)?.[0];
    if (name === undefined || members.has(name) || !cursor.skip('=')) return undefined;
    const member = readMember(cursor);
    if (member === undefined) return undefined;
    members.set(name, member);
    if (cursor.done) return members;
    if (cursor.take(SEPARATOR) === undefined) return undefined;
  }
}

function readInnerList(cursor: Cursor): InnerList | undefined {
  if (!cursor.skip('(')) return undefined;
  const items: string[] = [];
  for (;;) {
    const spaces = cursor.take(SPACES)?.[0].length ?? 0;
    if (cursor.skip(')')) break;
    if (items.length > 0 && spaces === 0) return undefined;
    const item = readString(cursor);
    // A parameter of an item (`"x";sf`) would change what is covered; none is supported, so none is read.
    if (item === undefined || items.length === 32) return undefined;
    items.push(item);
  }
  const parameters = readParameters(cursor);
  return parameters === undefined ? undefined : { items, parameters };
}

function readParameters(cursor: Cursor): ReadonlyMap<string, ParameterValue> | undefined {
  const parameters = new Map<string, ParameterValue>();
  while (cursor.skip(';')) {
    cursor.take(SPACES);
    const name = cursor.take(KEY)?.[0];
    if (name === undefined || parameters.has(name) || !cursor.skip('=')) return undefined;
    const value = readString(cursor) ?? readInteger(cursor);
    if (value === undefined) return undefined;
    parameters.set(name, value);
  }
  return parameters;
}

function readString(cursor: Cursor): string | undefined {
  return cursor.take(STRING)?.[1]?.replace(/\\(["\\])/g, '$1');
}

function readInteger(cursor: Cursor): number | undefined {
  const digits = cursor.take(INTEGER)?.[0];
  return digits === undefined ? undefined : Number(digits);
}

/** Writes an inner list in the one way RFC 9651 §4.1 allows, whatever spaces it came with. */
export function writeInnerList(list: InnerList): string {
  let text = `(${list.items.map(writeString).join(' ')})`;
  for (const [name, value] of list.parameters) {
    text += `;${name}=${typeof value === 'number' ? String(value) : writeString(value)}`;
  }
  return text;
}

function writeString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
