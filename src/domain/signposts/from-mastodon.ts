import { plainText, sanitizeHtml } from '../../core/html.ts';
import { publicAudience } from '../../core/iri.ts';
import { longest, most } from './check.ts';
import { fieldsOf, itemsOf, monthOf, pageOf, textOf } from './read-json.ts';
import { noSuggestions, type Suggestions, type WorkSuggestion } from './suggestion.ts';

/** How many posts become suggestions at most: the newest. */
const mostPosts = 50;

/** How many activities of an outbox are looked at. */
const mostActivities = 100_000;

/** How much of a post is looked at; servers allow far less. */
const longestPost = 16_000;

/**
 * What a Mastodon archive says of a person: public posts of their own with a link or a hashtag become work, fields of
 * the profile become links, the text of the profile an introduction. Posts for fewer people than everyone, answers to
 * others and boosts are never looked into.
 */
export function readMastodon(actor: unknown, outbox: unknown): Suggestions {
  const person = fieldsOf(actor);
  const posts = itemsOf(fieldsOf(outbox)['orderedItems'], mostActivities).flatMap(ownPublicPost);
  const work = posts.flatMap(workOf);
  // An outbox begins with the oldest; work begins with the newest.
  const newest = work.slice(-mostPosts).reverse();
  return {
    ...noSuggestions,
    about: orNull(textFrom(person['summary'], 2000)),
    links: linksOf(person),
    work: newest,
    leftOut: work.length - newest.length,
  };
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}

function textFrom(html: unknown, limit: number): string {
  if (typeof html !== 'string' || html.length > longestPost) return '';
  return plainText(sanitizeHtml(html), limit);
}

/** The Note of an activity that everybody could read, if it is one of their own and no answer to somebody. */
function ownPublicPost(activity: unknown): Readonly<Record<string, unknown>>[] {
  const { type, object } = fieldsOf(activity);
  const note = fieldsOf(object);
  if (type !== 'Create' || note['type'] !== 'Note') return [];
  if (note['inReplyTo'] !== null && note['inReplyTo'] !== undefined) return [];
  const readers = [...itemsOf(note['to'], 100), ...itemsOf(note['cc'], 100)];
  return readers.includes(publicAudience) || readers.includes('as:Public') ? [note] : [];
}

function workOf(note: Readonly<Record<string, unknown>>): WorkSuggestion[] {
  const content =
    typeof note['content'] === 'string' && note['content'].length <= longestPost ? note['content'] : '';
  const skills = hashtagsOf(note);
  const [link] = outsideLinks(content, note);
  if (link === undefined && skills.length === 0) return [];
  const title = textFrom(content, 100);
  if (title === '') return [];
  const month = monthOf(note['published']);
  const text = textFrom(content, 600);
  return [
    {
      ...{ title, role: '', began: month, ended: month, skills, source: 'mastodon' },
      url: link ?? pageOf(note['url']) ?? pageOf(note['id']),
      summary: text === title ? '' : asMarkdown(text),
    },
  ];
}

/** What was written as text stays text. */
function asMarkdown(text: string): string {
  return textOf(text.replace(/([\\`*_[\]<>#])/g, '\\$1'), longest.summary);
}

function hashtagsOf(note: Readonly<Record<string, unknown>>): string[] {
  const names = itemsOf(note['tag'], 100).flatMap((tag) => {
    const { type, name } = fieldsOf(tag);
    return type === 'Hashtag' ? [textOf(name, 80).replace(/^#/, '')] : [];
  });
  return [...new Set(names)].filter((name) => name !== '').slice(0, most.workSkills);
}

/** Links of a post that are neither a mention nor a hashtag. */
function outsideLinks(content: string, note: Readonly<Record<string, unknown>>): string[] {
  const named = new Set(itemsOf(note['tag'], 200).map((tag) => fieldsOf(tag)['href']));
  return [...content.matchAll(/<a\b([^>]*)>/gi)].flatMap(([, attributes = '']) => {
    if (/\bclass="[^"]*\b(?:mention|hashtag)\b/i.test(attributes) || /\brel="[^"]*\btag\b/i.test(attributes))
      return [];
    const href = /\bhref="([^"]+)"/i.exec(attributes)?.[1]?.replaceAll('&amp;', '&');
    const page = named.has(href) ? null : pageOf(href);
    return page === null ? [] : [page];
  });
}

function linksOf(person: Readonly<Record<string, unknown>>): { url: string; label: string }[] {
  const fields = itemsOf(person['attachment'], 50).flatMap((attachment) => {
    const { type, name, value } = fieldsOf(attachment);
    if (type !== 'PropertyValue' || typeof value !== 'string') return [];
    const [url] = outsideLinks(value, {});
    const written = url ?? pageOf(value);
    return written === null ? [] : [{ url: written, label: textOf(name, longest.link) }];
  });
  const profile = pageOf(person['url']) ?? pageOf(person['id']);
  const own = profile === null ? [] : [{ url: profile, label: 'Mastodon' }];
  return [...own, ...fields].slice(0, most.links);
}
