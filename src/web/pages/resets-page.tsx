import type { Reset } from '../../domain/auth/resets.ts';
import { can } from '../../domain/members/can.ts';
import type { Member } from '../../domain/members/member.ts';
import { Actions, Button } from '../components/button.tsx';
import { Field, Fields as FieldList } from '../components/form.tsx';
import { type RowItem, Rows } from '../components/list.tsx';
import { Notice } from '../components/notice.tsx';
import { Entries, Entry, Fine, Title } from '../components/section.tsx';
import { TimeStamp, ZoneNote } from '../components/time.tsx';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { LinkToPassOn } from './link-to-pass-on.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface ResetsPageProps {
  readonly visit: Visit;
  readonly viewer: Member;
  readonly resets: readonly Reset[];
  /** Whom the viewer may help. */
  readonly people: readonly Member[];
  readonly now: Temporal.Instant;
  readonly done: string | undefined;
}

/** Who is being helped back in, and a form to begin. */
export function ResetsPage({ visit, viewer, resets, people, now, done }: ResetsPageProps) {
  const say = useSay();
  return (
    <SettingsFrame
      {...{ visit, done }}
      current="/settings/resets"
      title={say('account.resets')}
      deck={say('account.resets_deck')}
    >
      <Entries>
        <Entry title={say('account.resets_now')} strong>
          {resets.length === 0 ? (
            <p>{say('account.resets_none')}</p>
          ) : (
            <Rows
              rows={resets.map(
                (reset): RowItem => ({
                  title: reset.name,
                  children: <ResetFacts reset={reset} now={now} />,
                  actions: <ResetActs reset={reset} now={now} viewer={viewer} />,
                }),
              )}
            />
          )}
        </Entry>
        <Entry title={say('account.reset_begin')} note={say('account.reset_begin_note')} strong>
          <BeginForm people={people} />
        </Entry>
      </Entries>
    </SettingsFrame>
  );
}

interface RunningProps {
  readonly reset: Reset;
  readonly now: Temporal.Instant;
}

function isOpen({ reset, now }: RunningProps): boolean {
  return Temporal.Instant.compare(now, reset.opensAt) >= 0;
}

function ResetFacts({ reset, now }: RunningProps) {
  const say = useSay();
  const { handle, startedBy, startedAt, opensAt, passedOnAt } = reset;
  const by = startedBy ?? say('account.command_line');
  return (
    <Fine>
      <bdi>@{handle}</bdi>. {say('account.reset_by', { name: by })} <TimeStamp at={startedAt} look="short" />.{' '}
      {isOpen({ reset, now }) ? (
        say('account.reset_open')
      ) : (
        <>
          {say('account.reset_opens')} <TimeStamp at={opensAt} look="short" /> <ZoneNote at={opensAt} />.
        </>
      )}
      {passedOnAt !== null && ` ${say('account.reset_passed_on')}`}
    </Fine>
  );
}

function ResetActs({ reset, now, viewer }: RunningProps & { readonly viewer: Member }) {
  const say = useSay();
  const { member, name } = reset;
  const mayMake = isOpen({ reset, now }) && can(viewer, 'sign-in.reset', { owner: member });
  return (
    <Actions>
      {mayMake && (
        <form method="post" action="/settings/resets/link">
          <input type="hidden" name="person" value={member} />
          <Button look="line" small>
            {say('account.reset_link')}
            <span class="hush"> {name}</span>
          </Button>
        </form>
      )}
      <form method="post" action="/settings/resets/stop">
        <input type="hidden" name="person" value={member} />
        <Button look="plain" small>
          {say('account.reset_stop')}
          <span class="hush"> {name}</span>
        </Button>
      </form>
    </Actions>
  );
}

function BeginForm({ people }: Pick<ResetsPageProps, 'people'>) {
  const say = useSay();
  if (people.length === 0) return <p>{say('account.reset_nobody')}</p>;
  return (
    <form method="post" action="/settings/resets">
      <FieldList>
        <Field
          name="person"
          label={say('account.reset_person')}
          options={people.map(({ id, name, handle }) => ({ value: id, label: `${name} (@${handle})` }))}
        />
        <Notice tone="wait">
          <p>{say('account.reset_effect')}</p>
        </Notice>
        <Actions>
          <Button look="line">{say('account.reset_start')}</Button>
        </Actions>
      </FieldList>
    </form>
  );
}

interface MadeResetPageProps {
  readonly visit: Visit;
  readonly name: string;
  readonly link: string;
}

/** The link, to copy and pass on. Shown once. */
export function MadeResetPage({ visit, name, link }: MadeResetPageProps) {
  const say = useSay();
  return (
    <SettingsFrame
      visit={visit}
      current="/settings/resets"
      title={say('account.reset_made', { name })}
      deck={say('account.reset_made_deck')}
    >
      <Entries>
        <LinkToPassOn link={link} back="/settings/resets" backWords={say('account.back_to_resets')} />
      </Entries>
    </SettingsFrame>
  );
}

/** What the link opens: a button, and what it does. */
export function ResetLinkPage({ visit, token }: { readonly visit: Visit; readonly token: string }) {
  const say = useSay();
  const title = say('account.reset_use_title');
  return (
    <Page {...frameOf(visit)} signIn={undefined} title={title} hidden>
      <Title deck={say('account.reset_use_deck')}>{title}</Title>
      <form method="post" action="/sign-in/reset">
        <input type="hidden" name="token" value={token} />
        <Actions>
          <Button icon="key">{say('account.reset_use')}</Button>
        </Actions>
      </form>
    </Page>
  );
}
