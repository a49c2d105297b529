import type { Invitation } from '../../domain/joining/invitation.ts';
import { Actions, Button } from '../components/button.tsx';
import { Facts } from '../components/facts.tsx';
import { QrCode } from '../components/qr-code.tsx';
import { Entries, Entry, Fine, Handle, Title } from '../components/section.tsx';
import { TimeStamp, ZoneNote } from '../components/time.tsx';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { engagementWord } from './joining-words.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface MadeInvitationPageProps {
  readonly visit: Visit;
  readonly invitation: Invitation;
  readonly link: string;
  /** Whether a letter with a link of its own is on its way too. */
  readonly isMailed: boolean;
}

/** The link of an invitation, shown once: to copy, and as a picture for a camera. */
export function MadeInvitationPage({ visit, invitation, link, isMailed }: MadeInvitationPageProps) {
  const say = useSay();
  const { name, email, expiresAt } = invitation;
  const title = say('joining.made_title', { name });
  const deck = isMailed
    ? say('joining.made_deck_mailed', { email: email ?? '' })
    : say('joining.made_deck', { name });
  return (
    <Page {...frameOf({ ...visit, here: '/invitations' }, '/invitations')} title={title} hidden>
      <Title deck={deck}>{title}</Title>
      <Entries>
        <Entry title={say('joining.made_link')} note={say('joining.made_once')} strong>
          <p>
            <Handle>{link}</Handle>
          </p>
          <QrCode text={link} label={say('joining.made_qr', { name })} />
          <Fine>{say('joining.made_qr_note')}</Fine>
        </Entry>
        <Entry title={say('joining.made_facts')} strong>
          <Facts
            facts={[
              { label: say('joining.as'), value: engagementWord(say, invitation.engagement) },
              { label: say('joining.stage'), value: say(`joining.stage_${invitation.stage}`) },
              {
                label: say('joining.open_until'),
                value: (
                  <>
                    <TimeStamp at={expiresAt} look="full" /> <ZoneNote at={expiresAt} />
                  </>
                ),
              },
            ]}
          />
          <Actions>
            <Button href="/invitations" look="line">
              {say('joining.to_invitations')}
            </Button>
          </Actions>
        </Entry>
      </Entries>
    </Page>
  );
}
