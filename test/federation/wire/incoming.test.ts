import { describe, expect, test } from 'vitest';
import { collectionFromWire } from '../../../federation/wire/collections.ts';
import { webFingerFromWire } from '../../../federation/wire/discovery.ts';
import { activityFromWire } from '../../../federation/wire/incoming.ts';
import type { JsonObject } from '../../../federation/wire/json.ts';
import { noteFromWire } from '../../../federation/wire/note.ts';
import { sentDocuments } from './sent-documents.ts';

const alice = 'https://peer.test/users/alice';
const bob = 'https://peer.test/users/bob';
const loom = 'https://loom.example/@loom';
const id = 'https://peer.test/activities/1';
const follow = { id: 'https://loom.example/activities/7', type: 'Follow', actor: loom, object: alice };
const note = {
  id: 'https://peer.test/notes/1',
  type: 'Note',
  attributedTo: alice,
  content: '<p>Hello</p>',
  to: [loom],
};

function activity(type: string, rest: JsonObject = {}): JsonObject {
  return { '@context': 'https://www.w3.org/ns/activitystreams', id, type, actor: alice, ...rest };
}

describe('an activity', () => {
  test.each([
    ['by its address', follow.id, { id: follow.id, type: null, actor: null, object: null }],
    ['whole', follow, { id: follow.id, type: 'Follow', actor: loom, object: alice }],
    [
      'without its id',
      { type: 'Follow', actor: loom, object: alice },
      { id: null, actor: loom, object: alice },
    ],
    [
      'with actors in it',
      { ...follow, actor: { id: loom, type: 'Group' }, object: { id: alice } },
      { actor: loom, object: alice },
    ],
    ['in a list', [follow], { id: follow.id }],
    [
      'as the follower alone',
      { id: loom, type: 'Group' },
      { id: null, type: null, actor: loom, object: null },
    ],
  ] as const)('that accepts a Follow names it %s', (_how, object, reference) => {
    expect(activityFromWire(activity('Accept', { object }))).toMatchObject({ kind: 'accept', reference });
    expect(activityFromWire(activity('Reject', { object }))).toMatchObject({ kind: 'reject', reference });
  });

  test('takes back what is its actor’s own, by address or whole, and nothing of anybody else', () => {
    const own = { ...follow, id: 'https://peer.test/follows/1', actor: alice, object: loom };
    expect(activityFromWire(activity('Undo', { object: own.id }))).toMatchObject({
      reference: { id: own.id },
    });
    expect(activityFromWire(activity('Undo', { object: own }))).toMatchObject({
      reference: { type: 'Follow', object: loom },
    });
    const stolen = activity('Undo', { object: { ...own, actor: bob } });
    expect(() => activityFromWire(stolen)).toThrow(
      expect.objectContaining({ kind: 'forbidden', code: 'activity.owner' }),
    );
  });

  test('deletes an object by its address, as a Tombstone or whole, and only of its own server', () => {
    const deleted = (object: unknown) => activityFromWire(activity('Delete', { object }));
    expect(deleted(note.id)).toMatchObject({ kind: 'delete', object: note.id, formerType: null });
    expect(deleted({ id: note.id, type: 'Tombstone', formerType: 'Note' })).toMatchObject({
      object: note.id,
      formerType: 'Note',
    });
    expect(deleted(note)).toMatchObject({ object: note.id, formerType: 'Note' });
    expect(deleted(alice)).toMatchObject({ object: alice, actor: alice });
    expect(() => deleted('https://other.test/notes/1')).toThrow(
      expect.objectContaining({ code: 'activity.owner' }),
    );
  });

  test.each([
    ['a post', note],
    ['a profile', { id: alice, type: 'Person', preferredUsername: 'alice', inbox: `${alice}/inbox` }],
    [
      'a proposal',
      { id: 'https://peer.test/p/1', type: 'Proposal', attributedTo: alice, publishes: { type: 'Intent' } },
    ],
  ])('changes %s of its actor and of nobody else', (_what, object) => {
    expect(activityFromWire(activity('Update', { object }))).toMatchObject({ kind: 'update' });
    const byBob = { ...activity('Update', { object }), actor: bob };
    expect(() => activityFromWire(byBob)).toThrow(
      expect.objectContaining({ kind: 'forbidden', code: 'activity.owner' }),
    );
  });

  test('carries an object it only names, or one of a type nobody here reads', () => {
    expect(activityFromWire(activity('Create', { object: note.id }))).toMatchObject({
      object: { kind: 'reference', iri: note.id },
    });
    const video = { id: 'https://peer.test/v/1', type: 'Video' };
    expect(activityFromWire(activity('Create', { object: video }))).toMatchObject({
      object: { kind: 'other', type: 'Video', iri: video.id },
    });
  });

  test.each([
    ['Like', { object: note.id }, { kind: 'like', reaction: null }],
    ['Like', { object: note.id, content: ':blob\u202e:' }, { kind: 'like', reaction: ':blob:' }],
    ['EmojiReact', { object: note.id, content: '🎉' }, { kind: 'like', reaction: '🎉' }],
    ['Announce', { object: note }, { kind: 'announce', object: note.id }],
    [
      'Flag',
      { object: [loom, note.id], content: '<p>Unpaid<br>work</p>' },
      { kind: 'flag', objects: [loom, note.id], content: 'Unpaid work' },
    ],
    ['Flag', { object: loom, content: 'a < b' }, { kind: 'flag', objects: [loom] }],
    ['Move', { object: alice, target: bob }, { kind: 'move', object: alice, target: bob }],
    [
      'Add',
      { object: note.id, target: `${alice}/featured` },
      { kind: 'add', object: note.id, target: `${alice}/featured` },
    ],
    ['Remove', { object: note, target: { id: `${alice}/featured` } }, { kind: 'remove', object: note.id }],
    ['Block', { object: loom }, { kind: 'block', object: loom }],
    ['Arrive', {}, { kind: 'other', type: 'Arrive' }],
    ['constructor', { object: loom }, { kind: 'other', type: 'constructor' }],
  ] as const)('of type %s with %j is understood', (type, rest, meaning) => {
    expect(activityFromWire(activity(type, rest))).toMatchObject(meaning);
  });

  test('may come without an id and with its type, actor and addressees in any JSON form', () => {
    const { id: _id, ...nameless } = activity('Follow', { object: loom });
    const document = {
      ...nameless,
      type: ['Follow'],
      actor: { id: alice, type: 'Person' },
      to: 'as:Public',
      cc: [loom, loom],
    };
    expect(activityFromWire(document)).toMatchObject({
      kind: 'follow',
      id: null,
      actor: alice,
      to: ['https://www.w3.org/ns/activitystreams#Public'],
      cc: [loom],
    });
  });

  test.each([
    ['no type', { ...activity('Follow'), type: 7 }, 'activity.type'],
    ['no actor', activity('Follow', { actor: null }), 'activity.actor'],
    ['two actors', activity('Follow', { actor: [alice, bob], object: loom }), 'activity.actor'],
    ['no object', activity('Follow', { object: 'not an address' }), 'activity.object'],
    ['nothing accepted', activity('Accept', { object: null }), 'activity.object'],
    ['nothing reported', activity('Flag', { object: [] }), 'activity.object'],
    ['no target', activity('Move', { object: alice }), 'activity.target'],
    [
      'a post of another server',
      activity('Create', { object: { ...note, id: 'https://other.test/1' } }),
      'note.owner',
    ],
    ['a post without author', activity('Create', { object: { ...note, attributedTo: null } }), 'note.owner'],
    ['a post without address', activity('Create', { object: { ...note, id: null } }), 'note.id'],
  ])('with %s is refused', (_why, document, code) => {
    expect(() => activityFromWire(document)).toThrow(expect.objectContaining({ name: 'Refusal', code }));
  });

  test('of our own comes back with the meaning it was given', () => {
    const kinds = Object.entries(sentDocuments())
      .filter(([name]) => name.startsWith('activity-'))
      .map(([name, document]) => [name.slice(9), activityFromWire(document).kind]);
    expect(Object.fromEntries(kinds)).toEqual({
      create: 'create',
      'update-note': 'update',
      'update-proposal': 'update',
      'update-actor': 'update',
      delete: 'delete',
      'delete-actor': 'delete',
      follow: 'follow',
      accept: 'accept',
      reject: 'reject',
      'undo-follow': 'undo',
      announce: 'announce',
      'undo-announce': 'undo',
      add: 'add',
      remove: 'remove',
      move: 'move',
      flag: 'flag',
      join: 'join',
      'accept-join': 'accept',
      'reject-join': 'reject',
      invite: 'invite',
      'accept-invite': 'accept',
      leave: 'leave',
      'add-affiliation': 'add',
      'remove-affiliation': 'remove',
    });
  });
});

describe('a post', () => {
  test('is cleaned: no script, no invisible text in names, its title and warning on one line', () => {
    const content = '<p onclick="x()">Hi <script>alert(1)</script><a href="javascript:x">y</a></p>';
    const read = noteFromWire({ ...note, type: 'Article', name: 'A\nB', summary: 'C\u200bW', content });
    expect(read).toMatchObject({
      type: 'Article',
      title: 'A B',
      warning: 'CW',
      content: '<p>Hi <span>y</span></p>',
    });
  });

  test('without content is read in its first translation, and a vote has none at all', () => {
    const translated = { ...note, content: undefined, contentMap: { pt: '<p>Olá</p>', en: '<p>Hello</p>' } };
    expect(noteFromWire(translated)).toMatchObject({ content: '<p>Olá</p>', language: 'pt' });
    expect(noteFromWire({ ...note, content: undefined, name: 'option a' })).toMatchObject({
      content: '',
      title: 'option a',
    });
  });

  test('leads to the proposals that tags and attachments link to, each once, and to nothing else', () => {
    const proposal = 'https://peer.test/p/1';
    const relation = 'https://w3id.org/valueflows/ont/vf#Proposal';
    const tag = [
      { type: 'Link', href: proposal, rel: [relation] },
      { type: 'Link', href: 'https://peer.test/quoted', rel: ['quote'] },
      { type: 'Link', href: 'javascript:alert(1)', rel: relation },
    ];
    const attachment = [
      { type: 'Link', href: proposal, rel: ['payment', relation] },
      {
        type: 'Link',
        href: 'https://peer.test/p/2',
        rel: ['payment', 'https://w3id.org/valueflows/Proposal'],
      },
    ];
    expect(noteFromWire({ ...note, tag, attachment }).proposals).toEqual([proposal, 'https://peer.test/p/2']);
  });

  test.each([
    [{ to: ['as:Public'] }, 'public'],
    [{ to: [], cc: 'Public' }, 'unlisted'],
    [{ to: `${alice}/followers`, cc: [loom] }, 'followers'],
    [{ to: [loom] }, 'direct'],
    [{ to: undefined }, 'direct'],
  ])('addressed %j is %s', (addressed, visibility) => {
    expect(noteFromWire({ ...note, ...addressed }).visibility).toBe(visibility);
  });

  test('larger than the sanitiser takes is refused', () => {
    expect(() => noteFromWire({ ...note, content: 'x'.repeat(70_000) })).toThrow(
      expect.objectContaining({ code: 'html.too_long' }),
    );
  });
});

describe('what is asked of other servers', () => {
  test('a collection gives what it holds and where it goes on', () => {
    const page = {
      id: `${alice}/outbox?page=1`,
      type: 'CollectionPage',
      items: [note, note.id, 7, 'junk'],
      next: `${alice}/outbox?page=2`,
      totalItems: -1,
    };
    expect(collectionFromWire(page)).toEqual({
      iri: page.id,
      totalItems: null,
      items: [note, note.id],
      next: page.next,
    });
    const front = {
      id: `${alice}/outbox`,
      type: 'OrderedCollection',
      totalItems: 2,
      first: { id: page.id, type: 'OrderedCollectionPage' },
    };
    expect(collectionFromWire(front)).toMatchObject({ totalItems: 2, items: [], next: page.id });
    expect(() => collectionFromWire(note)).toThrow(expect.objectContaining({ code: 'collection.type' }));
    expect(() => collectionFromWire({ type: 'Collection' })).toThrow(
      expect.objectContaining({ code: 'collection.id' }),
    );
  });

  test('a WebFinger answer gives the actor, and only an actor', () => {
    const links = [
      { rel: 'self', type: 'text/html', href: 'https://peer.test/@alice' },
      {
        rel: 'self',
        type: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
        href: alice,
      },
    ];
    expect(webFingerFromWire({ subject: 'acct:alice@peer.test', links })).toEqual({
      subject: 'alice@peer.test',
      actor: alice,
    });
    expect(() => webFingerFromWire({ subject: 'acct:alice@peer.test', links: links.slice(0, 1) })).toThrow(
      expect.objectContaining({ code: 'webfinger.actor' }),
    );
    expect(
      webFingerFromWire({ subject: alice, aliases: [alice, 'acct:alice@peer.test'], links }).subject,
    ).toBe('alice@peer.test');
    expect(() => webFingerFromWire({ subject: alice, links })).toThrow(
      expect.objectContaining({ code: 'webfinger.subject' }),
    );
  });
});
