import { Actions, Button } from '../components/button.tsx';
import { Field, Fields } from '../components/form.tsx';
import { ErrorSummary } from '../components/notice.tsx';
import { PasskeyForm } from '../components/passkey-form.tsx';
import { Entries, Entry, Fine, Stack, Title } from '../components/section.tsx';
import { type FieldErrors, summaryOf } from '../forms/fields.ts';
import { type Frame, Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';

interface CodePageProps {
  readonly frame: Frame;
  readonly who: string | undefined;
  readonly next: string;
  readonly errors: FieldErrors;
}

/** Where one signs in with a recovery code. */
export function CodePage({ frame, who, next, errors }: CodePageProps) {
  const say = useSay();
  return (
    <Page {...frame} signIn={undefined} title={say('sign-in.code_title')} hidden>
      <Title deck={say('sign-in.code_deck')}>{say('sign-in.code_title')}</Title>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        <form method="post" action="/sign-in/code" novalidate>
          <Fields>
            <input type="hidden" name="next" value={next} />
            <Field
              name="who"
              label={say('sign-in.who')}
              autocomplete="username"
              spellcheck={false}
              value={who}
              error={errors['who']}
              required
            />
            <CodeField error={errors['code']} />
            <Actions>
              <Button icon="key">{say('sign-in.title')}</Button>
              <Button href={`/sign-in?${new URLSearchParams({ next })}`} look="plain">
                {say('sign-in.another_way')}
              </Button>
            </Actions>
          </Fields>
        </form>
      </Stack>
    </Page>
  );
}

function CodeField({ error }: { readonly error: string | undefined }) {
  const say = useSay();
  return (
    <Field
      name="code"
      label={say('sign-in.code')}
      hint={say('sign-in.code_hint')}
      autocomplete="one-time-code"
      spellcheck={false}
      error={error}
      required
    />
  );
}

interface ProofPageProps {
  readonly frame: Frame;
  readonly next: string;
  readonly errors: FieldErrors;
}

/** Where somebody who is signed in shows once more that it is them. */
export function ProofPage({ frame, next, errors }: ProofPageProps) {
  const say = useSay();
  return (
    <Page {...frame} title={say('sign-in.proof_title')} scripts={['passkeys']} hidden>
      <Title deck={say('sign-in.proof_deck')}>{say('sign-in.proof_title')}</Title>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        <Entries>
          <Entry title={say('sign-in.with_passkey')} strong>
            <PasskeyForm
              act="use"
              options="/sign-in/again/options"
              finish="/sign-in/again/passkey"
              button={say('sign-in.proof_passkey')}
            >
              <input type="hidden" name="next" value={next} />
            </PasskeyForm>
            <p data-without-passkeys>{say('sign-in.no_passkeys')}</p>
          </Entry>
          <Entry title={say('sign-in.with_code')} strong>
            <form method="post" action="/sign-in/again" novalidate>
              <Fields>
                <input type="hidden" name="next" value={next} />
                <CodeField error={errors['code']} />
                <Actions>
                  <Button look="line">{say('sign-in.use_up')}</Button>
                </Actions>
              </Fields>
            </form>
          </Entry>
          <Entry title={say('sign-in.with_neither')} strong>
            <p>{say('sign-in.with_neither_text')}</p>
            <form method="post" action="/sign-out">
              <Button look="line">{say('sign-in.sign_out')}</Button>
            </form>
            <Fine>{say('sign-in.mail_changes_nothing')}</Fine>
          </Entry>
        </Entries>
      </Stack>
    </Page>
  );
}
