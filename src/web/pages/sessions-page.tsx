import type { SessionLine } from '../../domain/auth/sessions.ts';
import type { SessionId } from '../../domain/auth/tables.ts';
import { Actions, Button } from '../components/button.tsx';
import { type RowItem, Rows } from '../components/list.tsx';
import { Entry, Fine } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import { useSay } from '../reader.tsx';

interface SessionsEntryProps {
  readonly sessions: readonly SessionLine[];
  /** The one that looks. */
  readonly here: SessionId;
}

/** The browsers that are signed in, each with a way to sign it out. */
export function SessionsEntry({ sessions, here }: SessionsEntryProps) {
  const say = useSay();
  const nameOf = ({ device }: SessionLine) => (device === '' ? say('account.a_browser') : device);
  return (
    <Entry title={say('account.sessions')} id="sessions" note={say('account.sessions_note')} strong>
      <Rows
        rows={sessions.map((session): RowItem => {
          const name = nameOf(session);
          const isHere = session.id === here;
          return {
            title: isHere ? say('account.this_one', { name }) : name,
            children: <SessionFacts session={session} />,
            actions: isHere ? undefined : <RevokeForm id={session.id} name={name} />,
          };
        })}
      />
      {sessions.length > 1 && (
        <form method="post" action="/settings/sessions/others">
          <Actions>
            <Button look="line">{say('account.out_else')}</Button>
          </Actions>
        </form>
      )}
      <form method="post" action="/settings/sessions/all">
        <Actions>
          <Button look="line">{say('account.out_all')}</Button>
          <Fine>{say('account.out_all_note')}</Fine>
        </Actions>
      </form>
    </Entry>
  );
}

function SessionFacts({ session: { createdAt, seenAt } }: { readonly session: SessionLine }) {
  const say = useSay();
  return (
    <Fine>
      {say('account.since')} <TimeStamp at={createdAt} />, {say('account.last_seen')}{' '}
      <TimeStamp at={seenAt} look="short" />
    </Fine>
  );
}

function RevokeForm({ id, name }: { readonly id: SessionId; readonly name: string }) {
  const say = useSay();
  return (
    <form method="post" action="/settings/sessions/revoke">
      <input type="hidden" name="session" value={id} />
      <Button look="plain" small>
        {say('account.out')}
        <span class="hush"> {name}</span>
      </Button>
    </form>
  );
}
