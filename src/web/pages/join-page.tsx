import { markdownToHtml } from '../../core/html.ts';
import { paths } from '../../core/iri.ts';
import type { Invitation } from '../../domain/joining/invitation.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Facts } from '../components/facts.tsx';
import { Field, Fields as FieldList, Join } from '../components/form.tsx';
import { Person } from '../components/mark.tsx';
import { ErrorSummary } from '../components/notice.tsx';
import { Prose } from '../components/prose.tsx';
import { Columns, Entries, Entry, Fine, Stack, Title } from '../components/section.tsx';
import { StateLine } from '../components/state.tsx';
import { TimeStamp, ZoneNote } from '../components/time.tsx';
import { type FieldErrors, type Fields, summaryOf } from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { Said, useSay } from '../reader.tsx';
import { engagementWord, JoiningDone } from './joining-words.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface JoinPageProps {
  readonly visit: Visit;
  readonly invitation: Invitation;
  readonly token: string;
  /** Those who chose to be seen by anybody. */
  readonly people: readonly { readonly name: string; readonly handle: string }[];
  readonly fields: Fields;
  readonly errors: FieldErrors;
  readonly done: string | undefined;
}

/** Who invites, into what, who is here, and what joining makes public; and the three answers. */
export function JoinPage(props: JoinPageProps) {
  const { visit, invitation, errors, done } = props;
  const say = useSay();
  const { collective } = visit;
  const { inviter, name, expiresAt } = invitation;
  return (
    <Page
      {...frameOf(visit)}
      signIn={undefined}
      title={say('joining.join_title', { place: collective.name })}
      hidden
    >
      <Title
        deck={
          <Said
            k="joining.join_deck"
            values={{ inviter: inviter.name, name, place: collective.name }}
            draw={{ who: (words) => <bdi>{words}</bdi> }}
          />
        }
      >
        {say('joining.join_title', { place: collective.name })}
      </Title>
      <StateLine state="open" word={say('joining.state_open')}>
        {say('joining.until')} <TimeStamp at={expiresAt} look="full" /> <ZoneNote at={expiresAt} />
      </StateLine>
      <Stack far>
        <JoiningDone done={done} />
        <ErrorSummary errors={summaryOf(errors)} />
        <Entries>
          <AboutUs {...props} />
          <AcceptEntry {...props} />
          <OtherAnswers {...props} />
        </Entries>
      </Stack>
    </Page>
  );
}

function AboutUs({ visit, invitation, people }: JoinPageProps) {
  const say = useSay();
  const { collective, house } = visit;
  const { inviter, note } = invitation;
  return (
    <>
      {note !== '' && (
        <Entry title={say('joining.note_from', { inviter: inviter.name })} strong>
          <p class="said" dir="auto">
            {note}
          </p>
        </Entry>
      )}
      <Entry title={say('joining.what_we_do')} strong>
        <Prose html={markdownToHtml(collective.purpose)} />
      </Entry>
      <Entry title={say('joining.who_is_here')} strong>
        {people.length === 0 ? (
          <p>{say('joining.nobody_seen')}</p>
        ) : (
          <Columns
            items={people.map((person) => (
              <Person name={person.name} house={house} href={paths.actor(person.handle)} named />
            ))}
          />
        )}
      </Entry>
    </>
  );
}

function AcceptEntry({ visit, invitation, token, fields, errors }: JoinPageProps) {
  const say = useSay();
  const isCandidate = invitation.stage === 'candidate';
  return (
    <Entry title={say('joining.come_in')} id="come-in" strong>
      <Facts
        facts={[
          { label: say('joining.as'), value: engagementWord(say, invitation.engagement) },
          {
            label: say('joining.stage'),
            value: say(`joining.stage_${invitation.stage}`),
            note: isCandidate ? say('joining.candidate_means') : undefined,
          },
        ]}
      />
      {visit.viewer !== undefined && <p>{say('joining.signed_in_as', { name: visit.viewer.name })}</p>}
      <AcceptForm {...{ visit, invitation, token, fields, errors }} />
    </Entry>
  );
}

function AcceptForm({ visit, invitation, token, fields, errors }: Omit<JoinPageProps, 'people' | 'done'>) {
  const say = useSay();
  const at = (name: string, first = '') => ({ name, value: fields[name] ?? first, error: errors[name] });
  return (
    <form method="post" action="/join/accept" novalidate>
      <input type="hidden" name="token" value={token} />
      <FieldList>
        <Field
          {...at('name', invitation.name)}
          label={say('joining.your_name')}
          autocomplete="name"
          maxlength={64}
          required
        />
        <Join
          {...at('handle')}
          label={say('joining.your_handle')}
          hint={say('joining.your_handle_hint')}
          suffix={`@${visit.host}`}
          autocomplete="username"
          spellcheck={false}
          required
        />
        <Field
          {...at('email')}
          label={say('joining.your_mail')}
          hint={say('joining.your_mail_hint')}
          type="email"
          autocomplete="email"
        />
        <Actions>
          <Button>{say('joining.accept')}</Button>
        </Actions>
        <Told
          read={say('joining.accept_read')}
          told={say('joining.accept_told')}
          secret={say('joining.accept_secret')}
          undo={say('joining.accept_undo')}
        />
      </FieldList>
    </form>
  );
}

function OtherAnswers({ invitation, token, fields, errors }: JoinPageProps) {
  const say = useSay();
  const { inviter } = invitation;
  return (
    <>
      <Entry title={say('joining.ask_first')} strong>
        <form method="post" action="/join/question" novalidate>
          <input type="hidden" name="token" value={token} />
          <FieldList>
            <Field
              name="question"
              value={fields['question']}
              error={errors['question']}
              label={say('joining.your_question', { inviter: inviter.name })}
              hint={say('joining.your_question_hint')}
              rows={3}
              required
            />
            <Actions>
              <Button look="line">{say('joining.ask', { inviter: inviter.name })}</Button>
            </Actions>
          </FieldList>
        </form>
      </Entry>
      <Entry title={say('joining.not_for_me')} strong>
        <form method="post" action="/join/decline">
          <input type="hidden" name="token" value={token} />
          <Actions>
            <Button look="line">{say('joining.decline')}</Button>
            <Fine>{say('joining.decline_note', { inviter: inviter.name })}</Fine>
          </Actions>
        </form>
      </Entry>
    </>
  );
}

interface OverPageProps {
  readonly visit: Visit;
  readonly invitation: Invitation;
  readonly token: string;
}

/** The invitation opens nothing any more, why, and the one click that asks for a new one. */
export function InvitationOverPage({ visit, invitation, token }: OverPageProps) {
  const say = useSay();
  const { state, inviter } = invitation;
  const title = say('joining.over_title');
  return (
    <Page {...frameOf({ ...visit, here: '/' })} title={title} hidden>
      <Title lede kicker={['410']} deck={state !== 'open' && say(`joining.over_${state}`)}>
        {title}
      </Title>
      {state === 'wanted-again' ? (
        <p>{say('joining.again_known', { inviter: inviter.name })}</p>
      ) : (
        <form method="post" action="/join/again">
          <input type="hidden" name="token" value={token} />
          <Actions>
            <Button>{say('joining.ask_again', { inviter: inviter.name })}</Button>
            <Button href="/" look="plain">
              {say('joining.to_front')}
            </Button>
          </Actions>
        </form>
      )}
    </Page>
  );
}

interface AnsweredPageProps {
  readonly visit: Visit;
  readonly invitation: Invitation;
}

/** A new one was asked for. */
export function AskedAgainPage({ visit, invitation }: AnsweredPageProps) {
  const say = useSay();
  const title = say('joining.again_title', { inviter: invitation.inviter.name });
  return (
    <Page {...frameOf({ ...visit, here: '/' })} title={title} hidden>
      <Title deck={say('joining.again_known', { inviter: invitation.inviter.name })}>{title}</Title>
      <ToFront />
    </Page>
  );
}

/** Somebody said no. */
export function DeclinedPage({ visit, invitation }: AnsweredPageProps) {
  const say = useSay();
  const title = say('joining.declined_title');
  return (
    <Page {...frameOf({ ...visit, here: '/' })} title={title} hidden>
      <Title deck={say('joining.declined_deck', { inviter: invitation.inviter.name })}>{title}</Title>
      <ToFront />
    </Page>
  );
}

function ToFront() {
  const say = useSay();
  return (
    <Actions>
      <Button href="/" look="line">
        {say('joining.to_front')}
      </Button>
    </Actions>
  );
}
