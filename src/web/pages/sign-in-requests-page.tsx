import type { LinkRequest } from '../../domain/auth/link-requests.ts';
import type { MailOutcome } from '../../platform/smtp.ts';
import { Actions, Button } from '../components/button.tsx';
import { Facts } from '../components/facts.tsx';
import { Join } from '../components/form.tsx';
import { Rows } from '../components/list.tsx';
import { Entries, Entry, Fine, Handle, Title } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import { Page } from '../layout.tsx';
import { frameOf, type Visit } from './visit.tsx';

/** Who waits for a link, on the settings of a node that sends no mail. */
export function LinkRequestsEntry({ requests }: { readonly requests: readonly LinkRequest[] }) {
  return (
    <Entry
      title="Waiting for a link"
      note="This server sends no mail, so people who want to sign in wait for you."
      strong
    >
      {requests.length === 0 ? <p>Nobody waits.</p> : <Rows rows={requests.map(requestRow)} />}
    </Entry>
  );
}

function requestRow({ id, name, handle, askedAt }: LinkRequest) {
  return {
    title: name,
    children: (
      <Fine>
        <bdi>@{handle}</bdi>, asked <TimeStamp at={askedAt} look="short" /> UTC
      </Fine>
    ),
    actions: (
      <form method="post" action="/settings/sign-in-links">
        <input type="hidden" name="request" value={id} />
        <Button look="line" small>
          Make a link
          <span class="hush"> for {name}</span>
        </Button>
      </form>
    ),
  };
}

interface MadeLinkPageProps {
  readonly visit: Visit;
  readonly name: string;
  readonly link: string;
}

/** The link, to copy and pass on. Shown once. */
export function MadeLinkPage({ visit, name, link }: MadeLinkPageProps) {
  return (
    <Page {...frameOf(visit, '/settings')} title={`A link for ${name}`} hidden>
      <Title deck="Give it to them yourself, by a way you trust: whoever opens it first is in. It works once, for fifteen minutes.">
        A link for {name}
      </Title>
      <Entries>
        <Entry title="To copy" note="Shown this once." strong>
          <p>
            <Handle>{link}</Handle>
          </p>
          <Actions>
            <Button href="/settings" look="line">
              Back to Settings
            </Button>
          </Actions>
        </Entry>
      </Entries>
    </Page>
  );
}

/** Whether mail works, on the settings of a node that sends some. */
export function MailEntry({ email }: { readonly email: string | null }) {
  return (
    <Entry title="Mail" note="Links to sign in go out by mail." strong>
      <form method="post" action="/settings/mail-test" novalidate>
        <Join
          name="email"
          label="Try whether it works"
          hint="A test goes to this address, and you see what the mail server said."
          type="email"
          autocomplete="email"
          value={email ?? ''}
          button="Send a test"
        />
      </form>
    </Entry>
  );
}

interface MailTestPageProps {
  readonly visit: Visit;
  readonly email: string;
  readonly outcome: MailOutcome;
}

/** What the mail server said to a test. */
export function MailTestPage({ visit, email, outcome }: MailTestPageProps) {
  const title = outcome.isSent ? 'The mail server took it' : 'The mail server did not take it';
  const deck = outcome.isSent
    ? 'Look whether it arrives: what happens after the first server, only the mailbox knows.'
    : 'Nobody gets mail from here until this is mended: check SMTP_URL and MAIL_FROM.';
  return (
    <Page {...frameOf(visit, '/settings')} title={title} hidden>
      <Title deck={deck}>{title}</Title>
      <Entries>
        <Entry title="The test" strong>
          <Facts
            facts={[
              { label: 'To', value: <bdi>{email}</bdi> },
              { label: 'Its answer', value: <bdi>{outcome.answer}</bdi> },
            ]}
          />
          <Actions>
            <Button href="/settings" look="line">
              Back to Settings
            </Button>
          </Actions>
        </Entry>
      </Entries>
    </Page>
  );
}
