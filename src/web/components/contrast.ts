import { type Colour, colourDigits } from './house.ts';

type Triple = readonly [number, number, number];

/** OKLab and OKLCh after Björn Ottosson (2020); the matrices are those of CSS Color 4 §10. */
function toLch(hex: string): Triple {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const [r, g, b] = [channel(0), channel(2), channel(4)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const A = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const B = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  const L = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  return [L, Math.hypot(A, B), Math.atan2(B, A)];
}

/** Relative luminance (WCAG 2.2) of a colour in OKLCh; `h` in radians. Channels outside sRGB are cut off. */
function luminance([L, c, h]: Triple): number {
  const [A, B] = [c * Math.cos(h), c * Math.sin(h)];
  const l = (L + 0.3963377774 * A + 0.2158037573 * B) ** 3;
  const m = (L - 0.1055613458 * A - 0.0638541728 * B) ** 3;
  const s = (L - 0.0894841775 * A - 1.291485548 * B) ** 3;
  const cut = (value: number) => Math.min(1, Math.max(0, value));
  const r = cut(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const g = cut(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const b = cut(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one: Triple, other: Triple): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const degrees = Math.PI / 180;
const paper: Triple = [0.987, 0.0045, 78 * degrees];
const night: Triple = [0.215, 0.007, 65 * degrees];

/** How much words and buttons in a colour stand out, as WCAG counts it: 4.5 is enough to read, 7 is plenty. */
export interface Contrast {
  /** Words on paper by day. */
  readonly day: number;
  /** Words on paper by night. */
  readonly night: number;
  /** Words on a button, the lower of day and night. */
  readonly button: number;
}

/** The contrast of what `tokens.css` makes of a collective's colour: its hue, a little chroma, our lightness. */
export function contrastOf(colour: Colour): Contrast {
  const [, chroma, hue] = toLch(colourDigits(colour));
  const derived = (lightness: number, most: number): Triple => [lightness, Math.min(chroma, most), hue];
  const accent = derived(0.41, 0.105);
  return {
    day: ratio(accent, paper),
    night: ratio(derived(0.8, 0.08), night),
    button: Math.min(ratio(accent, paper), ratio(derived(0.46, 0.085), paper)),
  };
}
