import { Actions, Button } from '../components/button.tsx';
import { Field, Fields } from '../components/form.tsx';
import { ErrorSummary } from '../components/notice.tsx';
import { PasskeyForm } from '../components/passkey-form.tsx';
import { Entries, Entry, Fine, Handle, Stack, Title } from '../components/section.tsx';
import { type FieldErrors, noErrors, summaryOf } from '../forms/fields.ts';
import { type Frame, Page } from '../layout.tsx';

interface SignInPageProps {
  readonly frame: Frame;
  /** Where to go afterwards: a path of this site. */
  readonly next: string;
  /** The page that was asked for is only for those who are signed in. */
  readonly isNeeded?: boolean | undefined;
  readonly email?: string | undefined;
  readonly errors?: FieldErrors | undefined;
}

/** Where one signs in: a passkey first, a mail address and a link in return, or a recovery code. */
export function SignInPage({ frame, next, isNeeded = false, email, errors = noErrors }: SignInPageProps) {
  const deck = isNeeded
    ? 'The page you asked for is for people who belong here.'
    : 'For people who belong here. There is no password.';
  return (
    <Page {...frame} signIn={undefined} title="Sign in" scripts={['passkeys']} hidden>
      <Title deck={deck}>Sign in</Title>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        <Entries>
          <Entry title="With a passkey" strong>
            <PasskeyForm
              act="use"
              options="/sign-in/passkey/options"
              finish="/sign-in/passkey"
              button="Sign in with a passkey"
            >
              <input type="hidden" name="next" value={next} />
            </PasskeyForm>
            <p data-without-passkeys>This browser, or this page without its script, cannot use passkeys.</p>
          </Entry>
          <Entry title="With a link" strong>
            <LinkForm next={next} email={email} error={errors['email']} />
          </Entry>
          <Entry title="With a recovery code" strong>
            <p>
              <a href={`/sign-in/code?${new URLSearchParams({ next })}`}>Use a code from your list</a>
            </p>
          </Entry>
        </Entries>
      </Stack>
    </Page>
  );
}

interface LinkFormProps {
  readonly next: string;
  readonly email: string | undefined;
  readonly error: string | undefined;
}

function LinkForm({ next, email, error }: LinkFormProps) {
  return (
    <form method="post" action="/sign-in" novalidate>
      <Fields>
        <input type="hidden" name="next" value={next} />
        <Field
          name="email"
          label="Your mail address"
          hint="The one your stewards know."
          type="email"
          autocomplete="username webauthn"
          value={email}
          error={error}
          required
        />
        <Actions>
          <Button look="line">Ask for a link</Button>
          <Fine>One cookie is set when you are in, and none before.</Fine>
        </Actions>
      </Fields>
    </form>
  );
}

interface AskedPageProps {
  readonly frame: Frame;
  /** Whether this node sends mail. */
  readonly isMailed: boolean;
}

/** The same for every address, whether somebody has it here or not. */
export function AskedPage({ frame, isMailed }: AskedPageProps) {
  return isMailed ? <MailedPage frame={frame} /> : <PassedOnPage frame={frame} />;
}

function MailedPage({ frame }: { readonly frame: Frame }) {
  return (
    <Page {...frame} signIn={undefined} title="Look into your mail" hidden>
      <Title deck="If this address belongs to somebody here, a link is on its way to it. It works once, for fifteen minutes.">
        Look into your mail
      </Title>
      <Entries>
        <Entry title="Nothing comes?" strong>
          <p>Look where your mail puts what it takes for advertising, and check the address you wrote.</p>
          <p>
            <a href="/sign-in">Ask again</a>, three times an hour at most, or{' '}
            <a href="/sign-in/code">use a recovery code</a>.
          </p>
        </Entry>
      </Entries>
    </Page>
  );
}

function PassedOnPage({ frame }: { readonly frame: Frame }) {
  return (
    <Page {...frame} signIn={undefined} title="Ask a steward for your link" hidden>
      <Title deck="This server sends no mail, so nothing is on its way to you. If this address belongs to somebody here, the stewards see now that you wait.">
        Ask a steward for your link
      </Title>
      <Entries>
        <Entry title="For the steward" strong>
          <p>Under Settings, or on the machine this runs on, with the handle of the person:</p>
          <p>
            <Handle>guildhall sign-in HANDLE</Handle>
          </p>
          <Fine>The link works once, for fifteen minutes, in any browser.</Fine>
        </Entry>
      </Entries>
    </Page>
  );
}

interface LinkPageProps {
  readonly frame: Frame;
  readonly token: string;
  readonly next: string;
}

/** What a sign-in link opens: a button, so that a program that follows links uses nothing up. */
export function LinkPage({ frame, token, next }: LinkPageProps) {
  return (
    <Page {...frame} signIn={undefined} title="Sign in" hidden>
      <Title deck="This link works once. The button uses it up, in the browser you are in now.">
        You are nearly in
      </Title>
      <form method="post" action="/sign-in/link">
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="next" value={next} />
        <Actions>
          <Button icon="key">Sign in</Button>
        </Actions>
      </form>
    </Page>
  );
}
