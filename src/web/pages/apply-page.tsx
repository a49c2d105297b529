import type { Application } from '../../domain/joining/application.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Field, Fields as FieldList } from '../components/form.tsx';
import { ErrorSummary } from '../components/notice.tsx';
import { Entries, Entry, Fine, Stack, Title } from '../components/section.tsx';
import { State, StateLine, type StateName } from '../components/state.tsx';
import { TimeStamp } from '../components/time.tsx';
import { type FieldErrors, type Fields, summaryOf } from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { JoiningDone } from './joining-words.tsx';
import { frameOf, type Visit } from './visit.tsx';

/** How one joins where nobody can apply. */
export function HowToJoinPage({ visit }: { readonly visit: Visit }) {
  const say = useSay();
  const { name, joinPolicy } = visit.collective;
  const title = say('joining.apply_title', { place: name });
  const words = joinPolicy === 'closed' ? say('joining.how_closed') : say('joining.how_invitation');
  return (
    <Page {...frameOf(visit)} title={title}>
      <Title deck={words}>{title}</Title>
      <Actions>
        <Button href="/" look="line">
          {say('joining.who_we_are')}
        </Button>
      </Actions>
    </Page>
  );
}

interface ApplyPageProps {
  readonly visit: Visit;
  readonly fields: Fields;
  readonly errors: FieldErrors;
}

/** The form to ask to join. */
export function ApplyPage({ visit, fields, errors }: ApplyPageProps) {
  const say = useSay();
  const title = say('joining.apply_title', { place: visit.collective.name });
  return (
    <Page {...frameOf(visit)} title={title}>
      <Title deck={say('joining.apply_deck')}>{title}</Title>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        <ApplyForm {...{ visit, fields, errors }} />
      </Stack>
    </Page>
  );
}

function ApplyForm({ visit, fields, errors }: ApplyPageProps) {
  const say = useSay();
  const at = (name: string) => ({ name, value: fields[name], error: errors[name] });
  return (
    <form method="post" action="/apply" novalidate>
      <FieldList>
        <Field {...at('name')} label={say('joining.your_name')} autocomplete="name" maxlength={64} required />
        <Field
          {...at('email')}
          label={say('joining.apply_mail')}
          hint={say('joining.apply_reach_hint')}
          type="email"
          autocomplete="email"
        />
        <Field
          {...at('fediverse')}
          label={say('joining.apply_fediverse')}
          placeholder="@ana@server.example"
          autocomplete="off"
          spellcheck={false}
        />
        <WorkFields {...{ visit, fields, errors }} />
        <p class="website" aria-hidden="true">
          <label for="f-website">{say('joining.leave_empty')}</label>
          <input id="f-website" name="website" tabindex={-1} autocomplete="off" />
        </p>
        <Actions>
          <Button>{say('joining.send_application')}</Button>
        </Actions>
        <Told
          read={say('joining.apply_read')}
          told={say('joining.apply_told')}
          undo={say('joining.apply_undo')}
        />
      </FieldList>
    </form>
  );
}

function WorkFields({ visit, fields, errors }: ApplyPageProps) {
  const say = useSay();
  const at = (name: string) => ({ name, value: fields[name], error: errors[name] });
  return (
    <>
      <Field {...at('does')} label={say('joining.what_you_do')} rows={4} required />
      <Field
        {...at('why')}
        label={say('joining.why_us', { place: visit.collective.name })}
        rows={4}
        required
      />
      <Field
        {...at('links')}
        label={say('joining.apply_links')}
        hint={say('joining.apply_links_hint')}
        rows={3}
        placeholder="https://"
      />
    </>
  );
}

const marks: Readonly<Record<Application['state'], StateName>> = {
  open: 'pending',
  admitted: 'given',
  declined: 'declined',
  withdrawn: 'withdrawn',
};

/** The state of an application: mark and word. */
export function ApplicationStateMark({ state }: { readonly state: Application['state'] }) {
  const say = useSay();
  return <State state={marks[state]}>{say(`joining.application_${state}`)}</State>;
}

interface StatusPageProps {
  readonly visit: Visit;
  readonly application: Application;
  readonly token: string;
  readonly done: string | undefined;
}

/** What became of an application, for whoever has its secret address. Who vouches is for members. */
export function ApplicationStatusPage({ visit, application, token, done }: StatusPageProps) {
  const say = useSay();
  const { state, reason, createdAt } = application;
  const title = say('joining.status_title', { place: visit.collective.name });
  return (
    <Page {...frameOf(visit)} signIn={undefined} title={title} hidden>
      <Title deck={say('joining.status_deck')}>{title}</Title>
      <StateLine state={marks[state]} word={say(`joining.application_${state}`)}>
        {say(`joining.status_${state}`)}
      </StateLine>
      <Stack far>
        <JoiningDone done={done} />
        <Entries>
          {state === 'declined' && (
            <Entry title={say('joining.their_reason')} strong>
              <p class="said" dir="auto">
                {reason}
              </p>
            </Entry>
          )}
          {state === 'admitted' && <TakeInvitation token={token} />}
          {state !== 'withdrawn' && (
            <Entry title={say('joining.what_you_wrote')} note={<TimeStamp at={createdAt} />} strong>
              <p class="said" dir="auto">
                {application.does}
              </p>
              <p class="said" dir="auto">
                {application.why}
              </p>
            </Entry>
          )}
          {state === 'open' && <Withdraw token={token} />}
        </Entries>
      </Stack>
    </Page>
  );
}

function TakeInvitation({ token }: { readonly token: string }) {
  const say = useSay();
  return (
    <Entry title={say('joining.your_invitation')} strong>
      <form method="post" action="/apply/open">
        <input type="hidden" name="token" value={token} />
        <Actions>
          <Button>{say('joining.open_invitation')}</Button>
          <Fine>{say('joining.open_invitation_note')}</Fine>
        </Actions>
      </form>
    </Entry>
  );
}

function Withdraw({ token }: { readonly token: string }) {
  const say = useSay();
  return (
    <Entry title={say('joining.changed_mind')} strong>
      <form method="post" action="/apply/withdraw">
        <input type="hidden" name="token" value={token} />
        <Actions>
          <Button look="line">{say('joining.withdraw')}</Button>
          <Fine>{say('joining.withdraw_note')}</Fine>
        </Actions>
      </form>
    </Entry>
  );
}
