import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createContextCheck } from '../../../federation/gate/context.ts';
import { createGate, type InboundRequest } from '../../../federation/gate/gate.ts';
import { ACTIVITY_LIMITS, readProfiled } from '../../../federation/gate/shape.ts';
import { LoadFailure } from '../../../federation/net/fetch-document.ts';
import { isJsonObject, type JsonObject } from '../../../federation/wire/json.ts';
import { memoryKeyStore, told } from './world.ts';

const folder = new URL('../../fixtures/activitypub/', import.meta.url);

function readJson(path: string): JsonObject {
  const value: unknown = JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
  if (!isJsonObject(value)) throw new TypeError(path);
  return value;
}

function files(path: string): string[] {
  return readdirSync(new URL(path, folder)).filter((name) => name.endsWith('.json'));
}

interface Recorded {
  readonly request: InboundRequest;
  /** Milliseconds of its Date header. */
  readonly at: number;
}

function recorded(path: string): Recorded {
  const { method, path: target, headers, rawBody } = readJson(path);
  if (!isJsonObject(headers)) throw new TypeError(path);
  const rawHeaders = Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
  const request = {
    method: String(method),
    url: String(target),
    rawHeaders,
    body: Buffer.from(String(rawBody)),
  };
  return { request, at: Date.parse(String(headers['date'])) };
}

function gateAt(at: number, actor: JsonObject) {
  return createGate({
    origin: 'https://tiny.test',
    now: () => at,
    fetchDocument: async (url) => {
      if (url !== actor['id']) throw new LoadFailure('obj.gone', 404);
      return actor;
    },
    keyStore: memoryKeyStore(new Map()),
    isBlocked: () => false,
    inboxLimit: { perHost: 10, perSeconds: 10 },
    allowHttp: false,
  });
}

describe('deliveries as other servers really sent them', () => {
  for (const software of ['gotosocial', 'hollo', 'cherrypick', 'wordpress']) {
    const actor = readJson(`${software}/00-actor.json`);
    for (const file of files(`${software}/http/`)) {
      it(`${software}: ${file} is accepted as its actor's`, async () => {
        const { request, at } = recorded(`${software}/http/${file}`);
        const sent: unknown = JSON.parse(Buffer.from(request.body).toString());
        if (!isJsonObject(sent)) throw new TypeError(file);
        const { signature: _signature, proof: _proof, ...activity } = sent;
        const verdict = await gateAt(at, actor).admit(request);
        expect(verdict).toMatchObject({
          kind: 'accepted',
          arrival: { activityId: sent['id'], actor: actor['id'], type: sent['type'], document: activity },
        });
        expect(verdict.kind === 'accepted' && JSON.parse(verdict.arrival.body)).toEqual(activity);
      });
    }

    it(`${software}: what it sent is refused with one byte changed, and an hour and a minute later`, async () => {
      const [file = ''] = files(`${software}/http/`);
      const { request, at } = recorded(`${software}/http/${file}`);
      const body = Buffer.from(request.body);
      body[body.length - 2] = 0x20;
      expect(told(await gateAt(at, actor).admit({ ...request, body }))).toMatch(
        /^40[01] (?:sig\.invalid|shape\.json)$/,
      );
      expect(told(await gateAt(at + 61 * 60_000, actor).admit(request))).toBe('401 sig.time');
    });

    for (const file of files(`${software}/`)) {
      // WebFinger and NodeInfo are not ActivityPub and have loaders of their own.
      if (/webfinger|nodeinfo/.test(file)) continue;
      it(`${software}: ${file} keeps to the profile of plain JSON`, () => {
        const bytes = readFileSync(new URL(`${software}/${file}`, folder));
        const { document } = readProfiled(bytes, ACTIVITY_LIMITS, createContextCheck());
        expect(document).toEqual(JSON.parse(bytes.toString()));
      });
    }
  }

  for (const scheme of ['cavage', 'rfc9421']) {
    it(`fedify: a ${scheme} delivery reaches the key lookup, and is refused because its actor is not known`, async () => {
      const { method, url, rawHeaders, body, headers } = readJson(`fedify/delivery-${scheme}.json`);
      if (!Array.isArray(rawHeaders) || !isJsonObject(headers)) throw new TypeError(scheme);
      const asked: string[] = [];
      const gate = createGate({
        origin: 'https://ours.test',
        now: () => Date.parse(String(headers['date'])),
        fetchDocument: async (address) => {
          asked.push(address);
          throw new LoadFailure('doc.unreachable');
        },
        keyStore: memoryKeyStore(new Map()),
        isBlocked: () => false,
        inboxLimit: { perHost: 10, perSeconds: 10 },
        allowHttp: false,
      });
      const request = {
        method: String(method),
        url: String(url),
        rawHeaders: rawHeaders.map(String),
        body: Buffer.from(String(body)),
      };
      expect(told(await gate.admit(request))).toBe('401 key.unreachable');
      expect(asked).toEqual([
        scheme === 'cavage' ? 'https://tiny.test/users/tiny' : 'https://ours2.test/users/tiny',
      ]);
    });
  }
});
