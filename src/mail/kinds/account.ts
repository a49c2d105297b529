import type { AccountChange } from '../../domain/mail.ts';
import type { Key } from '../../words/say.ts';
import type { LetterKind } from '../letter.ts';

const words: Readonly<Record<AccountChange, Key>> = {
  'passkey-added': 'letters.account_passkey_added',
  'passkey-removed': 'letters.account_passkey_removed',
  'codes-made': 'letters.account_codes_made',
  'code-used': 'letters.account_code_used',
  'token-made': 'letters.account_token_made',
  'reset-started': 'letters.account_reset_started',
  'reset-stopped': 'letters.account_reset_stopped',
  'reset-done': 'letters.account_reset_done',
};

/** The letter that tells somebody that how they sign in has changed, or is about to. */
export const accountLetter: LetterKind<'account'> = {
  lasts: Temporal.Duration.from({ hours: 48 }),
  write: ({ place, origin, say }, { change }) => {
    const isRunning = change === 'reset-started';
    return {
      subject: say(isRunning ? 'letters.account_reset_subject' : 'letters.account_subject', { place }),
      lines: [
        say(words[change]),
        say(isRunning ? 'letters.account_reset_not_you' : 'letters.account_not_you'),
        { words: say('letters.account_button'), link: `${origin}/settings/sign-in` },
      ],
    };
  },
};
