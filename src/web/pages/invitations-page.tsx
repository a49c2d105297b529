import type { Invitation } from '../../domain/joining/invitation.ts';
import type { TreePerson } from '../../domain/joining/queries.ts';
import { can } from '../../domain/members/can.ts';
import type { Member } from '../../domain/members/member.ts';
import type { Say } from '../../words/say.ts';
import { Actions, Button } from '../components/button.tsx';
import { Choices } from '../components/choices.tsx';
import { Field, Fields as FieldList } from '../components/form.tsx';
import { Rows } from '../components/list.tsx';
import { Empty, ErrorSummary } from '../components/notice.tsx';
import { Entries, Entry, Fine, Stack, Title } from '../components/section.tsx';
import { daysAway, TimeStamp } from '../components/time.tsx';
import { type FieldErrors, type Fields, summaryOf } from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { Said, useReader, useSay } from '../reader.tsx';
import { TreeEntry } from './invitation-tree.tsx';
import {
  engagementOptions,
  engagementWord,
  InvitationStateMark,
  JoiningDone,
  stageOptions,
} from './joining-words.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface InvitationsPageProps {
  readonly visit: Visit;
  readonly viewer: Member;
  readonly now: Temporal.Instant;
  /** Mine; for stewards everybody's. */
  readonly invitations: readonly Invitation[];
  /** How many of mine are open, of how many that may be. */
  readonly open: number;
  readonly quota: number;
  readonly tree: readonly TreePerson[];
  /** Whether this node sends mail. */
  readonly isMailed: boolean;
  readonly fields: Fields;
  readonly errors: FieldErrors;
  readonly done: string | undefined;
}

/** The other way in: those who apply. */
function ToApplications({ viewer }: Pick<InvitationsPageProps, 'viewer'>) {
  const say = useSay();
  if (!can(viewer, 'application.read')) return null;
  return (
    <Actions>
      <Button href="/applications" look="plain">
        {say('joining.applications')}
      </Button>
    </Actions>
  );
}

/** Whom one invited and what became of it, the form for the next, and who brought whom. */
export function InvitationsPage(props: InvitationsPageProps) {
  const { visit, viewer, invitations, errors, done, now, tree } = props;
  const say = useSay();
  const isLive = ({ state }: Invitation) => state === 'open' || state === 'wanted-again';
  const live = invitations.filter(isLive);
  const over = invitations.filter((one) => !isLive(one));
  const list = { now, viewer, say };
  return (
    <Page {...frameOf(visit, '/invitations')} title={say('joining.invitations')} hidden>
      <Title deck={say('joining.invitations_deck')} actions={<ToApplications viewer={viewer} />}>
        {say('joining.invitations')}
      </Title>
      <Stack far>
        <JoiningDone done={done} />
        <ErrorSummary errors={summaryOf(errors)} />
        <Entries>
          <Entry title={say('joining.waiting')} id="waiting" strong>
            {live.length > 0 ? (
              <Rows rows={live.map((one) => invitationRow(one, list))} />
            ) : (
              <Empty title={say('joining.none_open')}>
                <p>{say('joining.none_open_next')}</p>
              </Empty>
            )}
          </Entry>
          <InviteEntry {...props} />
          {over.length > 0 && (
            <Entry title={say('joining.answered')} strong>
              <Rows rows={over.map((one) => invitationRow(one, list))} />
            </Entry>
          )}
          <TreeEntry people={tree} />
        </Entries>
      </Stack>
    </Page>
  );
}

function InviteEntry({ visit, open, quota, isMailed, fields, errors }: InvitationsPageProps) {
  const say = useSay();
  const left = Math.max(0, quota - open);
  if (visit.collective.joinPolicy === 'closed') {
    return (
      <Entry title={say('joining.invite')} strong>
        <p>{say('joining.closed_now')}</p>
      </Entry>
    );
  }
  if (left === 0) {
    return (
      <Entry title={say('joining.invite')} note={say('joining.left', { left, quota })} strong>
        <p>{say('joining.none_left', { quota })}</p>
      </Entry>
    );
  }
  return (
    <Entry title={say('joining.invite')} note={say('joining.left', { left, quota })} strong>
      <InviteForm {...{ isMailed, fields, errors }} />
    </Entry>
  );
}

function InviteForm({
  isMailed,
  fields,
  errors,
}: Pick<InvitationsPageProps, 'isMailed' | 'fields' | 'errors'>) {
  const say = useSay();
  const at = (name: string) => ({ name, value: fields[name], error: errors[name] });
  return (
    <form method="post" action="/invitations" novalidate>
      <FieldList>
        <Field {...at('name')} label={say('joining.their_name')} autocomplete="off" maxlength={64} required />
        <Field
          {...at('email')}
          label={say('joining.their_mail')}
          hint={isMailed ? say('joining.their_mail_hint') : say('joining.their_mail_off')}
          type="email"
          autocomplete="off"
        />
        <Field
          {...at('engagement')}
          value={fields['engagement'] ?? 'freelancer'}
          label={say('joining.as')}
          options={engagementOptions(say)}
        />
        <Choices
          {...at('stage')}
          value={fields['stage'] ?? 'member'}
          label={say('joining.comes_in_as')}
          options={stageOptions(say)}
        />
        <Field {...at('note')} label={say('joining.note')} hint={say('joining.note_hint')} rows={3} />
        <Actions>
          <Button>{say('joining.make_invitation')}</Button>
          <Fine>{say('joining.make_note')}</Fine>
        </Actions>
      </FieldList>
    </form>
  );
}

interface ListFacts {
  readonly now: Temporal.Instant;
  readonly viewer: Member;
  readonly say: Say;
}

function invitationRow(invitation: Invitation, { now, viewer, say }: ListFacts) {
  return {
    title: invitation.name === '' ? say('joining.somebody_gone') : invitation.name,
    children: (
      <InvitationFacts invitation={invitation} now={now} isMine={invitation.inviter.id === viewer.id} />
    ),
    actions: <InvitationActions invitation={invitation} />,
  };
}

interface InvitationFactsProps {
  readonly invitation: Invitation;
  readonly now: Temporal.Instant;
  readonly isMine: boolean;
}

function InvitationFacts({ invitation, now, isMine }: InvitationFactsProps) {
  const { say, zone } = useReader();
  const { state, engagement, question, inviter, email, expiresAt, endedAt, member } = invitation;
  return (
    <>
      <p class="meta">
        <InvitationStateMark state={state} />
        <span>{engagementWord(say, engagement)}</span>
        {invitation.stage === 'candidate' && <span>{say('joining.stage_candidate')}</span>}
        {state === 'open' && (
          <span>{say('joining.runs_out', { when: daysAway(expiresAt, now, zone, say.language) })}</span>
        )}
        {endedAt !== null && <TimeStamp at={endedAt} />}
        {!isMine && (
          <span>
            <Said
              k="joining.invited_by"
              values={{ name: inviter.name }}
              draw={{ who: (words) => <bdi>{words}</bdi> }}
            />
          </span>
        )}
        {email !== null && <bdi>{email}</bdi>}
      </p>
      {member !== null && member.name !== invitation.name && (
        <Fine>{say('joining.came_as', { name: member.name })}</Fine>
      )}
      {question !== '' && (
        <p dir="auto">
          <b>{say('joining.they_ask')}</b> {question}
        </p>
      )}
    </>
  );
}

function InvitationActions({ invitation: { id, name, state } }: { readonly invitation: Invitation }) {
  const say = useSay();
  if (state === 'used') return null;
  return (
    <Actions>
      <form method="post" action="/invitations/renew">
        <input type="hidden" name="invitation" value={id} />
        <Button look="line" small>
          {say('joining.new_link')}
          <span class="hush"> {say('joining.for_name', { name })}</span>
        </Button>
      </form>
      {state === 'open' && (
        <form method="post" action="/invitations/revoke">
          <input type="hidden" name="invitation" value={id} />
          <Button look="plain" small>
            {say('joining.revoke')}
            <span class="hush"> {say('joining.for_name', { name })}</span>
          </Button>
        </form>
      )}
    </Actions>
  );
}
