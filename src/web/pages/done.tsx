import { Notice } from '../components/notice.tsx';

const sentences = {
  drafted: 'Kept as a draft. Only members see it, and nothing was sent.',
  posted: 'Posted. It is on its way to everybody who follows; the receipts below fill as it arrives.',
  saved: 'Saved. Everybody who was told is told of the change.',
  moved: 'Done. Everybody who was told is told of it.',
  deleted: 'Deleted. Its address says so, and servers that had a copy are asked to delete it.',
  asked: 'Asked. The other side answers when it likes; the state below changes by itself.',
  unfollowed: 'You do not follow them any more. They are told.',
  accepted: 'Let in. They are told, and get what you post from now on.',
  rejected: 'Sent away. They are told.',
  passed: 'Passed on to your followers, as the post of the collective that wrote it.',
  'taken-back': 'Taken back. The servers of your followers are asked to forget it.',
  retried: 'It is tried again now.',
  settings: 'Saved. Followers are told of what they can see.',
  you: 'Saved.',
  blocked: 'Blocked. Nothing is taken from there or sent there any more.',
  unblocked: 'Let in again. What was removed does not come back by itself.',
  in: 'You are in. Make a passkey now, and next time this device lets you in by itself.',
  proved: 'That is you. For ten minutes you can change how you sign in.',
  code: 'You are in, and that code is used up. Make a passkey now, so that you need no more of them.',
  keyed: 'The passkey is on your list. From now on it lets you in.',
  renamed: 'Renamed.',
  unkeyed: 'Removed. That passkey opens nothing here any more.',
  out: 'Signed out there, at once.',
  alone: 'Signed out everywhere but here.',
} as const;

/** What was just done, as the word in `?done=` after a form. */
export type Done = keyof typeof sentences;

/** Whether a word in an address is one of ours. */
export function isDone(word: string | undefined): word is Done {
  return word !== undefined && Object.hasOwn(sentences, word);
}

/** The line at the top of a page that says what was just done; nothing for anything else. */
export function DoneNotice({ done }: { readonly done: string | undefined }) {
  if (!isDone(done)) return null;
  return (
    <Notice tone="good" announced>
      <p>{sentences[done]}</p>
    </Notice>
  );
}
