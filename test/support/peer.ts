import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { LookupFunction } from 'node:net';
import { type Message, type Reply, type SignOptions, sendMessage, signMessage } from './peer-message.ts';

/**
 * A remote server for tests: real HTTP on 127.0.0.1, actors with real RSA keys, signatures made here and not by the
 * code under test.
 *
 * ```ts
 * const peer = await startPeer({ host: 'third.test' });      // origin http://third.test:PORT
 * const alice = peer.actor('alice');                         // served at alice.id, key listed, inbox counted
 * const message = peer.sign(alice, 'http://ours.test/inbox', { type: 'Like', … });
 * await gate.admit(message);                                 // a message is an InboundRequest …
 * await peer.send(message, 'http://127.0.0.1:3000');         // … or goes over a socket
 * peer.serve('/odd', { status: 302, headers: { location: 'http://10.0.0.1/' } });
 * peer.requests;                                             // everything it was asked, in order
 * await peer.close();
 * ```
 *
 * Names such as `third.test` are resolved by {@link loopbackLookup}; without `host` the origin is `127.0.0.1:PORT`.
 */
export interface Peer {
  readonly origin: string;
  /** Host and port, as in `origin`. */
  readonly host: string;
  /** Every request received, oldest first; POSTs to inboxes are answered 202 unless `serve` says otherwise. */
  readonly requests: readonly PeerRequest[];
  /** Makes an actor, its key pair and its document, and serves the document. */
  actor(name: string, options?: ActorOptions): PeerActor;
  /** Answers a path (with query, where given with one) from now on; a plain object is served as a document. */
  serve(path: string, answer: Answer | JsonDocument): void;
  /** Empties `requests`. */
  clear(): void;
  /** Stops serving a path: 404. */
  remove(path: string): void;
  /** A signed request as any actor; POST where there is a body, GET otherwise. */
  sign(as: PeerActor, url: string, body?: unknown, options?: SignOptions): Message;
  /** Sends a message over a real socket to the server at `origin`, whatever host it was signed for. */
  send(message: Message, origin: string): Promise<Reply>;
  close(): Promise<void>;
}

/** A document to serve as `application/activity+json`; told from an {@link Answer} by its `type` or `id`. */
export type JsonDocument = { readonly [key: string]: unknown };

/** What a path answers: fixed, or anything at all through a Node response handler. */
export type Answer =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Buffer;
    }
  | NonNullable<Parameters<typeof createServer>[1]>;

/** A request a peer received, body read to its end. */
export interface PeerRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** How an actor is made. */
export interface ActorOptions {
  /** Bits of its RSA key; default 2,048. */
  readonly bits?: number;
  /** Merged over its document, to spoil it. */
  readonly document?: JsonDocument;
  /** The key's address; default the actor's id with `#main-key`. */
  readonly keyId?: string;
}

/** An actor of a peer. */
export interface PeerActor {
  readonly id: string;
  readonly keyId: string;
  readonly inbox: string;
  readonly privateKey: KeyObject;
  readonly publicKeyPem: string;
  readonly document: JsonDocument;
}

/** Resolves every name to 127.0.0.1: for dispatchers of tests that talk to named peers. */
export const loopbackLookup: LookupFunction = (_hostname, options, callback) => {
  if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};

/** Starts a peer on a free port. */
export async function startPeer(options: { readonly host?: string } = {}): Promise<Peer> {
  const answers = new Map<string, Answer>();
  const requests: PeerRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', rawHeaders, headers } = incoming;
      requests.push({ method, url, rawHeaders, headers, body: Buffer.concat(chunks) });
      const answer = answers.get(url);
      if (typeof answer === 'function') return answer(incoming, response);
      const fallback = method === 'POST' ? 202 : 404;
      response.writeHead(answer?.status ?? (answer === undefined ? fallback : 200), answer?.headers);
      return response.end(answer?.body);
    });
  });
  const port = await listen(server);
  const host = `${options.host ?? '127.0.0.1'}:${port}`;
  const origin = `http://${host}`;

  const serve = (path: string, answer: Answer | JsonDocument): void => {
    answers.set(path, isDocument(answer) ? documentAnswer(answer) : answer);
  };
  return {
    origin,
    host,
    requests,
    serve,
    clear: () => void requests.splice(0),
    remove: (path) => void answers.delete(path),
    actor(name, actorOptions = {}) {
      const made = makeActor(origin, name, actorOptions);
      serve(`/users/${name}`, made.document);
      return made;
    },
    sign: signMessage,
    send: sendMessage,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

function isDocument(answer: Answer | JsonDocument): answer is JsonDocument {
  return typeof answer !== 'function' && ('type' in answer || 'id' in answer || '@context' in answer);
}

function documentAnswer(document: JsonDocument): Answer {
  return { headers: { 'content-type': 'application/activity+json' }, body: JSON.stringify(document) };
}

function makeActor(origin: string, name: string, options: ActorOptions): PeerActor {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: options.bits ?? 2048 });
  const id = `${origin}/users/${name}`;
  const keyId = options.keyId ?? `${id}#main-key`;
  const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const document = {
    '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
    id,
    type: 'Person',
    preferredUsername: name,
    inbox: `${id}/inbox`,
    publicKey: { id: keyId, owner: id, publicKeyPem },
    ...options.document,
  };
  return { id, keyId, inbox: `${id}/inbox`, privateKey, publicKeyPem, document };
}
