import { Actions, Button } from '../components/button.tsx';
import { Field, Fields } from '../components/form.tsx';
import { ErrorSummary } from '../components/notice.tsx';
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

/** Where one signs in: a mail address, and a link in return. */
export function SignInPage({ frame, next, isNeeded = false, email, errors = noErrors }: SignInPageProps) {
  const deck = isNeeded
    ? 'The page you asked for is for people who belong here.'
    : 'For people who belong here. There is no password: a link lets you in once.';
  return (
    <Page {...frame} signIn={undefined} title="Sign in" hidden>
      <Title deck={deck}>Sign in</Title>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        <form method="post" action="/sign-in" novalidate>
          <Fields>
            <input type="hidden" name="next" value={next} />
            <Field
              name="email"
              label="Your mail address"
              hint="The one your stewards know."
              type="email"
              autocomplete="email"
              value={email}
              error={errors['email']}
              required
            />
            <Actions>
              <Button>Ask for a link</Button>
              <Fine>One cookie is set when you are in, and none before.</Fine>
            </Actions>
          </Fields>
        </form>
      </Stack>
    </Page>
  );
}

/** The same for every address, whether somebody has it here or not. */
export function AskedPage({ frame }: { readonly frame: Frame }) {
  return (
    <Page {...frame} signIn={undefined} title="Ask a steward for your link" hidden>
      <Title deck="This server sends no mail yet, so nothing is on its way to you. A steward can make a link for anybody who belongs here.">
        Ask a steward for your link
      </Title>
      <Entries>
        <Entry title="For the steward" strong>
          <p>On the machine this runs on, with the handle of the person:</p>
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
}

/** What a sign-in link opens: a button, so that a program that follows links uses nothing up. */
export function LinkPage({ frame, token }: LinkPageProps) {
  return (
    <Page {...frame} signIn={undefined} title="Sign in" hidden>
      <Title deck="This link works once. The button uses it up, in the browser you are in now.">
        You are nearly in
      </Title>
      <form method="post" action="/sign-in/link">
        <input type="hidden" name="token" value={token} />
        <Actions>
          <Button icon="key">Sign in</Button>
        </Actions>
      </form>
    </Page>
  );
}
