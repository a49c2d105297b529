import { fullHandle } from '../../domain/actors/actor.ts';
import type { Guest, Membership } from '../../domain/affiliations/affiliation.ts';
import { isOnNetwork, type Member } from '../../domain/members/member.ts';
import type { Key } from '../../words/say.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Field, Fields, Join } from '../components/form.tsx';
import { Rows } from '../components/list.tsx';
import { Empty } from '../components/notice.tsx';
import { Entries, Entry, Fine, Title } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import type { FieldErrors } from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { Said, useSay } from '../reader.tsx';
import { ActorName, Answer, How, hush, marks } from './affiliations-rows.tsx';
import { DoneNotice } from './done.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface AffiliationsPageProps {
  readonly visit: Visit;
  readonly member: Member;
  readonly isSteward: boolean;
  readonly memberships: readonly Membership[];
  readonly guests: readonly Guest[];
  readonly typed: {
    readonly who?: string | undefined;
    readonly message?: string | undefined;
    readonly invited?: string | undefined;
  };
  readonly errors: FieldErrors;
  readonly done: string | undefined;
}

const bdi = (words: string) => <bdi>{words}</bdi>;

/** One's own memberships elsewhere; for stewards, who asks, who is a member from elsewhere, and a box to invite. */
export function AffiliationsPage(props: AffiliationsPageProps) {
  const say = useSay();
  const { visit, isSteward, memberships, guests, done } = props;
  const { name } = visit.collective;
  const isInvited = memberships.some(({ state }) => state === 'invited');
  const isAsked = guests.some(({ state }) => state === 'asked');
  return (
    <Page {...frameOf(visit, '/affiliations')} title={say('people.title')} hidden>
      <Title
        above={<DoneNotice done={done} />}
        deck={<Said k="people.deck" values={{ name }} draw={{ bdi }} />}
      >
        {say('people.title')}
      </Title>
      <Entries>
        {isAsked && <AskingEntry {...props} />}
        {isInvited && <InvitedEntry {...props} />}
        <MineEntry {...props} />
        <AskEntry {...props} />
        {isSteward && <GuestsEntry {...props} />}
        {isSteward && <InviteEntry {...props} />}
      </Entries>
    </Page>
  );
}

function AskingEntry({ guests }: AffiliationsPageProps) {
  const say = useSay();
  const rows = guests
    .filter(({ state }) => state === 'asked')
    .map(({ actor, message, since }) => ({
      children: (
        <>
          <ActorName actor={actor} />
          {message !== '' && <p dir="auto">{message}</p>}
          <Fine>
            <Said k="people.asked_on" draw={{ at: () => <TimeStamp at={since} /> }} />
          </Fine>
        </>
      ),
      actions: (
        <Actions>
          <Answer actor={actor} action="/affiliations/admit" look="fill" k="people.admit" />
          <Answer actor={actor} action="/affiliations/refuse" look="line" k="people.refuse" />
        </Actions>
      ),
    }));
  return (
    <Entry title={say('people.asking')} note={say('people.asking_note')} strong>
      <Rows rows={rows} />
      <Told
        read={say('people.asking_read')}
        told={say('people.asking_told')}
        undo={say('people.asking_undo')}
      />
    </Entry>
  );
}

function InvitedEntry({ memberships }: AffiliationsPageProps) {
  const say = useSay();
  const rows = memberships
    .filter(({ state }) => state === 'invited')
    .map(({ collective, since }) => ({
      children: (
        <>
          <ActorName actor={collective} />
          <Fine>
            <Said k="people.asked_on" draw={{ at: () => <TimeStamp at={since} /> }} />
          </Fine>
        </>
      ),
      actions: (
        <Actions>
          <Answer actor={collective} action="/affiliations/accept" look="fill" k="people.accept" />
          <Answer actor={collective} action="/affiliations/end" look="line" k="people.decline" />
        </Actions>
      ),
    }));
  return (
    <Entry title={say('people.invited')} note={say('people.invited_note')} strong>
      <Rows rows={rows} />
      <Told
        read={say('people.invited_read')}
        told={say('people.invited_told')}
        undo={say('people.invited_undo')}
      />
    </Entry>
  );
}

function MineEntry({ memberships }: AffiliationsPageProps) {
  const say = useSay();
  const mine = memberships.filter(({ state }) => state !== 'invited');
  if (mine.length === 0)
    return (
      <Entry title={say('people.mine')} strong>
        <Empty title={say('people.mine_none')}>
          <p>{say('people.mine_none_why')}</p>
        </Empty>
      </Entry>
    );
  const rows = mine.map(({ collective, state, since, listedAt }) => {
    const how = listedAt === null ? state : 'counted';
    return {
      children: (
        <>
          <ActorName actor={collective} />
          <How
            k="people.mine_state"
            mark={marks[how]}
            word={say('people.how_mine', { state: how })}
            at={since}
          />
        </>
      ),
      actions: <Answer actor={collective} action="/affiliations/end" look="plain" k={endings[state]} />,
    };
  });
  return (
    <Entry title={say('people.mine')} strong>
      <Rows rows={rows} />
      <WhatEnds states={mine.map(({ state }) => state)} />
    </Entry>
  );
}

/** What the buttons above do, as far as there are such buttons: leaving tells more than taking a question back. */
function WhatEnds({ states }: { readonly states: readonly Membership['state'][] }) {
  const say = useSay();
  if (states.includes('accepted'))
    return (
      <Told read={say('people.mine_read')} told={say('people.mine_told')} undo={say('people.mine_undo')} />
    );
  if (!states.includes('asked')) return null;
  return <Told told={say('people.mine_asked_told')} undo={say('people.mine_undo')} />;
}

const endings: Readonly<Record<Membership['state'], Key>> = {
  asked: 'people.take_back',
  invited: 'people.decline',
  accepted: 'people.leave',
  refused: 'people.put_away',
};

function AskEntry({ member, typed, errors }: AffiliationsPageProps) {
  const say = useSay();
  if (!isOnNetwork(member))
    return (
      <Entry title={say('people.ask')} strong>
        <Empty title={say('people.ask_none')}>
          <p>
            <Said k="people.ask_none_why" draw={{ link: (words) => <a href="/me">{words}</a> }} />
          </p>
        </Empty>
      </Entry>
    );
  return (
    <Entry title={say('people.ask')} strong>
      <form method="post" action="/affiliations/ask" novalidate>
        <Fields>
          <Field
            name="who"
            label={say('people.ask_who')}
            hint={say('people.ask_hint')}
            value={typed.who ?? ''}
            error={errors['who']}
            spellcheck={false}
            required
          />
          <Field
            name="message"
            label={say('people.ask_message')}
            hint={say('people.ask_message_hint')}
            value={typed.message ?? ''}
            error={errors['message']}
            rows={3}
            maxlength={1000}
          />
          <Actions>
            <Button>{say('people.ask_button')}</Button>
          </Actions>
        </Fields>
      </form>
      <Told read={say('people.ask_read')} told={say('people.ask_told')} undo={say('people.ask_undo')} />
    </Entry>
  );
}

function GuestsEntry({ guests }: AffiliationsPageProps) {
  const say = useSay();
  const here = guests.filter(({ state }) => state !== 'asked');
  if (here.length === 0)
    return (
      <Entry title={say('people.guests')} strong>
        <Empty title={say('people.guests_none')}>
          <p>{say('people.guests_none_why')}</p>
        </Empty>
      </Entry>
    );
  const rows = here.map(({ actor, state, since, claimedAt }) => {
    const how = state === 'invited' ? 'asked' : claimedAt === null ? 'accepted' : 'counted';
    const word = say('people.how_guest', { state: state === 'invited' ? state : how });
    return {
      children: (
        <>
          <ActorName actor={actor} />
          <How k="people.guest_state" mark={marks[how]} word={word} at={since} />
        </>
      ),
      actions: (
        <Button href={`/affiliations/remove?actor=${actor.id}`} look="plain" small>
          <Said k="people.remove" values={{ handle: fullHandle(actor) }} draw={{ hush }} />
        </Button>
      ),
    };
  });
  return (
    <Entry title={say('people.guests')} strong>
      <Rows rows={rows} />
    </Entry>
  );
}

function InviteEntry({ typed, errors }: AffiliationsPageProps) {
  const say = useSay();
  return (
    <Entry title={say('people.invite')} strong>
      <form method="post" action="/affiliations/invite" novalidate>
        <Join
          name="invited"
          label={say('people.invite_who')}
          hint={say('people.invite_hint')}
          value={typed.invited ?? ''}
          error={errors['invited']}
          button={say('people.invite_button')}
          spellcheck={false}
          required
        />
      </form>
      <Told
        read={say('people.invite_read')}
        told={say('people.invite_told')}
        undo={say('people.invite_undo')}
      />
    </Entry>
  );
}
