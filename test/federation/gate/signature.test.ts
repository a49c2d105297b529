import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headerOf, withHeader } from '../../support/peer-message.ts';
import { likeBy, openWorld, told, type World } from './world.ts';

const MINUTE = 60_000;
const schemes = ['cavage', 'rfc9421'] as const;

describe('the signature of a POST to an inbox', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  for (const scheme of schemes) {
    it(`an activity signed by its own actor's key is accepted (${scheme})`, async () => {
      const { alice } = world;
      const activity = likeBy(alice);
      const verdict = await world.admit(alice, activity, { scheme });
      expect(verdict).toMatchObject({
        kind: 'accepted',
        arrival: {
          activityId: activity.id,
          actor: alice.id,
          type: 'Like',
          document: activity,
          host: world.third.host,
        },
      });
    });
  }

  it('S01: an unsigned activity is refused as sig.missing', async () => {
    const message = withHeader(world.sign(world.alice, likeBy(world.alice)), 'signature', null);
    expect(told(await world.gate.admit(message))).toBe('401 sig.missing');
  });

  it("S02: an activity in the name of another host's actor is refused as sig.actor_mismatch, with nothing fetched", async () => {
    const before = world.evil.requests.length + world.third.requests.length;
    const verdict = await world.admit(world.mallory, likeBy(world.alice));
    expect(told(verdict)).toBe('401 sig.actor_mismatch');
    expect(world.evil.requests.length + world.third.requests.length).toBe(before);
  });

  it('S05: an LD signature without an HTTP signature is refused as sig.missing', async () => {
    const signature = { type: 'RsaSignature2017', creator: world.mallory.keyId, signatureValue: 'AAAA' };
    const activity = likeBy(world.alice, { signature });
    const message = withHeader(world.sign(world.mallory, activity), 'signature', null);
    expect(told(await world.gate.admit(message))).toBe('401 sig.missing');
  });

  it('S05: beside a valid HTTP signature an LD signature is ignored and taken off', async () => {
    const activity = likeBy(world.alice);
    const signature = { type: 'RsaSignature2017', creator: world.mallory.keyId, signatureValue: 'AAAA' };
    const verdict = await world.admit(world.alice, { ...activity, signature });
    expect(verdict).toMatchObject({ kind: 'accepted', arrival: { document: activity } });
    expect(verdict.kind === 'accepted' && JSON.parse(verdict.arrival.body)).toEqual(activity);
  });

  it('S06: beside a valid HTTP signature an integrity proof is ignored and taken off', async () => {
    const activity = likeBy(world.alice);
    const proof = { type: 'DataIntegrityProof', proofValue: 'z1' };
    const verdict = await world.admit(world.alice, { ...activity, proof });
    expect(verdict).toMatchObject({ kind: 'accepted', arrival: { document: activity } });
    expect(verdict.kind === 'accepted' && JSON.parse(verdict.arrival.body)).toEqual(activity);
  });

  it('the text of an activity without either is handed on as it came', async () => {
    const text = JSON.stringify(likeBy(world.alice), null, 2);
    const verdict = await world.admit(world.alice, text);
    expect(verdict).toMatchObject({ kind: 'accepted', arrival: { body: text, document: JSON.parse(text) } });
  });

  it('an activity in the name of our own origin is refused as actor.local, with nothing fetched', async () => {
    const ours = { id: 'http://ours.test/users/ann' };
    const keyId = 'http://ours.test/users/ann#main-key';
    expect(told(await world.admit(world.mallory, likeBy(ours), { keyId }))).toBe('400 actor.local');
    expect(told(await world.admit(world.mallory, likeBy({ id: 'http://OURS.test:80/ann' })))).toBe(
      '400 actor.local',
    );
  });

  it('S06: an integrity proof without an HTTP signature is refused as sig.missing', async () => {
    const proof = {
      type: 'DataIntegrityProof',
      verificationMethod: `${world.evil.origin}/multikey`,
      proofValue: 'z1',
    };
    const message = withHeader(world.sign(world.alice, likeBy(world.alice, { proof })), 'signature', null);
    expect(told(await world.gate.admit(message))).toBe('401 sig.missing');
  });

  it("S06: an integrity proof beside another host's HTTP signature is refused as sig.actor_mismatch", async () => {
    const proof = {
      type: 'DataIntegrityProof',
      verificationMethod: `${world.evil.origin}/multikey`,
      proofValue: 'z1',
    };
    expect(told(await world.admit(world.mallory, likeBy(world.alice, { proof })))).toBe(
      '401 sig.actor_mismatch',
    );
  });

  for (const scheme of schemes) {
    it(`S07: a body that was changed after signing is refused as sig.invalid (${scheme})`, async () => {
      const message = world.sign(world.alice, likeBy(world.alice), { scheme });
      const body = Buffer.from(JSON.stringify(likeBy(world.alice, { object: 'http://ours.test/o/2' })));
      expect(told(await world.gate.admit({ ...message, body }))).toBe('401 sig.invalid');
    });
  }

  it('S07: a changed body with its own digest put in is refused as sig.invalid', async () => {
    const message = world.sign(world.alice, likeBy(world.alice));
    const other = world.sign(world.alice, likeBy(world.alice));
    const forged = withHeader({ ...message, body: other.body }, 'digest', headerOf(other, 'digest'));
    expect(told(await world.gate.admit(forged))).toBe('401 sig.invalid');
  });

  it('S08: a digest that is sent but not covered is refused as sig.coverage', async () => {
    const verdict = await world.admit(world.alice, likeBy(world.alice), {
      cover: ['(request-target)', 'host', 'date'],
    });
    expect(told(verdict)).toBe('401 sig.coverage');
  });

  it('S09: a signature that does not cover the host is refused as sig.coverage', async () => {
    const verdict = await world.admit(world.alice, likeBy(world.alice), {
      cover: ['(request-target)', 'date', 'digest'],
    });
    expect(told(verdict)).toBe('401 sig.coverage');
  });

  it('S10: bytes signed for another server and sent on with its Host are refused as host.unknown', async () => {
    const message = world.third.sign(world.alice, 'http://c.example/inbox', likeBy(world.alice), {
      at: world.clock.now,
    });
    expect(headerOf(message, 'host')).toBe('c.example');
    expect(told(await world.gate.admit(message))).toBe('421 host.unknown');
  });

  for (const scheme of schemes) {
    it(`S10: bytes signed for another server and sent on with our Host are refused as sig.invalid (${scheme})`, async () => {
      const { alice, clock } = world;
      const message = world.third.sign(alice, 'http://c.example/inbox', likeBy(alice), {
        at: clock.now,
        scheme,
      });
      expect(told(await world.gate.admit(withHeader(message, 'host', 'ours.test')))).toBe('401 sig.invalid');
    });
  }

  it('S10: a request without Host, or with two, does not pass', async () => {
    const message = world.sign(world.alice, likeBy(world.alice));
    expect(told(await world.gate.admit(withHeader(message, 'host', null)))).toBe('421 host.unknown');
    const twice = { ...message, rawHeaders: [...message.rawHeaders, 'Host', 'ours.test'] };
    expect(told(await world.gate.admit(twice))).toBe('400 http.repeated_header');
  });

  it('S11: an RFC 9421 signature that covers nothing is refused as sig.coverage', async () => {
    const verdict = await world.admit(world.alice, likeBy(world.alice), { scheme: 'rfc9421', cover: [] });
    expect(told(verdict)).toBe('401 sig.coverage');
  });

  it('S12: an RFC 9421 signature without content-digest is refused as sig.coverage', async () => {
    const cover = ['@method', '@target-uri'];
    expect(told(await world.admit(world.alice, likeBy(world.alice), { scheme: 'rfc9421', cover }))).toBe(
      '401 sig.coverage',
    );
  });

  it('S13: an RFC 9421 signature past its expires is refused as sig.expired', async () => {
    const verdict = await world.admit(world.alice, likeBy(world.alice), { scheme: 'rfc9421', expires: 1000 });
    expect(told(verdict)).toBe('401 sig.expired');
  });

  it('S13: a draft-cavage signature past its expires is refused as sig.expired', async () => {
    expect(told(await world.admit(world.alice, likeBy(world.alice), { expires: 1000 }))).toBe(
      '401 sig.expired',
    );
  });

  for (const scheme of schemes) {
    it(`S13: a signature 61 minutes old or ahead is refused as sig.time, one of 59 minutes accepted (${scheme})`, async () => {
      const { alice, clock } = world;
      const at = async (minutes: number) =>
        told(await world.admit(alice, likeBy(alice), { scheme, at: clock.now + minutes * MINUTE }));
      expect(await at(-61)).toBe('401 sig.time');
      expect(await at(61)).toBe('401 sig.time');
      expect(await at(-59)).toBe('accepted');
      expect(await at(59)).toBe('accepted');
    });
  }

  it('an RFC 9421 signature without created is refused as sig.coverage', async () => {
    const verdict = await world.admit(world.alice, likeBy(world.alice), {
      scheme: 'rfc9421',
      withoutCreated: true,
    });
    expect(told(verdict)).toBe('401 sig.coverage');
  });
});
