import { IntlMessageFormat } from 'intl-messageformat';
import type { Refusal } from '../core/refusal.ts';
import { type Area, type Catalogue, catalogues, english } from './catalogues.ts';
import type { Language } from './language.ts';

/** The name of a text: its area and its key, as in `joining.title`. */
export type Key = { [A in Area]: `${A}.${keyof (typeof english)[A] & string}` }[Area];

/** What stands in a text's braces. */
export type Values = Readonly<Record<string, string | number>>;

/** A part of a text in which something is more than words. */
export type Part<T> = string | T;

/** What draws a marked part: `<link>…</link>` in the text becomes `draw.link('…')`. */
export type Draw<T> = Readonly<Record<string, (words: string) => T>>;

/** What a `Refusal` and an `HttpRefusal` have in common: enough to say them in any language. */
export type Refused = Pick<Refusal, 'code' | 'message' | 'values'>;

/** Says texts in one language. Where its catalogue has none, the English one is said. */
export interface Say {
  /** A text in ICU MessageFormat with its values. */
  (key: Key, values?: Values): string;
  readonly language: Language;
  /** A text with marked parts, each drawn by a function of the mark's name. */
  parts<T>(key: Key, draw: Draw<T>, values?: Values): Part<T>[];
  /** What a refusal says: by its code, or in the English it came with. */
  refusal(refusal: Refused): string;
  /** A text whose key comes from elsewhere (a state, a code); undefined where no catalogue has it. */
  maybe(area: Area, key: string, values?: Values): string | undefined;
}

const formats = new Map<string, IntlMessageFormat>();

/** Reading a text costs more than saying it; there are as many as catalogues hold. */
function formatOf(language: Language, area: Area, key: string): IntlMessageFormat | undefined {
  const name = `${language} ${area}.${key}`;
  const known = formats.get(name);
  if (known !== undefined) return known;
  const own = (catalogues[language] as Catalogue)[area][key];
  const text = own ?? (english as Catalogue)[area][key];
  if (text === undefined) return undefined;
  const spoken = own === undefined ? 'en' : language;
  // Days and figures as in Europe: English here is British.
  const made = new IntlMessageFormat(text, spoken === 'en' ? 'en-GB' : spoken);
  formats.set(name, made);
  return made;
}

/** Whether a text is the name of a text of the catalogues. */
export function isKey(text: string): text is Key {
  const dot = text.indexOf('.');
  const area = text.slice(0, dot);
  return Object.hasOwn(english, area) && Object.hasOwn(english[area as Area], text.slice(dot + 1));
}

function split(key: Key): readonly [Area, string] {
  const dot = key.indexOf('.');
  return [key.slice(0, dot) as Area, key.slice(dot + 1)];
}

const sayers = new Map<Language, Say>();

/** What says texts in a language; one for each, made once. */
export function sayIn(language: Language): Say {
  const known = sayers.get(language);
  if (known !== undefined) return known;
  const made = makeSay(language);
  sayers.set(language, made);
  return made;
}

function makeSay(language: Language): Say {
  const maybe: Say['maybe'] = (area, key, values) => {
    const said = formatOf(language, area, key)?.format<string>({ ...values });
    return said === undefined ? undefined : String(said);
  };
  const say = (key: Key, values?: Values): string => maybe(...split(key), values) ?? key;
  return Object.assign(say, {
    language,
    maybe,
    parts: <T>(key: Key, draw: Draw<T>, values?: Values): Part<T>[] => partsOf(language, key, draw, values),
    refusal: (refusal: Refused) => refusalIn(maybe, refusal),
  });
}

/** A sentence that names what this refusal does not bring cannot be said: then the English one is. */
function refusalIn(maybe: Say['maybe'], { code, message, values }: Refused): string {
  try {
    return maybe('refusals', code, values) ?? message;
  } catch {
    return message;
  }
}

/** What a marked part stands for while the text is put together: formatters join plain text, but leave objects alone. */
class Drawn<T> {
  readonly drawn: T;

  constructor(drawn: T) {
    this.drawn = drawn;
  }
}

function partsOf<T>(language: Language, key: Key, draw: Draw<T>, values: Values = {}): Part<T>[] {
  const marks = Object.entries(draw).map(
    ([name, of]) => [name, (words: (string | Drawn<T>)[]) => new Drawn(of(words.join('')))] as const,
  );
  const said = formatOf(language, ...split(key))?.format<Drawn<T>>({
    ...values,
    ...Object.fromEntries(marks),
  });
  const list = Array.isArray(said) ? said : [said ?? key];
  return list.map((part) => (part instanceof Drawn ? part.drawn : String(part)));
}
