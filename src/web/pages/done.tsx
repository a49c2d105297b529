import { english } from '../../words/catalogues.ts';
import { Notice } from '../components/notice.tsx';
import { useSay } from '../reader.tsx';

/** What was just done, as the word in `?done=` after a form: a key of the catalogue `done`. */
export type Done = keyof (typeof english)['done'];

/** Whether a word in an address is one of ours. */
export function isDone(word: string | undefined): word is Done {
  return word !== undefined && Object.hasOwn(english.done, word);
}

/** The line at the top of a page that says what was just done; nothing for anything else. */
export function DoneNotice({ done }: { readonly done: string | undefined }) {
  const say = useSay();
  if (!isDone(done)) return null;
  return (
    <Notice tone="good" announced>
      <p>{say(`done.${done}`)}</p>
    </Notice>
  );
}
