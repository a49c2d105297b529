import type { Member } from '../../domain/members/member.ts';
import { Actions, Button } from '../components/button.tsx';
import { Entries, Entry, Fine } from '../components/section.tsx';
import { useSay } from '../reader.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import type { Visit } from './visit.tsx';

interface AccessPageProps {
  readonly visit: Visit;
  readonly viewer: Member;
  /** How many there are of each. */
  readonly passkeys: number;
  readonly codes: number;
  readonly sessions: number;
  readonly tokens: number;
  /** An address that waits to be confirmed. */
  readonly waiting: string | undefined;
  readonly done: string | undefined;
}

/** Every way somebody gets in: what there is of each, and where it is changed. */
export function AccessPage(props: AccessPageProps) {
  const { visit, viewer, passkeys, codes, sessions, tokens, waiting, done } = props;
  const say = useSay();
  return (
    <SettingsFrame
      {...{ visit, done }}
      current="/settings/access"
      title={say('account.access')}
      deck={say('account.access_deck')}
    >
      <Entries>
        <Entry title={say('account.passkeys')} strong>
          <p>{say('account.passkeys_count', { count: passkeys })}</p>
          <Onward href="/settings/sign-in#passkeys">{say('account.passkeys_change')}</Onward>
        </Entry>
        <Entry title={say('account.codes')}>
          <p>{say('account.codes_count', { count: codes })}</p>
          <Onward href="/settings/sign-in#codes">{say('account.codes_change')}</Onward>
        </Entry>
        <Entry title={say('account.mail_address')}>
          <p>
            {viewer.email === null
              ? say('account.mail_address_none')
              : say('account.mail_address_now', { email: viewer.email })}
          </p>
          {waiting !== undefined && <Fine>{say('account.mail_address_waits', { email: waiting })}</Fine>}
          <Onward href="/settings/mail-address">{say('account.mail_address_change')}</Onward>
        </Entry>
        <Entry title={say('account.sessions')}>
          <p>{say('account.sessions_count', { count: sessions })}</p>
          <Onward href="/settings/sign-in#sessions">{say('account.sessions_change')}</Onward>
        </Entry>
        <Entry title={say('account.tokens')}>
          <p>{say('account.tokens_count', { count: tokens })}</p>
          <Onward href="/settings/tokens">{say('account.tokens_change')}</Onward>
        </Entry>
      </Entries>
    </SettingsFrame>
  );
}

function Onward({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <Actions>
      <Button href={href} look="line" small>
        {children}
      </Button>
    </Actions>
  );
}
