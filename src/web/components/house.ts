/** Outlines a collective's marks may have; a person's initials stand in the one of their collective. */
export const houseShapes = ['cut-square', 'arch', 'round', 'almond', 'hexagon'] as const;

/** Every outline of a mark: those of collectives, a client's card, a guest's ring, and the gable of Guildhall itself. */
export type Shape = (typeof houseShapes)[number] | 'card' | 'ring' | 'gable';

/** The colours a collective can choose by name, as they stand on paper; `tokens.css` holds the same table. */
export const dyeColours = {
  woad: '#024e7c',
  madder: '#783218',
  verdigris: '#005a56',
  weld: '#34550d',
  mulberry: '#593b6f',
  saffron: '#6b4000',
  cochineal: '#782d3b',
  indigo: '#3b4382',
  lichen: '#504d00',
  fern: '#005a32',
  slate: '#0f5365',
  orchil: '#6f305a',
} as const;

/** A named colour of the palette. */
export type Dye = keyof typeof dyeColours;

/** The dyes by name, the first five being those the setup offers first. */
export const dyes = Object.keys(dyeColours) as [Dye, ...Dye[]];

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
  return Object.hasOwn(dyeColours, text) || /^#[0-9a-f]{6}$/.test(text);
}

/** A colour as the six digits of its `#rrggbb`; ink for those who have none. */
export function colourDigits(colour: Colour | undefined): string {
  if (colour === undefined) return '2a2521';
  return (colour in dyeColours ? dyeColours[colour as Dye] : colour).slice(1);
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
