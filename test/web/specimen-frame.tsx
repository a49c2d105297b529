import { houseOf } from '../../src/web/components/house.ts';
import type { Frame } from '../../src/web/layout.tsx';

/** The collective of the specimens, with a shape and a colour of its own. */
export const loom = houseOf('loom.example', { shape: 'cut-square', colour: '#00507e' });
export const kiln = houseOf('kiln.example', { shape: 'arch', colour: 'madder' });
export const reef = houseOf('reef.example', { shape: 'round', colour: 'verdigris' });
export const river = houseOf('river.example', { shape: 'almond', colour: 'weld' });
export const quarry = houseOf('quarry.example', { shape: 'hexagon', colour: 'mulberry' });

/** What a steward sees around every page. */
export const frame: Frame = {
  collective: {
    name: 'Loom',
    house: loom,
    answers: [{ name: 'Ana Verhelst', href: '/@ana' }, { name: 'Tomás Rey' }],
  },
  viewer: { name: 'Ana Verhelst', href: '/@ana' },
  nav: [
    { href: '/opportunities', label: 'Opportunities' },
    { href: '/people', label: 'People' },
    { href: '/about', label: 'About' },
    { href: '/deliveries', label: 'Deliveries', count: 2 },
    { href: '/settings', label: 'Settings' },
  ],
  tools: [{ href: '/opportunities/new', label: 'Write something new', icon: 'plus' }],
  footLinks: [
    { href: '/imprint', label: 'Imprint' },
    { href: '/privacy', label: 'Privacy' },
  ],
  software: { version: '0.1.0', href: '/about/software' },
};

/** The same for a collective with a name no masthead expects, in a dye drawn from its domain. */
export const longFrame: Frame = {
  ...frame,
  collective: {
    name: 'Nieuwe Coöperatie voor Toegankelijke Overheidsdienstverlening',
    house: houseOf('xn--coperatie-57a.example'),
  },
};

/** What a visitor sees around every page. */
export const publicFrame: Frame = {
  ...frame,
  viewer: undefined,
  tools: undefined,
  signIn: '/sign-in',
  nav: frame.nav?.slice(0, 3),
};

/** The moment the specimens are read at. */
export const now = Temporal.Instant.from('2026-11-26T09:36:00Z');
export const zone = 'Europe/Brussels';

/** A moment of the specimens, from `2026-12-04T17:00Z`. */
export function at(text: string): Temporal.Instant {
  return Temporal.Instant.from(text);
}

/** Euros from cents. */
export function euros(minor: bigint): { minor: bigint; currency: string } {
  return { minor, currency: 'EUR' };
}
