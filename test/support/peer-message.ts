import { createHash, type KeyObject, sign as signBytes } from 'node:crypto';
import { type IncomingMessage, request as openRequest } from 'node:http';

/** Who signs: as much of an actor as a signature needs. */
export interface Signer {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** What a server answered to a message. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** How a request is signed; what is not given is done right. */
export interface SignOptions {
  readonly scheme?: 'cavage' | 'rfc9421';
  /** Milliseconds since 1970 for `Date`, and for `created` of RFC 9421. Default now. */
  readonly at?: number;
  /** Components covered, in the scheme's own spelling. */
  readonly cover?: readonly string[];
  readonly keyId?: string;
  /** The private key to sign with, where it is not the actor's. */
  readonly privateKey?: KeyObject;
  /** The algorithm named; null for none. Default `rsa-sha256` or `rsa-v1_5-sha256`. */
  readonly algorithm?: string | null;
  /** Seconds since 1970; not sent where absent. */
  readonly expires?: number;
  /** Leaves `created` out of an RFC 9421 signature. */
  readonly withoutCreated?: boolean;
  /** Headers added or replaced before signing; null takes one out. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly method?: string;
}

/** A request ready to be sent, or to be handed to a gate: headers are a flat list of names and values. */
export interface Message {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** A message with a header replaced, added or (null) removed after it was signed. */
export function withHeader(message: Message, name: string, value: string | null): Message {
  const rawHeaders: string[] = [];
  for (let i = 0; i < message.rawHeaders.length; i += 2) {
    const before = message.rawHeaders[i] ?? '';
    if (before.toLowerCase() !== name.toLowerCase()) rawHeaders.push(before, message.rawHeaders[i + 1] ?? '');
  }
  if (value !== null) rawHeaders.push(name, value);
  return { ...message, rawHeaders };
}

/** The value of a message's header; empty where it has none. */
export function headerOf(message: Message, name: string): string {
  const at = message.rawHeaders.findIndex(
    (entry, i) => i % 2 === 0 && entry.toLowerCase() === name.toLowerCase(),
  );
  return at === -1 ? '' : (message.rawHeaders[at + 1] ?? '');
}

/**
 * A request signed in draft-cavage or RFC 9421 form, made without the code under test. `body` is turned to JSON
 * unless it is a string; a POST where it is given, a GET otherwise.
 */
export function signMessage(as: Signer, address: string, body?: unknown, options: SignOptions = {}): Message {
  const url = new URL(address);
  const bytes = Buffer.from(typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body));
  const method = options.method ?? (body === undefined ? 'GET' : 'POST');
  const scheme = options.scheme ?? 'cavage';
  const at = options.at ?? Date.now();
  const hash = createHash('sha256').update(bytes).digest('base64');
  const headers = new Map([['host', url.host]]);
  headers.set('date', new Date(at).toUTCString());
  if (body !== undefined) {
    headers.set('content-type', 'application/activity+json');
    if (scheme === 'cavage') headers.set('digest', `SHA-256=${hash}`);
    else headers.set('content-digest', `sha-256=:${hash}:`);
  }
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  const target = url.pathname + url.search;
  const sign = scheme === 'cavage' ? signCavage : signRfc9421;
  sign({ as, headers, method, target, origin: url.origin, at, hasBody: body !== undefined }, options);
  return { method, url: target, rawHeaders: [...headers].flat(), body: bytes };
}

interface Unsigned {
  readonly as: Signer;
  readonly headers: Map<string, string>;
  readonly method: string;
  readonly target: string;
  readonly origin: string;
  readonly at: number;
  readonly hasBody: boolean;
}

function signCavage(request: Unsigned, options: SignOptions): void {
  const { as, headers, method, target } = request;
  const usual = ['(request-target)', 'host', 'date', ...(request.hasBody ? ['digest'] : [])];
  const cover = options.cover ?? usual;
  const created = Math.floor(request.at / 1000);
  const value = (name: string): string => {
    if (name === '(request-target)') return `${method.toLowerCase()} ${target}`;
    if (name === '(created)') return String(created);
    return name === '(expires)' ? String(options.expires) : (headers.get(name) ?? '');
  };
  const base = cover.map((name) => `${name}: ${value(name)}`).join('\n');
  const algorithm = options.algorithm === undefined ? 'rsa-sha256' : options.algorithm;
  const parameters = [
    `keyId="${options.keyId ?? as.keyId}"`,
    ...(algorithm === null ? [] : [`algorithm="${algorithm}"`]),
    ...(cover.includes('(created)') ? [`created=${created}`] : []),
    ...(options.expires === undefined ? [] : [`expires=${options.expires}`]),
    `headers="${cover.join(' ')}"`,
    `signature="${rsa(base, options.privateKey ?? as.privateKey)}"`,
  ];
  headers.set('signature', parameters.join(','));
}

function signRfc9421(request: Unsigned, options: SignOptions): void {
  const { as, headers, method, target, origin } = request;
  const cover = options.cover ?? ['@method', '@target-uri', ...(request.hasBody ? ['content-digest'] : [])];
  const { pathname, search, host } = new URL(target, origin);
  const derived: Readonly<Record<string, string>> = {
    '@method': method,
    '@target-uri': origin + target,
    '@authority': host,
    '@path': pathname,
    '@query': search === '' ? '?' : search,
    '@request-target': target,
    '@scheme': 'http',
  };
  const algorithm = options.algorithm === undefined ? 'rsa-v1_5-sha256' : options.algorithm;
  const parameters = [
    `(${cover.map((name) => `"${name}"`).join(' ')})`,
    ...(options.withoutCreated === true ? [] : [`created=${Math.floor(request.at / 1000)}`]),
    ...(options.expires === undefined ? [] : [`expires=${options.expires}`]),
    `keyid="${options.keyId ?? as.keyId}"`,
    ...(algorithm === null ? [] : [`alg="${algorithm}"`]),
  ].join(';');
  const lines = cover.map((name) => `"${name}": ${derived[name] ?? headers.get(name) ?? ''}\n`).join('');
  const base = `${lines}"@signature-params": ${parameters}`;
  headers.set('signature-input', `sig1=${parameters}`);
  headers.set('signature', `sig1=:${rsa(base, options.privateKey ?? as.privateKey)}:`);
}

function rsa(base: string, key: KeyObject): string {
  return signBytes('sha256', Buffer.from(base, 'latin1'), key).toString('base64');
}

/** Sends a message over a real socket to the server at `origin`, whatever host it was signed for. */
export function sendMessage(message: Message, origin: string): Promise<Reply> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const headers = [...message.rawHeaders, 'content-length', String(message.body.length)];
    const outgoing = openRequest(
      { hostname, port, path: message.url, method: message.method, headers, setHost: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(message.body);
  });
}
