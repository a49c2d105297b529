import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headerOf, withHeader } from '../../support/peer-message.ts';
import { likeBy, openWorld, told, type World } from './world.ts';

const MINUTE = 60_000;

describe('the parts and parameters of a signature', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  for (const [cover, expected] of [
    [['@method', 'content-digest', '@authority', '@path'], 'accepted'],
    [
      ['@method', 'content-digest', '@authority', '@path', '@query', '@scheme', '@request-target', 'date'],
      'accepted',
    ],
    [['@method', 'content-digest', '@authority'], '401 sig.coverage'],
    [['@method', 'content-digest', '@path'], '401 sig.coverage'],
    [['content-digest', '@target-uri'], '401 sig.coverage'],
    [['@method', 'content-digest', '@target-uri', '@status'], '401 sig.malformed'],
    [['@method', 'content-digest', '@target-uri', '@method'], '401 sig.malformed'],
    [['@method', 'content-digest', '@target-uri', 'x-absent'], '401 sig.invalid'],
  ] as const) {
    it(`an RFC 9421 signature over ${cover.join(' ')} is ${expected}`, async () => {
      expect(told(await world.admit(world.alice, likeBy(world.alice), { scheme: 'rfc9421', cover }))).toBe(
        expected,
      );
    });
  }

  it('an RFC 9421 signature over the path alone does not cover a query', async () => {
    const cover = ['@method', 'content-digest', '@authority', '@path'];
    const options = { scheme: 'rfc9421', cover, at: world.clock.now } as const;
    const short = world.third.sign(world.alice, `${world.inbox}?for=bob`, likeBy(world.alice), options);
    expect(told(await world.gate.admit(short))).toBe('401 sig.coverage');
    const whole = world.third.sign(world.alice, `${world.inbox}?for=bob`, likeBy(world.alice), {
      ...options,
      cover: [...cover, '@query'],
    });
    expect(told(await world.gate.admit(whole))).toBe('accepted');
  });

  it('S15: a Date that is none is refused as sig.malformed', async () => {
    for (const date of [
      'garbage',
      'Fri, 20 Nov 2026 12:00:00 +0000',
      'Thu, 20 Nov 2026 12:00:00 GMT',
      '2026-11-20T12:00:00Z',
    ]) {
      const verdict = await world.admit(world.alice, likeBy(world.alice), { headers: { date } });
      expect(told(verdict)).toBe('401 sig.malformed');
    }
  });

  it('S15: a Signature header that is none is refused as sig.malformed', async () => {
    const { alice, gate } = world;
    const message = world.sign(alice, likeBy(alice));
    const right = headerOf(message, 'signature');
    const wrong = [
      '!!!',
      'keyId',
      `keyId="${alice.keyId}"`,
      right.replace(/signature="[^"]*"/, 'signature="!!!"'),
      right.replace(/signature="[^"]*"/, 'signature=""'),
      right.replace('==', ''),
      `${right},`,
      `${right} trailing`,
      `${right},keyId="${alice.keyId}"`,
      `${right},KEYID="${world.mallory.keyId}"`,
      right.replace('headers="', 'headers="date '),
      right.replace('digest"', 'digest date"'),
      right.replace('digest"', 'digest (created)"'),
      right.replace(/keyId="[^"]*"/, 'keyId=""'),
      `${right},expires="soon"`,
      `x="${'a'.repeat(9000)}"`,
    ];
    for (const header of wrong) {
      expect([header, told(await gate.admit(withHeader(message, 'signature', header)))]).toEqual([
        header,
        '401 sig.malformed',
      ]);
    }
  });

  it('S15: a Signature-Input or Signature of RFC 9421 that is none is refused as sig.malformed', async () => {
    const { alice, gate } = world;
    const message = world.sign(alice, likeBy(alice), { scheme: 'rfc9421' });
    const input = headerOf(message, 'signature-input');
    const signature = headerOf(message, 'signature');
    const refused = async (name: string, value: string) =>
      expect([value, told(await gate.admit(withHeader(message, name, value)))]).toEqual([
        value,
        '401 sig.malformed',
      ]);
    for (const value of ['', '!!!', 'sig1', 'sig1=', 'sig1=("@method"', input.slice(5), `${input},`]) {
      await refused('signature-input', value);
    }
    await refused('signature-input', `${input}, sig2=("@method")`);
    await refused('signature-input', `${input};keyid="${alice.keyId}"`);
    await refused('signature-input', input.replace('"@method"', '"@method";req'));
    await refused('signature-input', input.replace('created=', 'created=-'));
    await refused('signature-input', input.replace(/created=\d+/, 'created="now"'));
    await refused('signature-input', input.replace('sig1', 'sig2'));
    for (const value of [
      '!!!',
      'sig1=AAAA',
      'sig1=::',
      'sig1=:AA:',
      `${signature}, sig2=:AAAA:`,
      `${signature};x`,
    ]) {
      await refused('signature', value);
    }
  });

  it('two signatures, or one of each scheme, are not one', async () => {
    const { alice, gate } = world;
    const cavage = world.sign(alice, likeBy(alice));
    const twice = {
      ...cavage,
      rawHeaders: [...cavage.rawHeaders, 'Signature', headerOf(cavage, 'signature')],
    };
    expect(told(await gate.admit(twice))).toBe('400 http.repeated_header');
    const both = withHeader(cavage, 'signature-input', 'sig1=("@method");created=1;keyid="a"');
    expect(told(await gate.admit(both))).toBe('401 sig.malformed');
  });

  it('only RSA with SHA-256 is verified, under every name it goes by', async () => {
    const by = async (algorithm: string | null, scheme: 'cavage' | 'rfc9421') =>
      told(await world.admit(world.alice, likeBy(world.alice), { algorithm, scheme }));
    for (const name of ['rsa-sha256', 'hs2019', null]) expect(await by(name, 'cavage')).toBe('accepted');
    for (const name of ['rsa-v1_5-sha256', null]) expect(await by(name, 'rfc9421')).toBe('accepted');
    for (const name of ['rsa-sha1', 'hmac-sha256', 'none', ''])
      expect(await by(name, 'cavage')).toBe('401 sig.algorithm');
    for (const name of ['hmac-sha256', 'rsa-sha256', 'ed25519'])
      expect(await by(name, 'rfc9421')).toBe('401 sig.algorithm');
  });

  it('the created of a draft-cavage signature counts beside the Date', async () => {
    const cover = ['(request-target)', '(created)', 'host', 'date', 'digest'];
    const { alice, clock } = world;
    expect(told(await world.admit(alice, likeBy(alice), { cover, algorithm: 'hs2019' }))).toBe('accepted');
    const date = new Date(clock.now).toUTCString();
    const old = { cover, algorithm: 'hs2019', at: clock.now - 61 * MINUTE, headers: { date } };
    expect(told(await world.admit(alice, likeBy(alice), old))).toBe('401 sig.time');
  });

  it('a header literally named (request-target) does not replace the real one', async () => {
    const message = world.third.sign(world.alice, 'http://ours.test/other', likeBy(world.alice), {
      at: world.clock.now,
    });
    const posed = withHeader({ ...message, url: '/inbox' }, '(request-target)', 'post /other');
    expect(told(await world.gate.admit(posed))).toBe('401 sig.invalid');
  });

  it('a signature by another key of the same strength is refused as sig.invalid', async () => {
    const { alice, mallory } = world;
    const verdict = await world.admit(alice, likeBy(alice), { privateKey: mallory.privateKey });
    expect(told(verdict)).toBe('401 sig.invalid');
  });
});
