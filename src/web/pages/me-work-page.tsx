import type { WorkLine } from '../../domain/signposts/signpost.ts';
import type { RemovedWork } from '../../domain/signposts/work.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Field, Fields as FieldList, FieldRow } from '../components/form.tsx';
import { Rows } from '../components/list.tsx';
import { Empty } from '../components/notice.tsx';
import { Entries, Entry, Fine } from '../components/section.tsx';
import { workDates } from '../components/signpost-words.ts';
import { TimeStamp } from '../components/time.tsx';
import type { FieldErrors, Fields } from '../forms/fields.ts';
import type { Chosen } from '../forms/signpost-form.ts';
import { useSay } from '../reader.tsx';
import type { Own } from './me-own.ts';
import { MePage } from './me-page.tsx';
import { AudienceSelect, WhoIsTold } from './me-part.tsx';
import { SkillName, SkillNames } from './me-skills.tsx';

interface WorkListPageProps {
  readonly own: Own;
  readonly removed: readonly RemovedWork[];
}

/** What one delivered, in the order it is shown, and what one took away and may bring back. */
export function WorkListPage({ own, removed }: WorkListPageProps) {
  const say = useSay();
  const { work } = own.signpost;
  const title = say('signpost.title_work');
  return (
    <MePage
      own={own}
      title={title}
      deck={say('signpost.deck_work')}
      part="work"
      actions={
        <Button href="/me/work/new" icon="plus">
          {say('signpost.add_work')}
        </Button>
      }
    >
      {work.length === 0 ? (
        <Empty title={say('signpost.no_work')}>
          <p>{say('signpost.no_work_why')}</p>
        </Empty>
      ) : (
        <Entries>
          <Entry title={say('signpost.in_order')} strong>
            <Rows
              rows={work.map((line, index) => ({
                title: line.title,
                href: `/me/work/${line.id}`,
                children: (
                  <Fine>{[line.role, workDates(say, line)].filter((part) => part !== '').join(', ')}</Fine>
                ),
                actions: (
                  <Actions>
                    {index > 0 && <Move line={line} way="up" />}
                    {index < work.length - 1 && <Move line={line} way="down" />}
                  </Actions>
                ),
              }))}
            />
          </Entry>
        </Entries>
      )}
      {removed.length > 0 && <RemovedEntry removed={removed} />}
    </MePage>
  );
}

function RemovedEntry({ removed }: { readonly removed: readonly RemovedWork[] }) {
  const say = useSay();
  return (
    <Entries>
      <Entry title={say('signpost.work_removed')} note={say('signpost.work_removed_note')} strong>
        <Rows
          rows={removed.map(({ id, title, until }) => ({
            title,
            children: (
              <Fine>{say.parts('signpost.work_removed_until', { at: () => <TimeStamp at={until} /> })}</Fine>
            ),
            actions: (
              <form method="post" action={`/me/work/${id}/restore`}>
                <Button look="plain" small icon="undo">
                  {say('signpost.undo_work')}
                  <span class="hush"> {title}</span>
                </Button>
              </form>
            ),
          }))}
        />
      </Entry>
    </Entries>
  );
}

function Move({ line, way }: { readonly line: WorkLine; readonly way: 'up' | 'down' }) {
  const say = useSay();
  return (
    <form method="post" action={`/me/work/${line.id}/${way}`}>
      <Button look="plain" small>
        {say(way === 'up' ? 'signpost.move_up' : 'signpost.move_down')}
        <span class="hush"> {line.title}</span>
      </Button>
    </form>
  );
}

interface WorkFormPageProps {
  readonly own: Own;
  /** What is changed; undefined for something new. */
  readonly line: WorkLine | undefined;
  readonly fields: Fields;
  readonly chosen: Chosen;
  readonly errors: FieldErrors;
  readonly skillNames: readonly string[];
}

/** Write down something one delivered, change it, take it away. */
export function WorkFormPage(props: WorkFormPageProps) {
  const say = useSay();
  const { own, line, chosen, errors } = props;
  const title = line === undefined ? say('signpost.title_work_new') : line.title;
  const action = `/me/work/${line?.id ?? 'new'}`;
  return (
    <MePage
      own={own}
      title={title}
      deck={line === undefined ? say('signpost.deck_work_new') : undefined}
      part="work"
      errors={errors}
    >
      <form method="post" action={action} novalidate>
        <FieldList>
          <WorkFields {...props} />
          <AudienceSelect part="work" own={own} chosen={chosen} isAlone />
          <Actions>
            <Button name="do" value="save">
              {say('signpost.save')}
            </Button>
            <Button look="plain" href="/me#work">
              {say('signpost.leave')}
            </Button>
          </Actions>
          <WhoIsTold own={own} />
        </FieldList>
      </form>
      {line !== undefined && <RemoveForm line={line} />}
    </MePage>
  );
}

function WorkFields({ fields, errors, skillNames }: WorkFormPageProps) {
  const say = useSay();
  const at = (name: string) => ({ name, value: fields[name] ?? '', error: errors[name] });
  return (
    <>
      <Field
        {...at('title')}
        label={say('signpost.work_title')}
        hint={say('signpost.work_title_hint')}
        maxlength={160}
        required
      />
      <Field {...at('role')} label={say('signpost.your_role')} maxlength={120} />
      <FieldRow>
        <Field {...at('began')} label={say('signpost.began')} type="month" width="short" />
        <Field {...at('ended')} label={say('signpost.ended')} type="month" width="short" />
      </FieldRow>
      <SkillName {...at('skills')} label={say('signpost.skills_used')} hint={say('signpost.with_commas')} />
      <SkillNames names={skillNames} />
      <Field
        {...at('url')}
        label={say('signpost.work_url')}
        type="url"
        inputmode="url"
        placeholder="https://"
      />
      <Field
        {...at('summary')}
        label={say('signpost.work_summary')}
        hint={say('signpost.work_summary_hint')}
        rows={4}
      />
    </>
  );
}

function RemoveForm({ line }: { readonly line: WorkLine }) {
  const say = useSay();
  return (
    <form method="post" action={`/me/work/${line.id}/remove`}>
      <FieldList>
        <Actions>
          <Button look="line">{say('signpost.remove_work')}</Button>
        </Actions>
        <Told undo={say('signpost.remove_work_undo')} />
      </FieldList>
    </form>
  );
}
