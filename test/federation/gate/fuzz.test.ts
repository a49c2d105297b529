import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headerOf, withHeader } from '../../support/peer-message.ts';
import { likeBy, openWorld, type World } from './world.ts';

const runs = { numRuns: 300 };
const statuses = new Set([400, 401, 403, 405, 413, 415, 421, 429]);
const names = [
  'signature',
  'signature-input',
  'digest',
  'content-digest',
  'date',
  'host',
  'content-type',
  'content-length',
];

/** Text of the kind that parsers trip over: quotes, separators, escapes, half a header. */
const pieces = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '"',
    '\\',
    '=',
    ',',
    ';',
    ':',
    '(',
    ')',
    '()',
    '"";',
    ':AA==:',
    'sig1=',
    '@method',
    '\n',
    '\0',
    ' ',
  ),
  fc.constantFrom(
    'keyId="http://third.test/k"',
    'headers="(request-target) host date digest"',
    'signature="AAAA"',
    'created=1',
  ),
);
const odd = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));
const rawHeaders = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...names), odd), odd), { maxLength: 10 })
  .map((pairs) => pairs.flat());
const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc.json({ maxDepth: 6 }).map((text) => Buffer.from(text)),
  fc.object({ maxDepth: 3 }).map((value) => Buffer.from(JSON.stringify(value) ?? '')),
);

describe('whatever is sent', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  /** The gate answered, with one of its statuses and a word for the log, and let nothing in. */
  const expectRefused = async (request: Parameters<World['gate']['admit']>[0]) => {
    const verdict = await world.gate.admit(request);
    if (verdict.kind !== 'refused') throw new Error(`${verdict.kind}: ${JSON.stringify(request.rawHeaders)}`);
    expect(statuses.has(verdict.status)).toBe(true);
    expect(verdict.reason).toMatch(/^[a-z0-9]+\.[a-z0-9_]+$/);
  };

  it('S15: the gate never throws and never accepts arbitrary headers and bodies', async () => {
    const request = fc.record({
      method: fc.constantFrom('POST', 'post', 'GET', ''),
      url: fc.oneof(fc.constant('/inbox'), odd),
      rawHeaders,
      body: bodies,
    });
    await fc.assert(fc.asyncProperty(request, expectRefused), runs);
  });

  it('S15: the gate never throws and never accepts a right envelope with arbitrary signature headers', async () => {
    const { alice } = world;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('cavage', 'rfc9421'), odd, odd, async (scheme, signature, input) => {
        const message = world.sign(alice, likeBy(alice), {
          scheme: scheme === 'cavage' ? 'cavage' : 'rfc9421',
        });
        const spoiled = withHeader(message, 'signature', signature);
        await expectRefused(scheme === 'cavage' ? spoiled : withHeader(spoiled, 'signature-input', input));
      }),
      runs,
    );
  });

  it('S15: one character cut from, put into or changed in a signature header never makes another request pass', async () => {
    const { alice } = world;
    const edit = fc.record({
      scheme: fc.constantFrom('cavage' as const, 'rfc9421' as const),
      at: fc.nat(),
      cut: fc.nat({ max: 2 }),
      put: fc.string({ unit: 'grapheme-ascii', maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(edit, async ({ scheme, at, cut, put }) => {
        // Made with another key: whatever the edit does to the header, nothing may make this one right.
        const message = world.sign(alice, likeBy(alice), { scheme, privateKey: world.mallory.privateKey });
        const name = scheme === 'cavage' ? 'signature' : 'signature-input';
        const header = headerOf(message, name);
        const from = at % (header.length + 1);
        await expectRefused(
          withHeader(message, name, header.slice(0, from) + put + header.slice(from + cut)),
        );
      }),
      runs,
    );
  });

  it('S01: no unsigned body is accepted, whatever it says', async () => {
    const signed = world.sign(world.alice, likeBy(world.alice));
    const bare = withHeader(signed, 'signature', null);
    const activity = fc
      .record(
        { type: fc.string(), object: fc.jsonValue(), to: fc.jsonValue(), '@context': fc.jsonValue() },
        { requiredKeys: [] },
      )
      .map((besides) => Buffer.from(JSON.stringify(likeBy(world.alice, besides))));
    await fc.assert(
      fc.asyncProperty(fc.oneof(activity, bodies), (body) => expectRefused({ ...bare, body })),
      runs,
    );
  });

  it('S01: the viewer of arbitrary headers is nobody', async () => {
    const request = fc.record({
      method: fc.constantFrom('GET', 'HEAD', ''),
      url: fc.oneof(fc.constant('/o/1'), odd),
      rawHeaders,
    });
    await fc.assert(
      fc.asyncProperty(request, async (inbound) => {
        const { kind } = await world.gate.viewer({
          ...inbound,
          rawHeaders: ['host', 'ours.test', ...inbound.rawHeaders],
        });
        expect(kind).toBe('refused');
      }),
      runs,
    );
  });
});
