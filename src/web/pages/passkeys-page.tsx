import type { Passkey } from '../../domain/auth/passkeys.ts';
import type { SessionLine } from '../../domain/auth/sessions.ts';
import type { SessionId } from '../../domain/auth/tables.ts';
import { Actions, Button } from '../components/button.tsx';
import { Field } from '../components/form.tsx';
import { type RowItem, Rows } from '../components/list.tsx';
import { PasskeyForm } from '../components/passkey-form.tsx';
import { Entries, Entry, Fine, Stack } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import type { FieldErrors } from '../forms/fields.ts';
import { useSay } from '../reader.tsx';
import { ProofNotice } from './proof-notice.tsx';
import { RecoveryEntry } from './recovery-page.tsx';
import { SessionsEntry } from './sessions-page.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import type { Visit } from './visit.tsx';

interface PasskeysPageProps {
  readonly visit: Visit;
  readonly done: string | undefined;
  /** Where the person was going before they were led here. */
  readonly next: string | undefined;
  readonly here: SessionId;
  readonly isProved: boolean;
  /** Words for the browser that looks. */
  readonly device: string;
  readonly passkeys: readonly Passkey[];
  /** Recovery codes that still open something. */
  readonly codes: number;
  readonly sessions: readonly SessionLine[];
  readonly errors: FieldErrors;
}

/** How you sign in: passkeys, recovery codes, and the browsers that are in. */
export function PasskeysPage(props: PasskeysPageProps) {
  const { visit, done, next, isProved, passkeys, codes, sessions, here, errors } = props;
  const say = useSay();
  const onward = next !== undefined && (
    <Button href={next} look="plain">
      {say('account.go_on')}
    </Button>
  );
  return (
    <SettingsFrame
      {...{ visit, done, errors }}
      current="/settings/sign-in"
      title={say('account.sign_in')}
      deck={say('account.sign_in_deck')}
      actions={onward === false ? undefined : onward}
      scripts={['passkeys']}
    >
      {!isProved && <ProofNotice next="/settings/sign-in" />}
      <Entries>
        <PasskeysEntry {...props} />
        <RecoveryEntry codes={codes} isProved={isProved} />
        {/* Who is on the way to somewhere and has no passkey yet needs nothing else to read. */}
        {(passkeys.length > 0 || next === undefined) && <SessionsEntry sessions={sessions} here={here} />}
      </Entries>
    </SettingsFrame>
  );
}

function PasskeysEntry({ passkeys, isProved, device, next }: PasskeysPageProps) {
  const say = useSay();
  const nudges = [say('account.passkeys_none_note'), say('account.passkeys_one_note')];
  return (
    <Entry title={say('account.passkeys')} id="passkeys" note={nudges[passkeys.length]} strong>
      {passkeys.length === 0 ? (
        <p>{say('account.passkeys_none')}</p>
      ) : (
        <Rows
          rows={passkeys.map(
            (passkey): RowItem => ({
              title: passkey.name,
              children: <PasskeyFacts {...{ passkey, isProved }} />,
            }),
          )}
        />
      )}
      {isProved && (
        <>
          <p data-without-passkeys>{say('account.passkeys_cannot')}</p>
          <PasskeyForm
            act="make"
            options="/settings/passkeys/options"
            finish="/settings/passkeys"
            button={say('account.passkey_make')}
            icon="plus"
            look={passkeys.length > 1 ? 'line' : 'fill'}
          >
            {next !== undefined && <input type="hidden" name="next" value={next} />}
            <Field
              name="name"
              label={say('account.passkey_name')}
              hint={say('account.passkey_name_hint')}
              value={device}
              maxlength={64}
            />
          </PasskeyForm>
        </>
      )}
    </Entry>
  );
}

function PasskeyFacts({ passkey, isProved }: { readonly passkey: Passkey; readonly isProved: boolean }) {
  const say = useSay();
  const { id, createdAt, usedAt, isBackedUp } = passkey;
  return (
    <>
      <Fine>
        {say('account.made')} <TimeStamp at={createdAt} />,{' '}
        {usedAt === null ? (
          say('account.not_used')
        ) : (
          <>
            {say('account.last_used')} <TimeStamp at={usedAt} look="short" />
          </>
        )}
        . {say(isBackedUp ? 'account.passkey_synced' : 'account.passkey_alone')}
      </Fine>
      <details>
        <summary>{say(isProved ? 'account.rename_or_remove' : 'account.rename')}</summary>
        <Stack>
          <form method="post" action="/settings/passkeys/rename">
            <input type="hidden" name="passkey" value={id} />
            <RenameField passkey={passkey} />
          </form>
          {isProved && <RemoveForm passkey={passkey} />}
        </Stack>
      </details>
    </>
  );
}

function RenameField({ passkey: { id, name } }: { readonly passkey: Passkey }) {
  const say = useSay();
  const field = `name-${id}`;
  return (
    <div class="field">
      <label for={field}>
        {say('account.new_name')}
        <span class="hush"> {name}</span>
      </label>
      <div class="join">
        <input id={field} name="name" value={name} maxlength={64} required />
        <button class="button" type="submit">
          {say('account.rename')}
        </button>
      </div>
    </div>
  );
}

function RemoveForm({ passkey: { id, name } }: { readonly passkey: Passkey }) {
  const say = useSay();
  return (
    <form method="post" action="/settings/passkeys/remove">
      <input type="hidden" name="passkey" value={id} />
      <Actions>
        <Button look="line" small>
          {say('account.remove')}
          <span class="hush"> {name}</span>
        </Button>
        <Fine>{say('account.passkey_remove_note')}</Fine>
      </Actions>
    </form>
  );
}
