import type { MailChange } from '../../domain/auth/mail-address.ts';
import { Actions, Button } from '../components/button.tsx';
import { Field, Fields as FieldList } from '../components/form.tsx';
import { Notice } from '../components/notice.tsx';
import { Entries, Entry, Fine, Title } from '../components/section.tsx';
import type { FieldErrors } from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { ProofNotice } from './proof-notice.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface MailAddressPageProps {
  readonly visit: Visit;
  /** The address they have now. */
  readonly email: string | null;
  readonly change: MailChange | undefined;
  readonly typed: string;
  readonly errors: FieldErrors;
  readonly isProved: boolean;
  readonly isMailing: boolean;
  readonly done: string | undefined;
}

/** The address letters go to, the one that waits to be confirmed, and a form for another. */
export function MailAddressPage(props: MailAddressPageProps) {
  const { visit, email, errors, isProved, isMailing, done, typed } = props;
  const say = useSay();
  return (
    <SettingsFrame
      {...{ visit, done, errors }}
      current="/settings/mail-address"
      title={say('account.mail_address')}
      deck={say('account.mail_address_deck')}
    >
      {!isProved && <ProofNotice next="/settings/mail-address" />}
      <Entries>
        <Entry title={say('account.mail_address_title')} strong>
          <p>{email === null ? say('account.mail_address_none') : <bdi>{email}</bdi>}</p>
          <Fine>{say('account.mail_address_readers')}</Fine>
        </Entry>
        <WaitingEntry {...props} />
        {isProved && (
          <Entry title={say('account.mail_address_new')} strong>
            <form method="post" action="/settings/mail-address" novalidate>
              <FieldList>
                <Field
                  name="email"
                  label={say('account.mail_address_field')}
                  hint={say(isMailing ? 'account.mail_address_hint' : 'account.mail_address_hint_passed')}
                  type="email"
                  autocomplete="email"
                  value={typed}
                  error={errors['email']}
                  required
                />
                <Actions>
                  <Button>
                    {say(isMailing ? 'account.mail_address_ask' : 'account.mail_address_ask_passed')}
                  </Button>
                </Actions>
              </FieldList>
            </form>
          </Entry>
        )}
      </Entries>
    </SettingsFrame>
  );
}

function WaitingEntry({ change, isMailing }: MailAddressPageProps) {
  const say = useSay();
  if (change === undefined) return null;
  const { email } = change;
  return (
    <Entry title={say('account.mail_address_waiting')} strong>
      <Notice tone="wait">
        <p>{say(isMailing ? 'account.mail_address_mailed' : 'account.mail_address_passed', { email })}</p>
      </Notice>
      <form method="post" action="/settings/mail-address/drop">
        <Button look="plain">{say('account.mail_address_drop')}</Button>
      </form>
    </Entry>
  );
}

/** What the link opens: a button, so that a program that follows links uses nothing up. */
export function ConfirmPage({ visit, token }: { readonly visit: Visit; readonly token: string }) {
  const say = useSay();
  const title = say('account.confirm_title');
  return (
    <Page {...frameOf(visit)} title={title} hidden>
      <Title deck={say('account.confirm_deck', { name: visit.collective.name })}>{title}</Title>
      <form method="post" action="/mail-address">
        <input type="hidden" name="token" value={token} />
        <Actions>
          <Button icon="check">{say('account.confirm_button')}</Button>
        </Actions>
      </form>
    </Page>
  );
}

/** That the address is theirs now. */
export function ConfirmedPage({ visit, email }: { readonly visit: Visit; readonly email: string }) {
  const say = useSay();
  const title = say('account.confirmed_title');
  return (
    <Page {...frameOf(visit)} title={title} hidden>
      <Title deck={say('account.confirmed_deck', { email })}>{title}</Title>
      <Actions>
        <Button href="/settings/access" look="line">
          {say('account.to_access')}
        </Button>
      </Actions>
    </Page>
  );
}
