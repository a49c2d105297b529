import { Marked } from 'marked';
import sanitize from 'sanitize-html';
import { Refusal } from './refusal.ts';

declare const safe: unique symbol;

/** HTML that went through this file's allow-list; the only string a page may print without escaping it. */
export type SafeHtml = string & { readonly [safe]: true };

/** Largest foreign HTML that is looked at, in UTF-8 bytes: the sanitiser's cost grows with the square of nesting. */
export const htmlSizeBytes = 64 * 1024;

/** Largest Markdown that is rendered, in UTF-8 bytes; smaller, because e-mail autolinks cost the square of a long word. */
export const markdownSizeBytes = 20 * 1024;

/** How deep quotes and lists may nest in Markdown, and elements in HTML. */
const nestingLimit = 20;

const nameLength = 64;

const inlineAndText = [
  'p',
  'br',
  'a',
  'em',
  'strong',
  'ul',
  'ol',
  'li',
  'blockquote',
  'code',
  'pre',
  'span',
  'del',
];

/** Elements whose text is not prose: it goes with them. */
const silent =
  'script style title textarea select option noscript noembed noframes iframe object svg math template xmp';

const shared: sanitize.IOptions = {
  allowedTags: inlineAndText,
  allowedAttributes: { a: ['href', 'rel'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nestingLimit,
  nonTextTags: silent.split(' '),
};

const renamed = { b: 'strong', i: 'em', s: 'del', strike: 'del' } as const;

const foreignOptions: sanitize.IOptions = {
  ...shared,
  transformTags: {
    ...renamed,
    a: anchor,
    // A heading of somebody's post is not a heading of our page.
    ...Object.fromEntries(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((tag) => [tag, 'p'])),
  },
};

const ownOptions: sanitize.IOptions = {
  ...shared,
  allowedTags: [...inlineAndText, 'h3', 'h4', 'h5'],
  transformTags: { ...renamed, a: anchor },
};

function anchor(_tag: string, attributes: sanitize.Attributes): sanitize.Tag {
  const href = absoluteAddress(attributes['href']);
  // Without a place to go it is not a link; a relative one would point into whichever site shows it.
  if (href === undefined) return { tagName: 'span', attribs: {} };
  return { tagName: 'a', attribs: { href, rel: 'nofollow noopener noreferrer ugc' } };
}

function absoluteAddress(href: string | undefined): string | undefined {
  const url = href === undefined ? null : URL.parse(href);
  return url !== null && ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : undefined;
}

/**
 * The address when it is safe behind an `href` of our pages: http, https, mailto, or a path of this site;
 * undefined for every other scheme, for `//host` and for what does not parse. Use it for addresses others gave us.
 */
export function safeHref(href: string): string | undefined {
  if (/^[/#?](?![/\\])/.test(href) && !/[\t\n\r]/.test(href)) return href;
  return absoluteAddress(href);
}

/**
 * HTML another server sent, reduced to the allow-list of security.md §5. Raw links keep only absolute http, https
 * and mailto addresses; headings become paragraphs; classes, styles and identifiers go.
 * @throws Refusal invalid `html.too_long` above 64 KiB, before anything is parsed
 */
export function sanitizeHtml(foreign: string): SafeHtml {
  refuseLongerThan(htmlSizeBytes, foreign);
  return sanitize(foreign, foreignOptions) as SafeHtml;
}

/**
 * A member's Markdown as HTML. HTML typed into it shows as text; its headings start at `h3`, below the page's own,
 * and never skip a level; an image becomes a link to it; tables stay as typed.
 * @throws Refusal invalid `html.too_long` above 20 KiB; `html.too_deep` for quotes or lists nested past 20
 */
export function markdownToHtml(markdown: string): SafeHtml {
  refuseLongerThan(markdownSizeBytes, markdown);
  if (markdown.split('\n').some(nestsTooDeep)) throw tooDeep();
  try {
    return sanitize(commonMark().parse(markdown, { async: false }), ownOptions).trim() as SafeHtml;
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}

function refuseLongerThan(limitBytes: number, text: string): void {
  if (text.length <= limitBytes && Buffer.byteLength(text) <= limitBytes) return;
  throw new Refusal(
    'invalid',
    'html.too_long',
    `This text is longer than ${limitBytes / 1024} KB. Shorten it.`,
    { most: limitBytes / 1024 },
  );
}

function tooDeep(): Refusal {
  return new Refusal(
    'invalid',
    'html.too_deep',
    `Quotes and lists nest more than ${nestingLimit} deep. Flatten them.`,
    { most: nestingLimit },
  );
}

const containerMarkers = new RegExp(
  `^(?:[ \\t]*(?:>|[-*+](?=[ \\t])|\\d{1,9}[.)](?=[ \\t]))){${nestingLimit + 1}}`,
);

function nestsTooDeep(line: string): boolean {
  return containerMarkers.test(line) && !/^[ \t]*([-*_])(?:[ \t]*\1)*[ \t]*$/.test(line);
}

/** One parser per text, because it remembers which heading came before. */
function commonMark(): Marked {
  const levelOf = headingLevels();
  const never = (): undefined => undefined;
  return new Marked({
    // With no rule for it, HTML is ordinary text, and ordinary text is escaped.
    tokenizer: { html: never, tag: never, table: never },
    renderer: {
      heading({ tokens, depth }) {
        const level = levelOf(depth);
        return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
      },
      image: ({ href, text }) => `<a href="${escapeHtml(href)}">${escapeHtml(text === '' ? href : text)}</a>`,
      checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    },
  });
}

/** Maps Markdown depths to 3–5 so that a screen reader's outline never jumps down by two. */
function headingLevels(): (depth: number) => number {
  const open: number[] = [];
  return (depth) => {
    while ((open.at(-1) ?? 0) >= depth) open.pop();
    open.push(depth);
    return Math.min(2 + open.length, 5);
  };
}

/**
 * The words of safe HTML on one line, for descriptions, notices and mail; at most `maxLength` characters
 * (code points, counting the ellipsis), cut between words where it can.
 */
export function plainText(html: SafeHtml, maxLength = 300): string {
  const text = html
    .replace(/<[^>]*>/g, (tag) => (/^<\/?(?:a|em|strong|code|span|del)[ >]/.test(tag) ? '' : ' '))
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => entities[name] ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  return shorten(text, maxLength);
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };

function shorten(text: string, maxLength: number): string {
  if ([...text].length <= maxLength) return text;
  const cut = firstCharacters(text, maxLength - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > cut.length / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:.–-]+$/, '')}…`;
}

/** The longest beginning of whole graphemes within `length` code points; one oversized grapheme is cut. */
function firstCharacters(text: string, length: number): string {
  let kept = '';
  let count = 0;
  for (const { segment } of graphemes.segment(text)) {
    count += [...segment].length;
    if (count > length) break;
    kept += segment;
  }
  return kept === '' ? [...text].slice(0, length).join('') : kept;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** `text` with the five characters that mean something in HTML replaced; safe in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * A name from anywhere, fit to stand in a line of ours: one line, NFC, at most 64 code points, without control
 * characters, direction overrides or anything invisible. May be empty; say who it is by the handle then.
 */
export function cleanName(text: string): string {
  const visible = text
    .slice(0, 64 * nameLength)
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\s\p{Zl}\p{Zp}\p{Cc}]+/gu, ' ')
    .replace(invisible, '')
    .replace(/ +/g, ' ')
    .trim();
  return firstCharacters(visible, nameLength).trim();
}

// Format characters (bidi controls, zero widths, tags) and whatever else draws nothing, such as blank letters and
// variation selectors. The zero-width joiner goes too, at the price of joined emoji. U+FFFD is what was no text.
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Co}\ufffd]/gu;

/**
 * A text of several lines from anywhere: NFC, line ends as `\n`, without space around it, control characters, zero-width
 * spaces, and what turns the order of a line round. Marks and joiners that scripts need stay.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().normalize('NFC').replace(/\r\n?/g, '\n').replace(turning, '').trim();
}

const turning = /(?![\n\t])\p{Cc}|[\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffd]/gu;
