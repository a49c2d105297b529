import { domainToASCII } from 'node:url';

const DEFAULT_PORT: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80' };
const LABELS =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/**
 * The one spelling of a host, with its port where that is not the scheme's own; undefined where it is no host.
 * Lower case, no trailing dot, punycode, `:443` (https) or `:80` (http) dropped: blocks, limits and caches
 * are keyed by it, so that `THIRD.test.:443` and `third.test` are one host.
 */
export function canonicalHost(host: string, scheme: 'https:' | 'http:' = 'https:'): string | undefined {
  if (host.length === 0 || host.length > 300) return undefined;
  const at = portStart(host);
  const name = at === -1 ? host : host.slice(0, at);
  const port = at === -1 ? '' : canonicalPort(host.slice(at + 1), scheme);
  if (port === undefined) return undefined;
  const canonical = canonicalName(name);
  if (canonical === undefined) return undefined;
  return port === '' ? canonical : `${canonical}:${port}`;
}

/** Index of the colon before the port, or -1; an IPv6 literal keeps its own colons in brackets. */
function portStart(host: string): number {
  const colon = host.lastIndexOf(':');
  return colon > host.lastIndexOf(']') ? colon : -1;
}

function canonicalPort(port: string, scheme: 'https:' | 'http:'): string | undefined {
  if (!/^[0-9]{1,5}$/.test(port)) return undefined;
  const number = Number(port);
  if (number < 1 || number > 65_535) return undefined;
  const text = String(number);
  return text === DEFAULT_PORT[scheme] ? '' : text;
}

function canonicalName(name: string): string | undefined {
  if (name.startsWith('[')) {
    if (!/^\[[0-9a-f:.]{2,45}\]$/i.test(name)) return undefined;
    const parsed = URL.parse(`http://${name}/`);
    return parsed === null ? undefined : parsed.hostname;
  }
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  // Only letters, digits and marks go to IDNA: it would quietly drop tabs, map full-width dots and the like.
  const plain = LABELS.test(bare) ? bare : domainToASCII(/^[\p{L}\p{M}\p{N}._-]+$/u.test(bare) ? bare : '');
  if (!LABELS.test(plain)) return undefined;
  // `0x7f.1` and `2130706433` are addresses in disguise; the URL parser spells them out.
  if (!/(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$/.test(plain)) return plain;
  const parsed = URL.parse(`http://${plain}/`);
  return parsed === null ? undefined : parsed.hostname;
}

/** An IRI of the network, split where its host ends. */
export interface NetworkIri {
  /** The IRI with scheme and host in their one spelling and the rest untouched. */
  readonly iri: string;
  /** Scheme and canonical host, such as `https://third.test`: two IRIs are same-origin when these are equal. */
  readonly origin: string;
  /** The canonical host, with a port where it is not the scheme's own. */
  readonly host: string;
}

const MAX_IRI = 2048;
/** Scheme, then authority up to the first `/`, `?` or `#`; no space, control character or backslash anywhere. */
const SHAPE = /^(https?):\/\/([^/?#\\@\s]+)(?:[/?#][^\s\\]*)?$/i;

/**
 * Reads an `https` (or, where `allowHttp`, `http`) IRI as actors, activities and keys carry them; undefined for
 * anything else: other schemes, user info, white space, backslashes, more than 2,048 characters, no host.
 */
export function readIri(text: string, allowHttp: boolean): NetworkIri | undefined {
  if (text.length > MAX_IRI || text.length < 9) return undefined;
  const match = SHAPE.exec(text);
  const scheme = match?.[1];
  const authority = match?.[2];
  if (scheme === undefined || authority === undefined || hasControl(text)) return undefined;
  const protocol = scheme.toLowerCase() === 'https' ? 'https:' : 'http:';
  if (protocol === 'http:' && !allowHttp) return undefined;
  const host = canonicalHost(authority, protocol);
  if (host === undefined) return undefined;
  const origin = `${protocol}//${host}`;
  const rest = text.slice(scheme.length + 3 + authority.length);
  return { iri: text.startsWith(origin) && authority === host ? text : origin + rest, origin, host };
}

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x21 || code === 0x7f) return true;
  }
  return false;
}

/** The IRI without its fragment: the document in which a fragment is to be looked up. */
export function withoutFragment(iri: string): string {
  const hash = iri.indexOf('#');
  return hash === -1 ? iri : iri.slice(0, hash);
}
