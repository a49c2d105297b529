import type { LinkRequest } from '../../domain/auth/link-requests.ts';
import type { MailOutcome } from '../../platform/smtp.ts';
import { Actions, Button } from '../components/button.tsx';
import { Facts } from '../components/facts.tsx';
import { Join } from '../components/form.tsx';
import { Rows } from '../components/list.tsx';
import { Entries, Entry, Fine, Handle, Title } from '../components/section.tsx';
import { TimeStamp, ZoneNote } from '../components/time.tsx';
import { Page } from '../layout.tsx';
import { Said, useSay } from '../reader.tsx';
import { frameOf, type Visit } from './visit.tsx';

/** Who waits for a link, on the settings of a node that sends no mail. */
export function LinkRequestsEntry({ requests }: { readonly requests: readonly LinkRequest[] }) {
  const say = useSay();
  return (
    <Entry title={say('sign-in.waiting')} note={say('sign-in.waiting_note')} strong>
      {requests.length === 0 ? (
        <p>{say('sign-in.nobody_waits')}</p>
      ) : (
        <Rows rows={requests.map(requestRow)} />
      )}
    </Entry>
  );
}

function AskedAt({ at }: { readonly at: Temporal.Instant }) {
  return (
    <>
      <TimeStamp at={at} look="short" /> <ZoneNote at={at} />
    </>
  );
}

function requestRow({ id, name, handle, askedAt }: LinkRequest) {
  return {
    title: name,
    children: (
      <Fine>
        <Said
          k="sign-in.asked_at"
          values={{ handle }}
          draw={{
            bdi: (words) => <bdi>{words}</bdi>,
            at: () => <AskedAt at={askedAt} />,
          }}
        />
      </Fine>
    ),
    actions: (
      <form method="post" action="/settings/sign-in-links">
        <input type="hidden" name="request" value={id} />
        <Button look="line" small>
          <Said
            k="sign-in.make_link"
            values={{ name }}
            draw={{ hush: (words) => <span class="hush">{words}</span> }}
          />
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
  const say = useSay();
  const title = say('sign-in.made_title', { name });
  return (
    <Page {...frameOf(visit, '/settings')} title={title} hidden>
      <Title deck={say('sign-in.made_deck')}>{title}</Title>
      <Entries>
        <Entry title={say('sign-in.to_copy')} note={say('sign-in.to_copy_note')} strong>
          <p>
            <Handle>{link}</Handle>
          </p>
          <Actions>
            <Button href="/settings/mail" look="line">
              {say('sign-in.back_to_settings')}
            </Button>
          </Actions>
        </Entry>
      </Entries>
    </Page>
  );
}

/** Whether mail works, on the settings of a node that sends some. */
export function MailEntry({ email }: { readonly email: string | null }) {
  const say = useSay();
  return (
    <Entry title={say('sign-in.mail_entry')} note={say('sign-in.mail_entry_note')} strong>
      <form method="post" action="/settings/mail-test" novalidate>
        <Join
          name="email"
          label={say('sign-in.mail_try')}
          hint={say('sign-in.mail_try_hint')}
          type="email"
          autocomplete="email"
          value={email ?? ''}
          button={say('sign-in.mail_send')}
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
  const say = useSay();
  const title = say(outcome.isSent ? 'sign-in.mail_taken' : 'sign-in.mail_not_taken');
  const deck = say(outcome.isSent ? 'sign-in.mail_taken_deck' : 'sign-in.mail_not_taken_deck');
  return (
    <Page {...frameOf(visit, '/settings')} title={title} hidden>
      <Title deck={deck}>{title}</Title>
      <Entries>
        <Entry title={say('sign-in.the_test')} strong>
          <Facts
            facts={[
              { label: say('sign-in.to'), value: <bdi>{email}</bdi> },
              { label: say('sign-in.its_answer'), value: <bdi>{outcome.answer}</bdi> },
            ]}
          />
          <Actions>
            <Button href="/settings/mail" look="line">
              {say('sign-in.back_to_settings')}
            </Button>
          </Actions>
        </Entry>
      </Entries>
    </Page>
  );
}
