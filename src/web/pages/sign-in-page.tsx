import { Actions, Button } from '../components/button.tsx';
import { Field, Fields } from '../components/form.tsx';
import { ErrorSummary } from '../components/notice.tsx';
import { PasskeyForm } from '../components/passkey-form.tsx';
import { Entries, Entry, Fine, Handle, Stack, Title } from '../components/section.tsx';
import { type FieldErrors, noErrors, summaryOf } from '../forms/fields.ts';
import { type Frame, Page } from '../layout.tsx';
import { Said, useSay } from '../reader.tsx';

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
  const say = useSay();
  const deck = say(isNeeded ? 'sign-in.needed' : 'sign-in.deck');
  return (
    <Page {...frame} signIn={undefined} title={say('sign-in.title')} scripts={['passkeys']} hidden>
      <Title deck={deck}>{say('sign-in.title')}</Title>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        <Entries>
          <Entry title={say('sign-in.with_passkey')} strong>
            <PasskeyForm
              act="use"
              options="/sign-in/passkey/options"
              finish="/sign-in/passkey"
              button={say('sign-in.use_passkey')}
            >
              <input type="hidden" name="next" value={next} />
            </PasskeyForm>
            <p data-without-passkeys>{say('sign-in.no_passkeys')}</p>
          </Entry>
          <Entry title={say('sign-in.with_link')} strong>
            <LinkForm next={next} email={email} error={errors['email']} />
          </Entry>
          <Entry title={say('sign-in.with_code')} strong>
            <p>
              <a href={`/sign-in/code?${new URLSearchParams({ next })}`}>{say('sign-in.code_from_list')}</a>
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
  const say = useSay();
  return (
    <form method="post" action="/sign-in" novalidate>
      <Fields>
        <input type="hidden" name="next" value={next} />
        <Field
          name="email"
          label={say('sign-in.mail')}
          hint={say('sign-in.mail_hint')}
          type="email"
          autocomplete="username webauthn"
          value={email}
          error={error}
          required
        />
        <Actions>
          <Button look="line">{say('sign-in.ask')}</Button>
          <Fine>{say('sign-in.cookie')}</Fine>
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
  const say = useSay();
  return (
    <Page {...frame} signIn={undefined} title={say('sign-in.mailed_title')} hidden>
      <Title deck={say('sign-in.mailed_deck')}>{say('sign-in.mailed_title')}</Title>
      <Entries>
        <Entry title={say('sign-in.nothing_comes')} strong>
          <p>{say('sign-in.nothing_comes_text')}</p>
          <p>
            <Said
              k="sign-in.ask_again"
              draw={{
                again: (words) => <a href="/sign-in">{words}</a>,
                code: (words) => <a href="/sign-in/code">{words}</a>,
              }}
            />
          </p>
        </Entry>
      </Entries>
    </Page>
  );
}

function PassedOnPage({ frame }: { readonly frame: Frame }) {
  const say = useSay();
  return (
    <Page {...frame} signIn={undefined} title={say('sign-in.passed_on_title')} hidden>
      <Title deck={say('sign-in.passed_on_deck')}>{say('sign-in.passed_on_title')}</Title>
      <Entries>
        <Entry title={say('sign-in.for_steward')} strong>
          <p>{say('sign-in.for_steward_text')}</p>
          <p>
            <Handle>guildhall sign-in HANDLE</Handle>
          </p>
          <Fine>{say('sign-in.link_works')}</Fine>
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
  const say = useSay();
  return (
    <Page {...frame} signIn={undefined} title={say('sign-in.title')} hidden>
      <Title deck={say('sign-in.link_deck')}>{say('sign-in.link_title')}</Title>
      <form method="post" action="/sign-in/link">
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="next" value={next} />
        <Actions>
          <Button icon="key">{say('sign-in.title')}</Button>
        </Actions>
      </form>
    </Page>
  );
}
