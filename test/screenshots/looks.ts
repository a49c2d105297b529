import type { Language } from '../../src/words/language.ts';

/** A way a page is looked at. */
export interface Look {
  /** How it ends the name of a picture: `today-360-light.png`. */
  readonly name: string;
  /** In CSS pixels. */
  readonly width: number;
  readonly colours: 'light' | 'dark';
  readonly language: Language;
}

/** Every way, in the order one looks: those of one language stand together, because a language takes another visit. */
export const looks: readonly Look[] = [
  { name: '1280-light', width: 1280, colours: 'light', language: 'en' },
  { name: '1280-dark', width: 1280, colours: 'dark', language: 'en' },
  { name: '360-light', width: 360, colours: 'light', language: 'en' },
  { name: 'rtl-1280', width: 1280, colours: 'light', language: 'ar' },
  { name: 'de-1280', width: 1280, colours: 'light', language: 'de' },
];
