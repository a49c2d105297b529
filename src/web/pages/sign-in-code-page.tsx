import { Actions, Button } from '../components/button.tsx';
import { Field, Fields } from '../components/form.tsx';
import { ErrorSummary } from '../components/notice.tsx';
import { PasskeyForm } from '../components/passkey-form.tsx';
import { Entries, Entry, Fine, Stack, Title } from '../components/section.tsx';
import { type FieldErrors, summaryOf } from '../forms/fields.ts';
import { type Frame, Page } from '../layout.tsx';

interface CodePageProps {
  readonly frame: Frame;
  readonly who: string | undefined;
  readonly next: string;
  readonly errors: FieldErrors;
}

/** Where one signs in with a recovery code. */
export function CodePage({ frame, who, next, errors }: CodePageProps) {
  return (
    <Page {...frame} signIn={undefined} title="Use a recovery code" hidden>
      <Title deck="For when no passkey and no mail is at hand. Each code on your list works once.">
        Use a recovery code
      </Title>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        <form method="post" action="/sign-in/code" novalidate>
          <Fields>
            <input type="hidden" name="next" value={next} />
            <Field
              name="who"
              label="Your mail address or handle"
              autocomplete="username"
              spellcheck={false}
              value={who}
              error={errors['who']}
              required
            />
            <CodeField error={errors['code']} />
            <Actions>
              <Button icon="key">Sign in</Button>
              <Button href={`/sign-in?${new URLSearchParams({ next })}`} look="plain">
                Another way
              </Button>
            </Actions>
          </Fields>
        </form>
      </Stack>
    </Page>
  );
}

function CodeField({ error }: { readonly error: string | undefined }) {
  return (
    <Field
      name="code"
      label="One of your codes"
      hint="Fifteen letters and digits. Capitals, spaces and hyphens do not matter."
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
  return (
    <Page {...frame} title="Show that it is you" scripts={['passkeys']} hidden>
      <Title deck="What you are about to do decides who gets in. For that, ten minutes are the longest we trust a browser that is left open.">
        Show that it is you
      </Title>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        <Entries>
          <Entry title="With a passkey" strong>
            <PasskeyForm
              act="use"
              options="/sign-in/again/options"
              finish="/sign-in/again/passkey"
              button="Use a passkey"
            >
              <input type="hidden" name="next" value={next} />
            </PasskeyForm>
            <p data-without-passkeys>This browser, or this page without its script, cannot use passkeys.</p>
          </Entry>
          <Entry title="With a recovery code" strong>
            <form method="post" action="/sign-in/again" novalidate>
              <Fields>
                <input type="hidden" name="next" value={next} />
                <CodeField error={errors['code']} />
                <Actions>
                  <Button look="line">Use this code up</Button>
                </Actions>
              </Fields>
            </form>
          </Entry>
          <Entry title="With neither" strong>
            <p>Sign out and in again with a new link. Somebody with passkeys gets it from a steward.</p>
            <form method="post" action="/sign-out">
              <Button look="line">Sign out</Button>
            </form>
            <Fine>A link that only came by mail does not change the keys of somebody who has some.</Fine>
          </Entry>
        </Entries>
      </Stack>
    </Page>
  );
}
