import type { Listed } from '../../domain/people/listed.ts';
import { longestPoolName, type Pool } from '../../domain/people/pool.ts';
import { Actions, Button } from '../components/button.tsx';
import { Join } from '../components/form.tsx';
import { Empty } from '../components/notice.tsx';
import { Entries, Entry, Fine, Stack, Title } from '../components/section.tsx';
import { Table } from '../components/table.tsx';
import { TimeStamp } from '../components/time.tsx';
import type { FieldErrors } from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { DoneHere } from './people-page.tsx';
import { DoesCell, FreeCell, keepPath, PersonCell } from './people-words.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface PoolPageProps {
  readonly visit: Visit;
  readonly pool: Pool;
  readonly people: readonly Listed[];
  readonly now: Temporal.Instant;
  /** What was typed, and what is wrong with it. */
  readonly typed: Readonly<Record<string, string>>;
  readonly errors: FieldErrors;
  readonly done: string | undefined;
}

/** One of my pools: who is in it, with what they do and when they are free today. */
export function PoolPage(props: PoolPageProps) {
  const { visit, pool, people, done } = props;
  const say = useSay();
  return (
    <Page {...frameOf(visit, '/people')} title={pool.name} hidden>
      <Title
        above={<DoneHere done={done} />}
        kicker={[
          <a href="/people">{say('directory.title')}</a>,
          <a href="/people/pools">{say('directory.pools')}</a>,
          <TimeStamp at={pool.createdAt} />,
        ]}
        deck={say('directory.pool_size', { count: people.length })}
      >
        <bdi>{pool.name}</bdi>
      </Title>
      <Stack far>
        {people.length === 0 ? <Nobody /> : <PoolTable {...props} />}
        <Entries>
          <Entry title={say('directory.add_title')} note={say('directory.in_pools_note')} strong>
            <AddForm {...props} />
          </Entry>
          <Entry title={say('directory.rename_title')} strong>
            <RenameForm {...props} />
          </Entry>
          <Entry title={say('directory.delete_title')} strong>
            <form method="post" action={`/people/pools/${pool.id}/delete`}>
              <Stack>
                <Fine>{say('directory.delete_note')}</Fine>
                <Actions>
                  <Button look="line">{say('directory.delete')}</Button>
                </Actions>
              </Stack>
            </form>
          </Entry>
        </Entries>
      </Stack>
    </Page>
  );
}

function Nobody() {
  const say = useSay();
  return (
    <Empty
      title={say('directory.pool_empty_title')}
      actions={
        <Actions>
          <Button href="/people">{say('directory.find_people')}</Button>
        </Actions>
      }
    >
      <p>{say('directory.pool_empty_text')}</p>
    </Empty>
  );
}

function PoolTable({ visit, pool, people, now }: PoolPageProps) {
  const say = useSay();
  return (
    <Table
      columns={[
        { head: say('directory.person') },
        { head: say('directory.does') },
        { head: say('directory.free') },
        { head: say('directory.act'), hush: true },
        { head: say('directory.remove'), hush: true },
      ]}
      rows={people.map((person) => [
        <PersonCell visit={visit} person={person} />,
        <DoesCell person={person} />,
        <FreeCell person={person} now={now} />,
        <a href={keepPath(person.actor)}>
          {say('directory.keep')}
          <span class="hush"> {person.name}</span>
        </a>,
        <form method="post" action={`/people/pools/${pool.id}/remove`}>
          <input type="hidden" name="who" value={person.actor} />
          <Button look="plain" small>
            {say('directory.remove')}
            <span class="hush"> {person.name}</span>
          </Button>
        </form>,
      ])}
    />
  );
}

function AddForm({ pool, typed, errors }: PoolPageProps) {
  const say = useSay();
  return (
    <form method="post" action={`/people/pools/${pool.id}/add`} novalidate>
      <Join
        name="who"
        label={say('directory.add_label')}
        hint={say('directory.add_hint')}
        value={typed['who'] ?? ''}
        error={errors['who']}
        button={say('directory.add')}
        spellcheck={false}
        required
      />
    </form>
  );
}

function RenameForm({ pool, typed, errors }: PoolPageProps) {
  const say = useSay();
  return (
    <form method="post" action={`/people/pools/${pool.id}/rename`} novalidate>
      <Join
        name="name"
        label={say('directory.pool_name')}
        value={typed['name'] ?? pool.name}
        error={errors['name']}
        maxlength={longestPoolName}
        button={say('directory.rename')}
        required
      />
    </form>
  );
}
