import type { Listed } from '../../domain/people/listed.ts';
import { longestPoolName, type Pool } from '../../domain/people/pool.ts';
import { Actions, Button } from '../components/button.tsx';
import { Join } from '../components/form.tsx';
import { Rows } from '../components/list.tsx';
import { Empty, Notice } from '../components/notice.tsx';
import { Entries, Entry, Fine, Title } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import type { FieldErrors } from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { DoneHere } from './people-page.tsx';
import { keepPath, PersonCell } from './people-words.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface PoolsPageProps {
  readonly visit: Visit;
  readonly pools: readonly Pool[];
  readonly notes: readonly {
    readonly person: Listed;
    readonly text: string;
    readonly updatedAt: Temporal.Instant;
  }[];
  /** What was typed as the name of a new pool, and what is wrong with it. */
  readonly name: string;
  readonly errors: FieldErrors;
  readonly done: string | undefined;
  /** The pool that was just deleted, to take it back. */
  readonly deleted: string | undefined;
}

/** My pools, and what I wrote down about people. */
export function PoolsPage(props: PoolsPageProps) {
  const { visit, pools, notes, done, deleted } = props;
  const say = useSay();
  return (
    <Page {...frameOf(visit, '/people')} title={say('directory.pools_title')} hidden>
      <Title
        above={deleted === undefined ? <DoneHere done={done} /> : <Deleted pool={deleted} />}
        kicker={[<a href="/people">{say('directory.title')}</a>]}
        deck={say('directory.pools_deck')}
      >
        {say('directory.pools_title')}
      </Title>
      <Entries>
        <Entry title={say('directory.your_pools')} strong>
          {pools.length === 0 ? <NoPools /> : <Rows rows={pools.map((pool) => poolRow(pool))} />}
        </Entry>
        <Entry title={say('directory.new_pool')} strong>
          <NewPool {...props} />
        </Entry>
        <Entry title={say('directory.your_notes')} note={say('directory.note_note')} strong>
          {notes.length === 0 ? <Fine>{say('directory.no_notes')}</Fine> : <Notes {...props} />}
        </Entry>
      </Entries>
    </Page>
  );
}

function Deleted({ pool }: { readonly pool: string }) {
  const say = useSay();
  return (
    <Notice tone="good" announced>
      <p>{say('directory.done_deleted')}</p>
      <form method="post" action={`/people/pools/${encodeURIComponent(pool)}/restore`}>
        <Button look="line" small icon="undo">
          {say('directory.undo')}
        </Button>
      </form>
    </Notice>
  );
}

function NoPools() {
  const say = useSay();
  return (
    <Empty
      title={say('directory.no_pools_title')}
      actions={
        <Actions>
          <Button href="/people">{say('directory.find_people')}</Button>
        </Actions>
      }
    >
      <p>{say('directory.no_pools_text')}</p>
    </Empty>
  );
}

function poolRow(pool: Pool) {
  return { title: pool.name, href: `/people/pools/${pool.id}`, children: <PoolFacts pool={pool} /> };
}

function PoolFacts({ pool }: { readonly pool: Pool }) {
  return (
    <Fine>
      {useSay()('directory.pool_size', { count: pool.people.length })} · <TimeStamp at={pool.createdAt} />
    </Fine>
  );
}

function NewPool({ name, errors }: PoolsPageProps) {
  const say = useSay();
  return (
    <form method="post" action="/people/pools" novalidate>
      <Join
        name="name"
        label={say('directory.pool_name')}
        value={name}
        error={errors['name']}
        maxlength={longestPoolName}
        placeholder={say('directory.pool_example')}
        button={say('directory.make_pool')}
        required
      />
    </form>
  );
}

function Notes({ visit, notes }: PoolsPageProps) {
  const say = useSay();
  return (
    <Rows
      rows={notes.map(({ person, text, updatedAt }) => ({
        children: (
          <>
            <PersonCell visit={visit} person={person} />
            <p class="note-text" dir="auto">
              {text}
            </p>
            <Fine>
              <TimeStamp at={updatedAt} />
            </Fine>
          </>
        ),
        actions: (
          <a href={keepPath(person.actor)}>
            {say('directory.change_note')}
            <span class="hush"> {person.name}</span>
          </a>
        ),
      }))}
    />
  );
}
