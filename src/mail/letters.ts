import type { Letter } from '../domain/mail.ts';
import { accountLetter } from './kinds/account.ts';
import { farewellLetter } from './kinds/farewell.ts';
import { invitationLetter } from './kinds/invitation.ts';
import { mailAddressLetter } from './kinds/mail-address.ts';
import { mailMovedLetter } from './kinds/mail-moved.ts';
import { noticesLetter } from './kinds/notices.ts';
import { signInLetter } from './kinds/sign-in.ts';
import { welcomeLetter } from './kinds/welcome.ts';
import type { LetterDraft, LetterKind, LetterOf, Post } from './letter.ts';

/**
 * Every kind of letter. To add one:
 *
 * 1. Add it to `Letter` in `src/domain/mail.ts`, with what it has to name and no secret; `postLetter` it in the
 *    command that causes it.
 * 2. Write its texts under `letters` in `src/words`, each as one paragraph.
 * 3. Write `src/mail/kinds/<kind>.ts`: a `LetterKind` that says how long it is news and drafts subject and lines.
 *    Greeting, signature, both forms, retries and the language of the person come by themselves.
 * 4. Name it here.
 */
const letterKinds: { readonly [K in Letter['kind']]: LetterKind<K> } = {
  'sign-in': signInLetter,
  account: accountLetter,
  farewell: farewellLetter,
  invitation: invitationLetter,
  'mail-address': mailAddressLetter,
  'mail-moved': mailMovedLetter,
  notices: noticesLetter,
  welcome: welcomeLetter,
};

/** How long a letter says something, and whether it may go to a stranger. */
export function rulesOf(letter: Letter): Pick<LetterKind<Letter['kind']>, 'lasts' | 'toAnybody'> {
  return letterKinds[letter.kind];
}

/** What a letter says; undefined where there is nothing to say any more. */
export async function draftLetter<K extends Letter['kind']>(
  kind: K,
  letter: LetterOf<K>,
  post: Post,
): Promise<LetterDraft | undefined> {
  return letterKinds[kind].write(post, letter);
}
