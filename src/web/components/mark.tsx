import type { Child } from 'hono/jsx';
import { safeHref } from '../../core/html.ts';
import { shapePath } from '../icons.tsx';
import type { House } from './house.ts';

interface MarkProps {
  /** Whose initials: a person's or a collective's name. */
  readonly name: string;
  readonly house: House;
  /** 24, 32 or 44 px; `xl` up to 104, beside the title of a person's own page. */
  readonly size?: 's' | 'm' | 'l' | 'xl' | undefined;
}

/** Initials struck in the shape and colour of a house. Never alone: the name stands beside it. */
export function Mark({ name, house, size = 'm' }: MarkProps) {
  const own = house.colour?.startsWith('#') === true;
  const plain = house.colour === undefined && (house.shape === 'ring' ? ' plain dashed' : ' plain');
  return (
    <svg
      class={`mark${size === 'm' ? '' : ` ${size}`}${plain || ''}`}
      data-dye={own ? undefined : house.colour}
      data-house={own ? house.domain : undefined}
      viewBox="1.5 1.5 29 29"
      aria-hidden="true"
    >
      <path class="shape" d={shapePath(house.shape)} />
      <text x="16" y={house.shape === 'gable' ? '23.4' : '20.4'}>
        {initialsOf(name)}
      </text>
    </svg>
  );
}

/** One or two capitals for a name: first letters of its first and last words; `·` when it has no letter at all. */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu) ?? [];
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map(firstGrapheme)
    .filter((letter) => letter !== '');
  // Letters of joining scripts need a non-joiner between them, or two initials become the start of a word.
  const between = letters.some((letter) => /[\p{Script=Arabic}\p{Script=Syriac}]/u.test(letter))
    ? '\u200c'
    : '';
  return letters.join(between).toLocaleUpperCase('und') || '·';
}

/** Made once: making one costs more than all the marks of a page. */
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

function firstGrapheme(word: string | undefined): string {
  if (word === undefined) return '';
  const [first] = graphemes.segment(word);
  return first?.segment ?? '';
}

interface PersonProps {
  readonly name: string;
  readonly house: House;
  /** Their page; left out when there is none or the address is not one a link may carry. */
  readonly href?: string | undefined;
  /** One quiet line under the name: what they do, when they answer. */
  readonly note?: Child;
  /** Their domain or handle, for people who are not of our house. */
  readonly from?: string | undefined;
  readonly size?: 's' | 'm' | 'l' | undefined;
  /** Sets the name in the serif, for lists of people. */
  readonly named?: boolean | undefined;
}

/** A person or a collective: the mark, the name, and where they are from when it is not here. */
export function Person({ name, house, href, note, from, size = 'l', named = false }: PersonProps) {
  const address = href === undefined ? undefined : safeHref(href);
  const words = <bdi>{name}</bdi>;
  return (
    <span class={named ? 'person named' : 'person'}>
      <Mark name={name} house={house} size={size} />
      <span>
        <b>{address === undefined ? words : <a href={address}>{words}</a>}</b>
        {from !== undefined && (
          <small>
            <bdi>{from}</bdi>
          </small>
        )}
        {note !== undefined && <small>{note}</small>}
      </span>
    </span>
  );
}
