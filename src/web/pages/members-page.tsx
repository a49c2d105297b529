import type { Alum } from '../../domain/joining/departure.ts';
import type { Member } from '../../domain/members/member.ts';
import { Actions, Button } from '../components/button.tsx';
import { Person } from '../components/mark.tsx';
import { Entries, Entry, Stack, Title } from '../components/section.tsx';
import { Table } from '../components/table.tsx';
import { TimeStamp } from '../components/time.tsx';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { engagementWord, hatWords, JoiningDone } from './joining-words.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface MembersPageProps {
  readonly visit: Visit;
  readonly members: readonly Member[];
  readonly alumni: readonly Alum[];
  readonly done: string | undefined;
}

/** Everybody on one roster, however they work with the collective; those who left and stay known below. */
export function MembersPage({ visit, members, alumni, done }: MembersPageProps) {
  const say = useSay();
  const candidates = members.filter(({ stage }) => stage === 'candidate').length;
  return (
    <Page {...frameOf(visit, '/people')} title={say('joining.members')} hidden>
      <Title
        deck={say('joining.members_deck', { members: members.length - candidates, candidates })}
        actions={
          <Actions>
            <Button href="/invitations" look="line">
              {say('joining.invite')}
            </Button>
          </Actions>
        }
      >
        {say('joining.members')}
      </Title>
      <Stack far>
        <JoiningDone done={done} />
        <Roster {...{ visit, members, alumni }} />
        {alumni.length > 0 && <Alumni alumni={alumni} />}
      </Stack>
    </Page>
  );
}

function Roster({ visit, members, alumni }: Omit<MembersPageProps, 'done'>) {
  const say = useSay();
  const names = new Map([...members, ...alumni].map(({ id, name }) => [id, name]));
  return (
    <Table
      columns={[
        { head: say('joining.person') },
        { head: say('joining.stage') },
        { head: say('joining.as') },
        { head: say('joining.hats') },
        { head: say('joining.brought_by') },
        { head: say('joining.since') },
      ]}
      rows={members.map((member) => [
        <Person
          name={member.name}
          house={visit.house}
          href={`/members/${member.id}`}
          size="s"
          note={<bdi>@{member.handle}</bdi>}
        />,
        say(`joining.stage_${member.stage}`),
        engagementWord(say, member.engagement),
        hatWords(say, member.hats),
        <bdi>
          {member.invitedBy === null ? '–' : (names.get(member.invitedBy) ?? say('joining.somebody_gone'))}
        </bdi>,
        <TimeStamp at={member.joinedAt} />,
      ])}
    />
  );
}

function Alumni({ alumni }: Pick<MembersPageProps, 'alumni'>) {
  const say = useSay();
  return (
    <Entries>
      <Entry title={say('joining.alumni')} note={say('joining.alumni_note')} strong>
        <Table
          columns={[
            { head: say('joining.person') },
            { head: say('joining.since') },
            { head: say('joining.left_on') },
          ]}
          rows={alumni.map(({ name, joinedAt, leftAt }) => [
            <bdi>{name}</bdi>,
            <TimeStamp at={joinedAt} />,
            <TimeStamp at={leftAt} />,
          ])}
        />
      </Entry>
    </Entries>
  );
}
