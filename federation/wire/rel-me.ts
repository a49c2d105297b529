/** Elements whose content is text to a browser, or is not shown: a link in there is none. */
const opaque: ReadonlySet<string> = new Set([
  ...['iframe', 'noembed', 'noframes', 'script', 'style', 'template', 'textarea', 'title', 'xmp'],
]);

/**
 * Whether a page says that another one is the same person's: an `a` or `link` with `rel="me"` that leads there
 * (microformats rel-me). Reads tags and nothing else, once from the front, so that no page can make it slow: comments
 * and the content of scripts and the like are passed over. `pageUrl` is where the page was found.
 */
export function linksBack(html: string, target: string, pageUrl: string): boolean {
  const wanted = plain(target, pageUrl);
  // Letter by letter, so that every position stays what it is.
  const lower = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  let at = lower.indexOf('<');
  while (at !== -1) {
    const next = passOver(lower, at);
    if (next !== undefined) {
      at = next === -1 ? -1 : lower.indexOf('<', next);
      continue;
    }
    const tag = readTag(html, lower, at + 1);
    if (tag === undefined) return false;
    if (isMe(tag) && plain(tag.attributes.get('href') ?? '', pageUrl) === wanted) return true;
    const end = opaque.has(tag.name) ? lower.indexOf(`</${tag.name}`, tag.end) : tag.end;
    at = end === -1 ? -1 : lower.indexOf('<', end);
  }
  return false;
}

/** Where to go on after what is no opening tag; -1 for the end, undefined where there is one. */
function passOver(lower: string, at: number): number | undefined {
  if (lower.startsWith('<!--', at)) {
    const end = lower.indexOf('-->', at + 4);
    return end === -1 ? -1 : end + 3;
  }
  const first = lower.charCodeAt(at + 1);
  return first >= 0x61 && first <= 0x7a ? undefined : at + 1;
}

interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Just behind its `>`. */
  readonly end: number;
}

const nameShape = /[^\s/>]+/y;
const gapShape = /[\s/]*/y;
const attributeShape = /[^\s/>][^\s/>=]*/y;
const equalsShape = /\s*=\s*/y;
const bareShape = /[^\s>]*/y;

/** The tag whose name begins at `from`; undefined where it does not end. */
function readTag(html: string, lower: string, from: number): Tag | undefined {
  const name = taken(nameShape, lower, from);
  const attributes = new Map<string, string>();
  let at = from + name.length;
  while (at < html.length) {
    at += taken(gapShape, html, at).length;
    if (html[at] === '>') return { name, attributes, end: at + 1 };
    const attribute = taken(attributeShape, lower, at);
    at += attribute.length;
    const equals = taken(equalsShape, html, at);
    const value = equals === '' ? { text: '', end: at } : readValue(html, at + equals.length);
    if (value === undefined) return undefined;
    // Of two with one name, the first counts.
    if (attribute !== '' && !attributes.has(attribute)) attributes.set(attribute, value.text);
    at = value.end;
  }
  return undefined;
}

function readValue(html: string, at: number): { text: string; end: number } | undefined {
  const quote = html[at];
  if (quote !== '"' && quote !== "'") {
    const text = taken(bareShape, html, at);
    return { text, end: at + text.length };
  }
  const end = html.indexOf(quote, at + 1);
  return end === -1 ? undefined : { text: html.slice(at + 1, end), end: end + 1 };
}

function taken(shape: RegExp, text: string, at: number): string {
  shape.lastIndex = at;
  return shape.exec(text)?.[0] ?? '';
}

function isMe({ name, attributes }: Tag): boolean {
  if (name !== 'a' && name !== 'link') return false;
  return (attributes.get('rel') ?? '').toLowerCase().split(/\s+/).includes('me');
}

/** An address in one spelling; empty for none. */
function plain(written: string, base: string): string {
  if (written.length > 2048 || !URL.canParse(decodeEntities(written).trim(), base)) return '';
  const { origin, pathname, search } = new URL(decodeEntities(written).trim(), base);
  return `${origin}${pathname.replace(/%40/gi, '@').replace(/(?<=.)\/$/, '')}${search}`;
}

/** Those that are written in addresses. */
function decodeEntities(text: string): string {
  return text
    .replace(/&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));/gi, (whole, hex?: string, digits?: string) => {
      const point = hex === undefined ? Number(digits) : Number.parseInt(hex, 16);
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    })
    .replace(/&(amp|sol|colon|commat|period);/g, (whole, name: string) => entities[name] ?? whole);
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  sol: '/',
  colon: ':',
  commat: '@',
  period: '.',
};
