import type { Passkey } from '../../domain/auth/passkeys.ts';
import type { SessionLine } from '../../domain/auth/sessions.ts';
import type { SessionId } from '../../domain/auth/tables.ts';
import { Actions, Button } from '../components/button.tsx';
import { Field } from '../components/form.tsx';
import { Rows } from '../components/list.tsx';
import { ErrorSummary, Notice } from '../components/notice.tsx';
import { PasskeyForm } from '../components/passkey-form.tsx';
import { Entries, Entry, Fine, Stack, Title } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import { type FieldErrors, summaryOf } from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { DoneNotice } from './done.tsx';
import { RecoveryEntry } from './recovery-page.tsx';
import { SessionsEntry } from './sessions-page.tsx';
import { frameOf, type Visit } from './visit.tsx';

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
  const { visit, done, next, isProved, codes, sessions, here, errors } = props;
  return (
    <Page {...frameOf(visit, '/settings')} title="How you sign in" scripts={['passkeys']} hidden>
      <Title
        above={<DoneNotice done={done} />}
        deck="There is no password. A passkey lives on your device; a code on paper is for the day you lose it."
        actions={
          <Button href={next ?? '/settings'} look="plain">
            {next === undefined ? 'Back to Settings' : 'Go on'}
          </Button>
        }
      >
        How you sign in
      </Title>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        {!isProved && <ProofNotice />}
        <Entries>
          <PasskeysEntry {...props} />
          <RecoveryEntry codes={codes} isProved={isProved} />
          <SessionsEntry sessions={sessions} here={here} />
        </Entries>
      </Stack>
    </Page>
  );
}

function ProofNotice() {
  return (
    <Notice>
      <p>
        To change anything here, <a href="/sign-in/again?next=/settings/sign-in">show that it is you</a>. It
        holds for ten minutes.
      </p>
    </Notice>
  );
}

function PasskeysEntry({ passkeys, isProved, device, next }: PasskeysPageProps) {
  return (
    <Entry title="Passkeys" note={nudge(passkeys.length)} strong>
      {passkeys.length === 0 ? (
        <p>You have no passkey yet. With one you sign in by your finger, face or PIN, and type nothing.</p>
      ) : (
        <Rows rows={passkeys.map((passkey) => passkeyRow(passkey, isProved))} />
      )}
      {isProved && (
        <>
          <p data-without-passkeys>This browser, or this page without its script, cannot make passkeys.</p>
          <PasskeyForm
            act="make"
            options="/settings/passkeys/options"
            finish="/settings/passkeys"
            button="Make a passkey"
            icon="plus"
            look={passkeys.length > 1 ? 'line' : 'fill'}
          >
            {next !== undefined && <input type="hidden" name="next" value={next} />}
            <Field
              name="name"
              label="Name of the new one"
              hint="So that you know it again: where it lives."
              value={device}
              maxlength={64}
            />
          </PasskeyForm>
        </>
      )}
    </Entry>
  );
}

function nudge(count: number): string | undefined {
  if (count === 0) return 'Two are best: one on each of two devices.';
  if (count === 1)
    return 'One is on your list. Make a second on another device, so that losing this one locks nobody out.';
  return undefined;
}

function passkeyRow(passkey: Passkey, isProved: boolean) {
  const { id, name, createdAt, usedAt, isBackedUp } = passkey;
  return {
    title: name,
    children: (
      <>
        <Fine>
          Made <TimeStamp at={createdAt} />,{' '}
          {usedAt === null ? (
            'not used yet'
          ) : (
            <>
              last used <TimeStamp at={usedAt} look="short" /> UTC
            </>
          )}
          . {isBackedUp ? 'Its maker keeps a copy for your other devices.' : 'It lives on this one device.'}
        </Fine>
        <details>
          <summary>Rename{isProved ? ' or remove' : ''}</summary>
          <Stack>
            <form method="post" action="/settings/passkeys/rename">
              <input type="hidden" name="passkey" value={id} />
              <RenameField passkey={passkey} />
            </form>
            {isProved && <RemoveForm passkey={passkey} />}
          </Stack>
        </details>
      </>
    ),
  };
}

function RenameField({ passkey: { id, name } }: { readonly passkey: Passkey }) {
  const field = `name-${id}`;
  return (
    <div class="field">
      <label for={field}>
        New name<span class="hush"> for {name}</span>
      </label>
      <div class="join">
        <input id={field} name="name" value={name} maxlength={64} required />
        <button class="button" type="submit">
          Rename
        </button>
      </div>
    </div>
  );
}

function RemoveForm({ passkey: { id, name } }: { readonly passkey: Passkey }) {
  return (
    <form method="post" action="/settings/passkeys/remove">
      <input type="hidden" name="passkey" value={id} />
      <Actions>
        <Button look="line" small>
          Remove
          <span class="hush"> {name}</span>
        </Button>
        <Fine>It opens nothing here afterwards. Your device may still list it.</Fine>
      </Actions>
    </form>
  );
}
