import type { Listed } from '../../domain/people/listed.ts';
import { longestNote, longestPoolName, type Pool } from '../../domain/people/pool.ts';
import { Actions, Button } from '../components/button.tsx';
import { Field, Fields } from '../components/form.tsx';
import { Entries, Entry, Title } from '../components/section.tsx';
import type { FieldErrors } from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { DoneHere } from './people-page.tsx';
import { PersonCell } from './people-words.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface KeepPageProps {
  readonly visit: Visit;
  readonly person: Listed;
  /** The viewer's own. */
  readonly pools: readonly Pool[];
  /** Their note about this person. */
  readonly text: string;
  readonly done: string | undefined;
  readonly errors: FieldErrors;
}

/** In which of my pools somebody is, and what I wrote down about them. Only I ever see it. */
export function KeepPage(props: KeepPageProps) {
  const { visit, person, done } = props;
  const say = useSay();
  const { name } = person;
  const title = say('directory.keep_title', { name });
  return (
    <Page {...frameOf(visit, '/people')} title={title} hidden>
      <Title
        above={<DoneHere done={done} />}
        kicker={[
          <a href="/people">{say('directory.title')}</a>,
          <a href="/people/pools">{say('directory.pools')}</a>,
        ]}
        deck={say('directory.keep_deck', { name })}
      >
        {title}
      </Title>
      <Entries>
        <Entry label={name}>
          <PersonCell visit={visit} person={person} />
        </Entry>
        <Entry title={say('directory.in_pools')} note={say('directory.in_pools_note')} strong>
          <PoolsForm {...props} />
        </Entry>
        <Entry title={say('directory.note')} note={say('directory.note_note')} strong>
          <NoteForm {...props} />
        </Entry>
      </Entries>
    </Page>
  );
}

function PoolsForm({ person, pools }: KeepPageProps) {
  const say = useSay();
  return (
    <form method="post" action="/people/keep">
      <input type="hidden" name="who" value={person.actor} />
      <Fields>
        {pools.length === 0 ? (
          <p>{say('directory.no_pools', { name: person.name })}</p>
        ) : (
          <fieldset class="choices">
            <legend class="hush">{say('directory.in_pools')}</legend>
            {pools.map((pool) => (
              <p class="choice">
                <input
                  type="checkbox"
                  id={`f-${pool.id}`}
                  name={`pool.${pool.id}`}
                  value="yes"
                  checked={pool.people.includes(person.actor)}
                />
                <label for={`f-${pool.id}`}>
                  <bdi>{pool.name}</bdi>
                  <small>{say('directory.pool_size', { count: pool.people.length })}</small>
                </label>
              </p>
            ))}
          </fieldset>
        )}
        <Field
          name="name"
          label={say('directory.new_pool')}
          placeholder={say('directory.pool_example')}
          maxlength={longestPoolName}
        />
        <Actions>
          <Button>{say('directory.save')}</Button>
        </Actions>
      </Fields>
    </form>
  );
}

function NoteForm({ person, text, errors }: KeepPageProps) {
  const say = useSay();
  return (
    <form method="post" action="/people/note">
      <input type="hidden" name="who" value={person.actor} />
      <Fields>
        <Field
          name="note"
          label={say('directory.note')}
          hint={say('directory.note_hint')}
          error={errors['note']}
          value={text}
          rows={5}
          maxlength={longestNote}
        />
        <Actions>
          <Button look="line">{say('directory.save_note')}</Button>
        </Actions>
      </Fields>
    </form>
  );
}
