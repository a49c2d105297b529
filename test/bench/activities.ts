import { createHash, createPrivateKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { signerCount, signerId, signerKeys } from './signers.ts';

/** Where the inbound load goes, and whom every note mentions (so that it concerns that collective). */
export interface InboundTarget {
  /** Origin of the node under measurement, `http://127.0.0.1:PORT`. */
  origin: string;
  inboxPath: string;
  collectiveId: string;
  /** `@name@host` as it stands in the mention. */
  collectiveHandle: string;
  /** Port on which the crowd serves the signers' actor documents. */
  crowdPort: number;
}

const signAsync = promisify(sign);
const publicAudience = 'https://www.w3.org/ns/activitystreams#Public';

function createNote(actor: string, target: InboundTarget): string {
  const id = randomUUID();
  const published = `${new Date().toISOString().slice(0, 19)}Z`;
  const to = [publicAudience];
  const cc = [target.collectiveId];
  return JSON.stringify({
    '@context': 'https://www.w3.org/ns/activitystreams',
    id: `${actor}/activities/${id}`,
    type: 'Create',
    actor,
    published,
    to,
    cc,
    object: {
      id: `${actor}/notes/${id}`,
      type: 'Note',
      attributedTo: actor,
      content: `<p>${target.collectiveHandle} I have built two clinker boats and could start in March. Is the hull still in the water, and who supplies the larch?</p>`,
      published,
      to,
      cc,
      tag: [{ type: 'Mention', href: target.collectiveId, name: target.collectiveHandle }],
    },
  });
}

async function signedRequest(n: number, key: KeyObject, target: InboundTarget): Promise<Buffer> {
  const actor = signerId(n, target.crowdPort);
  const body = createNote(actor, target);
  const { host } = new URL(target.origin);
  const date = new Date().toUTCString();
  const digest = `SHA-256=${createHash('sha256').update(body).digest('base64')}`;
  const contentType = 'application/activity+json';
  const signed = [
    `(request-target): post ${target.inboxPath}`,
    `host: ${host}`,
    `date: ${date}`,
    `digest: ${digest}`,
    `content-type: ${contentType}`,
  ].join('\n');
  const signature = await signAsync('sha256', Buffer.from(signed), key);
  return Buffer.from(
    [
      `POST ${target.inboxPath} HTTP/1.1`,
      `Host: ${host}`,
      `Date: ${date}`,
      `Digest: ${digest}`,
      `Content-Type: ${contentType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Accept: application/activity+json',
      'User-Agent: guildhall-bench/1 (+http://127.0.0.1/)',
      `Signature: keyId="${actor}#main-key",algorithm="rsa-sha256",headers="(request-target) host date digest content-type",signature="${signature.toString('base64')}"`,
      '',
      body,
    ].join('\r\n'),
  );
}

/**
 * Builds `count` whole HTTP/1.1 requests, each a `Create(Note)` with ids of its own, signed as Mastodon
 * signs (draft-cavage, RSA-2048), the signers taking turns. They are valid for the hour that receivers allow.
 */
export async function signRequests(count: number, target: InboundTarget): Promise<Buffer[]> {
  const keys = (await signerKeys()).map((pair) => createPrivateKey(pair.privatePem));
  const requests: Buffer[] = [];
  for (let from = 0; from < count; from += signerCount) {
    const turn = keys.slice(0, Math.min(signerCount, count - from));
    requests.push(...(await Promise.all(turn.map((key, n) => signedRequest(n, key, target)))));
  }
  return requests;
}
