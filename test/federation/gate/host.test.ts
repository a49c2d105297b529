import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalHost, readIri } from '../../../federation/gate/host.ts';
import { headerOf, withHeader } from '../../support/peer-message.ts';
import { likeBy, openWorld, told, type World } from './world.ts';

describe('the spelling of a host', () => {
  it('I11: case, a trailing dot, the default port and punycode make no other host', () => {
    for (const host of [
      'third.test',
      'THIRD.test',
      'third.test.',
      'Third.Test.:443',
      'third.test:443',
      'third.test:0443',
    ]) {
      expect(canonicalHost(host)).toBe('third.test');
    }
    expect(canonicalHost('bücher.example')).toBe('xn--bcher-kva.example');
    expect(canonicalHost('BÜCHER.example.')).toBe('xn--bcher-kva.example');
    expect(canonicalHost('xn--bcher-kva.example:443')).toBe('xn--bcher-kva.example');
    expect(canonicalHost('third.test:80', 'http:')).toBe('third.test');
  });

  it('I11: another port is another host', () => {
    expect(canonicalHost('third.test:8443')).toBe('third.test:8443');
    expect(canonicalHost('third.test:80')).toBe('third.test:80');
    expect(canonicalHost('[2001:DB8::1]:443')).toBe('[2001:db8::1]');
  });

  it('I11: addresses in disguise are spelled out', () => {
    for (const host of ['127.1', '2130706433', '0x7f.1', '0x7f000001', '017700000001']) {
      expect([host, canonicalHost(host)]).toEqual([host, '127.0.0.1']);
    }
    expect(canonicalHost('[::ffff:127.0.0.1]')).toBe('[::ffff:7f00:1]');
  });

  it('what is no host is none', () => {
    for (const host of [
      '',
      '.',
      '..',
      'a..b',
      '.third.test',
      'third.test..',
      'third test',
      'third.test:',
      'third.test:0',
      'third.test:65536',
      'third.test:443x',
      'user@third.test',
      'third.test/path',
      'third\u3002test',
      'third\u00ad.test',
      'third.test\t',
      '-third.test',
      '[::1',
      '[]',
      '[zz]',
      '1.2.3.4.5',
      '256.1.1.1',
      'x'.repeat(64),
      `${'x.'.repeat(127)}xx`,
    ]) {
      expect([host, canonicalHost(host)]).toEqual([host, undefined]);
    }
  });

  it('I11: an address keeps everything after its host as it was written', () => {
    const read = (text: string) => readIri(text, false)?.iri;
    expect(read('https://THIRD.test./@Ann#accepts/https://X.test/%7Eb?q=(1)')).toBe(
      'https://third.test/@Ann#accepts/https://X.test/%7Eb?q=(1)',
    );
    expect(read('HTTPS://third.test:443/u')).toBe('https://third.test/u');
    expect(read('https://third.test')).toBe('https://third.test');
    expect(read('https://bücher.example/ü')).toBe('https://xn--bcher-kva.example/ü');
  });

  it('addresses with other schemes, user info, white space or backslashes are none', () => {
    for (const text of [
      'http://third.test/u',
      'ftp://third.test/u',
      'javascript:alert(1)',
      'https:third.test',
      'https:/third.test/u',
      'https:///u',
      '//third.test/u',
      'https://user@third.test/u',
      'https://user:pw@third.test/u',
      'https://third.test\\@evil.test/u',
      'https://third.test/a b',
      'https://third.test/\u0000',
      'https://third.test/\u007f',
      'https://third.test/\n',
      ' https://third.test/u',
      `https://third.test/${'x'.repeat(2048)}`,
    ]) {
      expect([text, readIri(text, false)]).toEqual([text, undefined]);
    }
    expect(readIri('http://third.test/u', true)?.origin).toBe('http://third.test');
  });
});

describe('hosts at the gate', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  it('I11: an actor in another spelling is the same actor, and is handed on in the one spelling', async () => {
    const { alice, third } = world;
    const shout = (text: string) =>
      text.replace(third.origin, third.origin.replace('third.test', 'THIRD.Test.'));
    const activity = likeBy(alice);
    const shouted = { ...activity, id: shout(activity.id), actor: shout(alice.id) };
    const verdict = await world.admit({ ...alice, keyId: shout(alice.keyId) }, shouted);
    expect(verdict).toMatchObject({
      kind: 'accepted',
      arrival: { actor: alice.id, activityId: activity.id, host: third.host, document: activity },
    });
    expect(verdict.kind === 'accepted' && JSON.parse(verdict.arrival.body)).toEqual(activity);
  });

  it('I11: a blocked host is blocked in every spelling, with nothing fetched', async () => {
    const { mallory, evil } = world;
    world.blocked.add(evil.host);
    for (const name of ['evil.test', 'EVIL.test', 'evil.test.']) {
      const respelled = (text: string) => text.replace('evil.test', name);
      const actor = { ...mallory, id: respelled(mallory.id), keyId: respelled(mallory.keyId) };
      expect(told(await world.admit(actor, likeBy(actor)))).toBe('403 host.blocked');
    }
    expect(evil.requests).toHaveLength(0);
    world.blocked.delete(evil.host);
  });

  it('S10: our own host may be spelled as it likes in the Host header that was signed', async () => {
    for (const host of ['OURS.test', 'ours.test:80', 'ours.test.']) {
      const message = world.sign(world.alice, likeBy(world.alice), { headers: { host } });
      expect(headerOf(message, 'host')).toBe(host);
      expect(told(await world.gate.admit(message))).toBe('accepted');
    }
    const message = world.sign(world.alice, likeBy(world.alice));
    for (const host of [
      'ours.test:8080',
      'ours.test.evil.test',
      'evil.test',
      '',
      'ours.test, evil.test',
      'x@ours.test',
    ]) {
      expect(told(await world.gate.admit(withHeader(message, 'host', host)))).toBe('421 host.unknown');
    }
  });
});
