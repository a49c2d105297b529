import { describe, expect, test } from 'vitest';
import { actorFromWire, keyIds } from '../../../federation/wire/actor.ts';
import type { JsonObject } from '../../../federation/wire/json.ts';
import type { Iri } from '../../../src/core/id.ts';
import { isUsableHandle } from '../../../src/domain/actors/actor.ts';
import { localActor, origin } from './documents.ts';
import { sentDocuments } from './sent-documents.ts';

const id = 'https://peer.test/users/alice';
const alice: JsonObject = { id, type: 'Person', preferredUsername: 'alice', inbox: `${id}/inbox` };

describe('an actor of ours', () => {
  test('comes back from its document as it is', () => {
    const { summary, url, inbox, sharedInbox, followers, alsoKnownAs } = localActor('ines', {
      summary: '<p>Accessibility engineer.</p>',
      alsoKnownAs: ['https://reef.example/@ines' as Iri],
    });
    expect(actorFromWire(sentDocuments()['actor-member'] ?? {})).toEqual({
      iri: `${origin}/@ines`,
      type: 'Person',
      handle: 'ines',
      host: 'loom.example',
      name: 'Ines Duarte',
      ...{ summary, url, inbox, sharedInbox, followers, alsoKnownAs },
      approvesFollowers: true,
      isGuildhall: true,
      movedTo: null,
    });
  });

  test('says that it is a Guildhall, the instance as well as those it hosts', () => {
    for (const name of ['actor-collective', 'actor-member', 'actor-instance']) {
      expect(actorFromWire(sentDocuments()[name] ?? {}).isGuildhall).toBe(true);
    }
    expect(
      actorFromWire({ ...alice, generator: { implements: [{ href: 'https://w3id.org/fep/0837' }] } })
        .isGuildhall,
    ).toBe(false);
  });

  test('has a handle that the collective may choose', () => {
    expect(['loom', 'ines'].every(isUsableHandle)).toBe(true);
  });

  test('publishes its keys under one RSA and one Ed25519 address', () => {
    expect(keyIds(`${origin}/@loom` as Iri)).toEqual({
      rsa: `${origin}/@loom#main-key`,
      ed25519: `${origin}/@loom#multikey-2`,
    });
  });
});

describe('an actor of another server', () => {
  test.each([
    [{ preferredUsername: 'Älice' }, 'Älice'],
    [{ preferredUsername: undefined, webfinger: 'alice@peer.test' }, 'alice'],
    [{ preferredUsername: 'no good', webfinger: '@bob@peer.test' }, 'bob'],
    [{ preferredUsername: undefined }, 'alice'],
    [
      { preferredUsername: undefined, id: 'https://peer.test/@carol%C3%A9', inbox: 'https://peer.test/in' },
      'carolé',
    ],
  ])('with %j goes by the handle %s', (changed, handle) => {
    expect(actorFromWire({ ...alice, ...changed }).handle).toBe(handle);
  });

  test('is cleaned: names on one line without tricks, safe HTML, a page on its own server, else its address', () => {
    const read = actorFromWire({
      ...alice,
      type: ['Person', 'https://example.com/ns#Worker'],
      name: 'Al\u202eice\nSmith',
      summary: '<p>Hi<img src=x onerror=y></p>',
      url: ['https://evil.test/', { type: 'Link', href: 'https://peer.test/@alice' }],
      followers: 'https://evil.test/followers',
    });
    expect(read).toMatchObject({
      name: 'Alice Smith',
      summary: '<p>Hi</p>',
      url: 'https://peer.test/@alice',
      followers: null,
    });
    expect(actorFromWire({ ...alice, name: '\u200b', url: 'javascript:x' })).toMatchObject({
      name: 'alice',
      url: id,
    });
  });

  test('keeps where it was, where it went and how it wants to be followed', () => {
    const old = 'https://old.test/users/alice';
    const read = actorFromWire({
      ...alice,
      alsoKnownAs: old,
      movedTo: { id: old },
      manuallyApprovesFollowers: true,
    });
    expect(read).toMatchObject({ alsoKnownAs: [old], movedTo: old, approvesFollowers: true });
    expect(actorFromWire({ ...alice, manuallyApprovesFollowers: 'yes' }).approvesFollowers).toBe(false);
  });

  test.each([
    ['without address', { id: 'urn:uuid:1' }, 'actor.id'],
    ['of a type nobody follows', { type: 'Note' }, 'actor.type'],
    ['without inbox', { inbox: null }, 'actor.inbox'],
    ['with its inbox on another server', { inbox: 'https://evil.test/inbox' }, 'actor.inbox_origin'],
    ['with its inbox on another port', { inbox: 'https://peer.test:8443/inbox' }, 'actor.inbox_origin'],
    ['with its inbox behind http', { inbox: 'http://peer.test/inbox' }, 'actor.inbox_origin'],
    [
      'with its shared inbox on another server',
      { endpoints: { sharedInbox: 'https://evil.test/inbox' } },
      'actor.inbox_origin',
    ],
    [
      'with a shared inbox outside endpoints on another server',
      { sharedInbox: 'https://evil.test/inbox' },
      'actor.inbox_origin',
    ],
    [
      'without any name',
      { preferredUsername: '', id: 'https://peer.test/', inbox: 'https://peer.test/in' },
      'actor.handle',
    ],
  ])('%s is refused', (_why, changed, code) => {
    expect(() => actorFromWire({ ...alice, ...changed })).toThrow(
      expect.objectContaining({ kind: 'invalid', code }),
    );
  });
});
