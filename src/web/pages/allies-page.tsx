import type { Child } from 'hono/jsx';
import type { Page as ListPage } from '../../core/page.ts';
import { type Actor, fullHandle } from '../../domain/actors/actor.ts';
import type { Follow } from '../../domain/follows/queries.ts';
import { can } from '../../domain/members/can.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Join } from '../components/form.tsx';
import { guestOf, houseOf } from '../components/house.ts';
import { Rows } from '../components/list.tsx';
import { Person } from '../components/mark.tsx';
import { Empty } from '../components/notice.tsx';
import { Entries, Entry, Fine, Title } from '../components/section.tsx';
import { State, type StateName } from '../components/state.tsx';
import { TimeStamp } from '../components/time.tsx';
import type { FieldErrors } from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { DoneNotice } from './done.tsx';
import { frameOf, type Visit } from './visit.tsx';
import { Older } from './work-words.tsx';

interface AlliesPageProps {
  readonly visit: Visit;
  readonly following: ListPage<Follow>;
  readonly waiting: ListPage<Follow>;
  readonly followers: ListPage<Follow>;
  /** What was typed into the follow box, and what is wrong with it. */
  readonly who: string;
  readonly errors: FieldErrors;
  readonly done: string | undefined;
}

/** Whom the collective follows, who waits to follow it, who does. Members read; stewards act. */
export function AlliesPage(props: AlliesPageProps) {
  const { visit, waiting, done } = props;
  const isSteward = can(visit.viewer, 'network.act');
  const { name } = visit.collective;
  return (
    <Page {...frameOf(visit, '/allies')} title="Allies" hidden>
      <Title
        above={<DoneNotice done={done} />}
        deck={`Collectives ${name} follows, and everybody who follows ${name}.`}
      >
        Allies
      </Title>
      <Entries>
        {isSteward && <FollowEntry {...props} />}
        {waiting.items.length > 0 && <WaitingEntry {...props} isSteward={isSteward} />}
        <FollowingEntry {...props} isSteward={isSteward} />
        <FollowersEntry {...props} isSteward={isSteward} />
      </Entries>
    </Page>
  );
}

type ListProps = AlliesPageProps & { readonly isSteward: boolean };

function WaitingEntry({ waiting, isSteward }: ListProps) {
  const note = 'They asked to follow. What you post reaches them once you let them in.';
  return (
    <Entry title="Waiting for an answer" note={note} strong>
      <Rows rows={waiting.items.map((follow) => waitingRow(follow, isSteward))} />
      <Told
        told="The one you answer, on their own server"
        undo="You can send a follower away later; they may ask again"
      />
    </Entry>
  );
}

function FollowingEntry({ following, isSteward }: ListProps) {
  return (
    <Entry title="We follow" note="Their work stands under From allies." strong>
      {following.items.length === 0 ? (
        <Empty title="You follow nobody yet">
          <p>Follow a collective, and the work it offers comes here by itself and stays up to date.</p>
        </Empty>
      ) : (
        <Rows rows={following.items.map((follow) => followingRow(follow, isSteward))} />
      )}
      {isSteward && following.items.length > 0 && (
        <Told
          read="Nobody new"
          told="The one you stop following, and their work here goes"
          undo="You can ask again; they may have to agree anew"
        />
      )}
      {following.next !== undefined && <Older href={`/allies?following=${following.next}`} />}
    </Entry>
  );
}

function FollowersEntry({ visit, followers, isSteward }: ListProps) {
  return (
    <Entry title="They follow us" strong>
      {followers.items.length === 0 ? (
        <Empty title="Nobody follows yet">
          <p>
            Give people the address <bdi>{visit.handle}</bdi>, or the link of the front page: it has a box to
            follow from any server.
          </p>
        </Empty>
      ) : (
        <Rows rows={followers.items.map((follow) => followerRow(follow, isSteward))} />
      )}
      {isSteward && followers.items.length > 0 && (
        <Told
          read="Who is sent away gets nothing new; what they have stays with them"
          told="The one you send away"
          undo="They may ask again"
        />
      )}
      {followers.next !== undefined && <Older href={`/allies?followers=${followers.next}`} />}
    </Entry>
  );
}

function FollowEntry({ visit, who, errors }: AlliesPageProps) {
  return (
    <Entry title="Follow a collective" strong>
      <form method="post" action="/allies/follow" novalidate>
        <Join
          name="who"
          label="Their handle or address"
          hint="@loom@loom.example, or the address of their page."
          value={who}
          error={errors['who']}
          button="Follow"
          spellcheck={false}
          required
        />
      </form>
      <Told
        read={
          <>
            Whom <bdi>{visit.collective.name}</bdi> follows is public
          </>
        }
        told="They are asked, and may have to agree first"
        undo="You can stop following any day; they are told of that too"
      />
    </Entry>
  );
}

const followStates: Readonly<Record<Follow['state'], { state: StateName; word: string }>> = {
  pending: { state: 'pending', word: 'Waits for you' },
  requested: { state: 'pending', word: 'Asked' },
  accepted: { state: 'given', word: 'Accepted' },
  rejected: { state: 'declined', word: 'Declined' },
};

function ActorLine({ follow, children }: { readonly follow: Follow; readonly children?: Child }) {
  const { actor, since } = follow;
  return (
    <>
      <Person
        name={actor.name || actor.handle}
        house={houseOfActor(actor)}
        from={fullHandle(actor)}
        href={actor.url}
      />
      <Fine>
        {children} <TimeStamp at={since} />
      </Fine>
    </>
  );
}

function houseOfActor(actor: Actor) {
  return actor.type === 'Person' ? guestOf(actor.host) : houseOf(actor.host);
}

interface AnswerProps {
  readonly actor: Actor;
  readonly action: string;
  readonly look: 'fill' | 'line' | 'plain';
  readonly children: Child;
}

function Answer({ actor, action, look, children }: AnswerProps) {
  return (
    <form method="post" action={action}>
      <input type="hidden" name="actor" value={actor.id} />
      <Button look={look} small>
        {children}
        <span class="hush"> {fullHandle(actor)}</span>
      </Button>
    </form>
  );
}

function waitingRow(follow: Follow, isSteward: boolean) {
  const { actor } = follow;
  return {
    children: <ActorLine follow={follow}>Asked</ActorLine>,
    actions: isSteward && (
      <Actions>
        <Answer actor={actor} action="/allies/accept" look="fill">
          Let in
        </Answer>
        <Answer actor={actor} action="/allies/reject" look="line">
          Decline
        </Answer>
      </Actions>
    ),
  };
}

function followingRow(follow: Follow, isSteward: boolean) {
  const { state, word } = followStates[follow.state];
  return {
    children: (
      <ActorLine follow={follow}>
        <State state={state}>{word}</State> · since
      </ActorLine>
    ),
    actions: isSteward && (
      <Answer actor={follow.actor} action="/allies/unfollow" look="plain">
        Stop following
      </Answer>
    ),
  };
}

function followerRow(follow: Follow, isSteward: boolean) {
  return {
    children: <ActorLine follow={follow}>Since</ActorLine>,
    actions: isSteward && (
      <Answer actor={follow.actor} action="/allies/reject" look="plain">
        Send away
      </Answer>
    ),
  };
}
