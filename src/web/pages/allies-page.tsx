import type { Page as ListPage } from '../../core/page.ts';
import { type Actor, fullHandle } from '../../domain/actors/actor.ts';
import type { Follow } from '../../domain/follows/queries.ts';
import { can } from '../../domain/members/can.ts';
import type { Key } from '../../words/say.ts';
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
import { Said, useSay } from '../reader.tsx';
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
  const say = useSay();
  const { visit, waiting, done } = props;
  const isSteward = can(visit.viewer, 'network.act');
  const { name } = visit.collective;
  return (
    <Page {...frameOf(visit, '/allies')} title={say('allies.title')} hidden>
      <Title
        above={<DoneNotice done={done} />}
        deck={<Said k="allies.deck" values={{ name }} draw={{ bdi }} />}
      >
        {say('allies.title')}
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
  const say = useSay();
  return (
    <Entry title={say('allies.waiting')} note={say('allies.waiting_note')} strong>
      <Rows rows={waiting.items.map((follow) => waitingRow(follow, isSteward))} />
      <Told told={say('allies.waiting_told')} undo={say('allies.waiting_undo')} />
    </Entry>
  );
}

function FollowingEntry({ following, isSteward }: ListProps) {
  const say = useSay();
  return (
    <Entry title={say('allies.following')} note={say('allies.following_note')} strong>
      {following.items.length === 0 ? (
        <Empty title={say('allies.following_none')}>
          <p>{say('allies.following_none_why')}</p>
        </Empty>
      ) : (
        <Rows rows={following.items.map((follow) => followingRow(follow, isSteward))} />
      )}
      {isSteward && following.items.length > 0 && (
        <Told
          read={say('allies.following_read')}
          told={say('allies.following_told')}
          undo={say('allies.following_undo')}
        />
      )}
      {following.next !== undefined && <Older href={`/allies?following=${following.next}`} />}
    </Entry>
  );
}

const bdi = (words: string) => <bdi>{words}</bdi>;

function FollowersEntry({ visit, followers, isSteward }: ListProps) {
  const say = useSay();
  return (
    <Entry title={say('allies.followers')} strong>
      {followers.items.length === 0 ? (
        <Empty title={say('allies.followers_none')}>
          <p>
            <Said k="allies.followers_none_why" values={{ handle: visit.handle }} draw={{ bdi }} />
          </p>
        </Empty>
      ) : (
        <Rows rows={followers.items.map((follow) => followerRow(follow, isSteward))} />
      )}
      {isSteward && followers.items.length > 0 && (
        <Told
          read={say('allies.followers_read')}
          told={say('allies.followers_told')}
          undo={say('allies.followers_undo')}
        />
      )}
      {followers.next !== undefined && <Older href={`/allies?followers=${followers.next}`} />}
    </Entry>
  );
}

function FollowEntry({ visit, who, errors }: AlliesPageProps) {
  const say = useSay();
  return (
    <Entry title={say('allies.follow')} strong>
      <form method="post" action="/allies/follow" novalidate>
        <Join
          name="who"
          label={say('allies.follow_who')}
          hint={say('allies.follow_hint')}
          value={who}
          error={errors['who']}
          button={say('allies.follow_button')}
          spellcheck={false}
          required
        />
      </form>
      <Told
        read={<Said k="allies.follow_read" values={{ name: visit.collective.name }} draw={{ bdi }} />}
        told={say('allies.follow_told')}
        undo={say('allies.follow_undo')}
      />
    </Entry>
  );
}

const markOfFollow: Readonly<Record<Follow['state'], StateName>> = {
  pending: 'pending',
  requested: 'pending',
  accepted: 'given',
  rejected: 'declined',
};

interface ActorLineProps {
  readonly follow: Follow;
  /** What happened when: `<at>` is the day, `<state>` how the follow stands. */
  readonly k: 'allies.asked_on' | 'allies.following_since' | 'allies.since';
}

function ActorLine({ follow, k }: ActorLineProps) {
  const say = useSay();
  const { actor, since, state } = follow;
  const draw = {
    at: () => <TimeStamp at={since} />,
    state: () => <State state={markOfFollow[state]}>{say('allies.state', { state })}</State>,
  };
  return (
    <>
      <Person
        name={actor.name || actor.handle}
        house={houseOfActor(actor)}
        from={fullHandle(actor)}
        href={actor.url}
      />
      <Fine>
        <Said k={k} draw={draw} />
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
  /** What the button says, with the actor's handle for those who hear it. */
  readonly k: Key;
}

function Answer({ actor, action, look, k }: AnswerProps) {
  const hush = (words: string) => <span class="hush">{words}</span>;
  return (
    <form method="post" action={action}>
      <input type="hidden" name="actor" value={actor.id} />
      <Button look={look} small>
        <Said k={k} values={{ handle: fullHandle(actor) }} draw={{ hush }} />
      </Button>
    </form>
  );
}

function waitingRow(follow: Follow, isSteward: boolean) {
  const { actor } = follow;
  return {
    children: <ActorLine follow={follow} k="allies.asked_on" />,
    actions: isSteward && (
      <Actions>
        <Answer actor={actor} action="/allies/accept" look="fill" k="allies.let_in" />
        <Answer actor={actor} action="/allies/reject" look="line" k="allies.decline" />
      </Actions>
    ),
  };
}

function followingRow(follow: Follow, isSteward: boolean) {
  return {
    children: <ActorLine follow={follow} k="allies.following_since" />,
    actions: isSteward && (
      <Answer actor={follow.actor} action="/allies/unfollow" look="plain" k="allies.stop" />
    ),
  };
}

function followerRow(follow: Follow, isSteward: boolean) {
  return {
    children: <ActorLine follow={follow} k="allies.since" />,
    actions: isSteward && (
      <Answer actor={follow.actor} action="/allies/reject" look="plain" k="allies.send_away" />
    ),
  };
}
