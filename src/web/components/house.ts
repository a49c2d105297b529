/** Outlines a collective's marks may have; a person's initials stand in the one of their collective. */
export const houseShapes = ['cut-square', 'arch', 'round', 'almond', 'hexagon'] as const;

/** Every outline of a mark: those of collectives, a client's card, a guest's ring, and the gable of Guildhall itself. */
export type Shape = (typeof houseShapes)[number] | 'card' | 'ring' | 'gable';

/** The colours a collective can choose by name; `tokens.css` says what they are. */
export const dyes = [
  'woad',
  'madder',
  'verdigris',
  'weld',
  'mulberry',
  'saffron',
  'cochineal',
  'indigo',
  'lichen',
  'fern',
  'slate',
  'orchil',
] as const;

/** A named colour of the palette. */
export type Dye = (typeof dyes)[number];

/** The one colour of a collective: a dye, or its own as `#rrggbb` in lower case. Hue counts; lightness is ours. */
export type Colour = Dye | `#${string}`;

/** Whose people a mark shows: the domain, and how that collective looks. */
export interface House {
  readonly domain: string;
  readonly shape: Shape;
  /** Missing for those without a colour of their own: guests and clients. */
  readonly colour?: Colour | undefined;
}

/** What a collective chose at setup; the rest is drawn from its domain. */
export interface HouseChoice {
  readonly shape?: Shape | undefined;
  readonly colour?: Colour | undefined;
}

/** The look of a collective: what it chose, and otherwise the same shape and dye for the same domain, everywhere. */
export function houseOf(domain: string, choice: HouseChoice = {}): House {
  const drawn = fnv1a(domain.toLowerCase());
  return {
    domain,
    shape: choice.shape ?? pick(houseShapes, drawn),
    colour: choice.colour ?? pick(dyes, drawn >>> 12),
  };
}

/** A person who belongs to no collective we know, from the server `domain`. */
export function guestOf(domain: string): House {
  return { domain, shape: 'ring' };
}

/** A client: somebody who brings work and has no house here. */
export function clientOf(domain: string): House {
  return { domain, shape: 'card' };
}

/** Guildhall itself, for pages before a collective exists. */
export const guildhall: House = { domain: '', shape: 'gable', colour: 'woad' };

/** Whether a text is a colour a collective may store: a dye's name or `#rrggbb` in lower case. */
export function isColour(text: string): text is Colour {
  return dyes.some((dye) => dye === text) || /^#[0-9a-f]{6}$/.test(text);
}

function pick<T>(list: readonly [T, ...T[]], number: number): T {
  return list[number % list.length] ?? list[0];
}

/** FNV-1a over UTF-16 units, 32 bit: small, stable, and good enough to spread domains over sixty looks. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
