import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../federation/wire/json.ts';
import { mastodonObjections } from './mastodon.ts';
import { sentDocuments } from './sent-documents.ts';

const documents = sentDocuments();

describe('the Mastodon gate', () => {
  test.each(Object.entries(documents))('lets %s through', (_name, document) => {
    expect(mastodonObjections(document)).toEqual([]);
  });

  const note = documents['note-open'] ?? {};
  const create = documents['activity-create'] ?? {};
  const group = documents['actor-collective'] ?? {};
  const faults: readonly [string, JsonObject, string][] = [
    ['a type in a list', { ...create, type: ['Create'] }, 'type is not a single string'],
    ['an unknown activity', { ...create, type: 'Offer' }, 'Offer is dropped without an error'],
    ['no plain context', { ...create, '@context': 'https://example.com/ns' }, 'no ActivityStreams context'],
    ['one addressee without brackets', { ...create, to: 'https://a.example/' }, 'to is not a list'],
    ['everybody in short', { ...create, to: ['as:Public'] }, 'names everybody in short'],
    ['an id elsewhere', { ...create, id: 'https://other.example/1' }, 'id on another host than the actor'],
    [
      'somebody else’s object',
      { ...create, object: { ...note, id: 'https://other.example/1' } },
      'object on another host than the actor',
    ],
    ['a titled note inside', { ...create, object: { ...note, name: 'Title' } }, 'Note with a name'],
    ['a note with a warning', { ...note, summary: 'Job' }, 'Note with a summary'],
    [
      'a link attached',
      { ...note, attachment: [{ type: 'Link', href: 'https://a.example/' }] },
      'attachment without url',
    ],
    [
      'two languages',
      { ...note, contentMap: { en: note['content'], pt: 'x' } },
      'contentMap is not the content in one language',
    ],
    ['a table', { ...note, content: `<table></table>${note['content']}` }, '<table> would be dropped'],
    [
      'another link first',
      { ...note, content: `<a href="https://a.example/">a</a>${note['content']}` },
      'the first link, which makes the card, is not the page',
    ],
    [
      'a tag of digits',
      { ...note, tag: [{ type: 'Hashtag', name: '#2026', href: 'https://a.example/' }] },
      '#2026 is no hashtag',
    ],
    [
      'only people addressed',
      { ...note, to: ['https://a.example/@a'], cc: [] },
      'would be shown as a direct message',
    ],
    ['a name with capitals', { ...group, preferredUsername: 'Loom' }, 'unusable preferredUsername'],
    ['a handle elsewhere', { ...group, webfinger: 'loom@other.example' }, 'webfinger is not the handle'],
    [
      'a field that is a link',
      { ...group, attachment: [{ type: 'Link', href: 'x' }] },
      'a field is not a PropertyValue',
    ],
    ['a key of another', { ...group, publicKey: { id: group['id'], owner: 'x' } }, 'key without its owner'],
  ];

  test.each(faults)('stops %s', (_fault, document, objection) => {
    expect(mastodonObjections(document)).toContain(objection);
  });
});
