import type { SessionLine } from '../../domain/auth/sessions.ts';
import type { SessionId } from '../../domain/auth/tables.ts';
import { Actions, Button } from '../components/button.tsx';
import { Rows } from '../components/list.tsx';
import { Entry, Fine } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';

interface SessionsEntryProps {
  readonly sessions: readonly SessionLine[];
  /** The one that looks. */
  readonly here: SessionId;
}

/** The browsers that are signed in, each with a way to sign it out. */
export function SessionsEntry({ sessions, here }: SessionsEntryProps) {
  return (
    <Entry title="Signed in" note="Fourteen days without a visit sign a browser out." strong>
      <Rows rows={sessions.map((session) => sessionRow(session, session.id === here))} />
      {sessions.length > 1 && (
        <form method="post" action="/settings/sessions/others">
          <Actions>
            <Button look="line">Sign out everywhere else</Button>
          </Actions>
        </form>
      )}
      <form method="post" action="/settings/sessions/all">
        <Actions>
          <Button look="line">Sign out everywhere</Button>
          <Fine>Here too. You need a way in again at once.</Fine>
        </Actions>
      </form>
    </Entry>
  );
}

function sessionRow({ id, device, createdAt, seenAt }: SessionLine, isHere: boolean) {
  const name = device === '' ? 'A browser' : device;
  return {
    title: isHere ? `${name}, this one` : name,
    children: (
      <Fine>
        Since <TimeStamp at={createdAt} />, last seen <TimeStamp at={seenAt} look="short" /> UTC
      </Fine>
    ),
    actions: isHere ? undefined : (
      <form method="post" action="/settings/sessions/revoke">
        <input type="hidden" name="session" value={id} />
        <Button look="plain" small>
          Sign out
          <span class="hush"> {name}</span>
        </Button>
      </form>
    ),
  };
}
