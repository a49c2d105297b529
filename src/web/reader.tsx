import { type Child, createContext, useContext } from 'hono/jsx';
import { type Draw, type Key, type Say, sayIn, type Values } from '../words/say.ts';

/** Who reads a page: in which language, and where their clock is. */
export interface Reader {
  readonly say: Say;
  /** IANA name of their zone, such as `Europe/Lisbon`; `UTC` for visitors. */
  readonly zone: string;
}

/** Who reads where nobody said: English, UTC. */
export const anyReader: Reader = { say: sayIn('en'), zone: 'UTC' };

const Reading = createContext<Reader>(anyReader);

/** Everything inside is drawn for this reader. `show` puts it around every page. */
export const ReadBy = Reading.Provider;

/** Who reads the page this component is part of. To be called in components only, while they are drawn. */
export function useReader(): Reader {
  return useContext(Reading);
}

/** What says the words of the page this component is part of: `const say = useSay()`. */
export function useSay(): Say {
  return useReader().say;
}

type SaidProps = {
  readonly k: Key;
  readonly values?: Values | undefined;
  /** For each mark in the text, what draws it: `{ link: (words) => <a href="/people">{words}</a> }`. */
  readonly draw?: Draw<Child> | undefined;
};

/** A text with links or emphasis inside: `<Said k="joining.told" draw={{ b: (words) => <b>{words}</b> }} />`. */
export function Said({ k, values, draw = {} }: SaidProps) {
  return <>{useSay().parts(k, draw, values)}</>;
}
