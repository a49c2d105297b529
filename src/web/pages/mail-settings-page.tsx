import type { LinkRequest } from '../../domain/auth/link-requests.ts';
import type { WaitingMailChange } from '../../domain/auth/mail-address.ts';
import type { Member } from '../../domain/members/member.ts';
import { Button } from '../components/button.tsx';
import { type RowItem, Rows } from '../components/list.tsx';
import { Entries, Entry, Fine } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import { useSay } from '../reader.tsx';
import { LinkToPassOn } from './link-to-pass-on.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import { LinkRequestsEntry, MailEntry } from './sign-in-requests-page.tsx';
import type { Visit } from './visit.tsx';

interface MailSettingsPageProps {
  readonly visit: Visit;
  readonly viewer: Member;
  readonly isMailing: boolean;
  /** Who waits for a link, where the node sends no mail. */
  readonly requests: readonly LinkRequest[];
  readonly changes: readonly WaitingMailChange[];
  readonly done: string | undefined;
}

/** A test of mail; or, where the node sends none, the links that stewards pass on. */
export function MailSettingsPage(props: MailSettingsPageProps) {
  const { visit, viewer, isMailing, requests, changes, done } = props;
  const say = useSay();
  return (
    <SettingsFrame
      {...{ visit, done }}
      current="/settings/mail"
      title={say('settings.mail')}
      deck={say(isMailing ? 'settings.mail_deck' : 'settings.mail_none_deck')}
    >
      <Entries>
        {isMailing ? <MailEntry email={viewer.email} /> : <LinkRequestsEntry requests={requests} />}
        {!isMailing && (
          <Entry title={say('account.changes')} note={say('account.changes_note')} strong>
            {changes.length === 0 ? (
              <p>{say('account.changes_none')}</p>
            ) : (
              <Rows
                rows={changes.map(
                  (change): RowItem => ({
                    title: change.name,
                    children: <ChangeFacts change={change} />,
                    actions: change.isTaken ? undefined : <ChangeForm change={change} />,
                  }),
                )}
              />
            )}
          </Entry>
        )}
      </Entries>
    </SettingsFrame>
  );
}

function ChangeFacts({ change }: { readonly change: WaitingMailChange }) {
  const say = useSay();
  const { handle, email, askedAt, isTaken } = change;
  return (
    <>
      <Fine>
        <bdi>@{handle}</bdi>: <bdi>{email}</bdi>, {say('account.change_asked')}{' '}
        <TimeStamp at={askedAt} look="short" />
      </Fine>
      {isTaken && <Fine>{say('account.change_taken')}</Fine>}
    </>
  );
}

function ChangeForm({ change: { id, name } }: { readonly change: WaitingMailChange }) {
  const say = useSay();
  return (
    <form method="post" action="/settings/mail-links">
      <input type="hidden" name="request" value={id} />
      <Button look="line" small>
        {say('account.change_link')}
        <span class="hush"> {name}</span>
      </Button>
    </form>
  );
}

interface MadeMailLinkPageProps {
  readonly visit: Visit;
  readonly name: string;
  readonly email: string;
  readonly link: string;
}

/** The link that confirms an address, to pass on to that address. Shown once. */
export function MadeMailLinkPage({ visit, name, email, link }: MadeMailLinkPageProps) {
  const say = useSay();
  return (
    <SettingsFrame
      visit={visit}
      current="/settings/mail"
      title={say('account.change_made', { name })}
      deck={say('account.change_made_deck', { email })}
    >
      <Entries>
        <LinkToPassOn link={link} back="/settings/mail" backWords={say('account.back_to_mail')} />
      </Entries>
    </SettingsFrame>
  );
}
