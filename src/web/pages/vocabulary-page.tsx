import type { Iri } from '../../core/id.ts';
import type { SkillUse } from '../../domain/opportunities/skill-use.ts';
import type { LocalSkill, SkillMerge } from '../../domain/skills/local.ts';
import { skillKinds } from '../../domain/skills/skill.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Field, Fields as FieldList } from '../components/form.tsx';
import { type RowItem, Rows } from '../components/list.tsx';
import { Entries, Entry, Fine } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import type { FieldErrors, Fields } from '../forms/fields.ts';
import { useSay } from '../reader.tsx';
import { FilterLine } from './filter-line.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import type { Visit } from './visit.tsx';

interface VocabularyPageProps {
  readonly visit: Visit;
  readonly origin: string;
  /** What was looked for; empty for everything. */
  readonly text: string;
  readonly skills: readonly LocalSkill[];
  /** How many more there are than are shown. */
  readonly more: number;
  readonly uses: ReadonlyMap<Iri, SkillUse>;
  readonly merges: readonly SkillMerge[];
  readonly fields: Fields;
  readonly errors: FieldErrors;
  readonly done: string | undefined;
}

/** The skills made here with how many name them, a form for another, and which stand for which. */
export function VocabularyPage(props: VocabularyPageProps) {
  const say = useSay();
  const { visit, merges, fields, errors, done } = props;
  return (
    <SettingsFrame
      {...{ visit, done, errors }}
      current="/settings/skills"
      title={say('vocabulary.title')}
      deck={say('vocabulary.deck')}
    >
      <Entries>
        <LocalEntry {...props} />
        <AddEntry {...{ fields, errors }} />
        <Entry title={say('vocabulary.merges')} note={say('vocabulary.merges_note')} strong>
          {merges.length === 0 ? <p>{say('vocabulary.no_merges')}</p> : <Rows rows={merges.map(mergeRow)} />}
        </Entry>
      </Entries>
    </SettingsFrame>
  );
}

function LocalEntry({ origin, text, skills, more, uses }: VocabularyPageProps) {
  const say = useSay();
  const empty = text === '' ? say('vocabulary.none') : say('vocabulary.none_found', { text });
  const rowOf = (skill: LocalSkill): RowItem => ({
    title: skill.label,
    ...(skill.uri.startsWith(`${origin}/`) && { href: skill.uri.slice(origin.length) }),
    children: <SkillFacts skill={skill} use={uses.get(skill.uri)} />,
    actions: (
      <Button href={`/settings/skills/merge?from=${encodeURIComponent(skill.uri)}`} look="plain" small>
        {say('vocabulary.merge')}
        <span class="hush"> {skill.label}</span>
      </Button>
    ),
  });
  return (
    <Entry title={say('vocabulary.made_here')} note={say('vocabulary.made_here_note')} strong>
      <FilterLine
        action="/settings/skills"
        note={more === 0 ? undefined : say('vocabulary.more', { count: more })}
      >
        <Field name="q" label={say('vocabulary.search')} type="search" width="grow" value={text} />
      </FilterLine>
      {skills.length === 0 ? <p>{empty}</p> : <Rows rows={skills.map(rowOf)} />}
    </Entry>
  );
}

function SkillFacts({ skill, use }: { readonly skill: LocalSkill; readonly use: SkillUse | undefined }) {
  const say = useSay();
  const { people = 0, roles = 0 } = use ?? {};
  return (
    <Fine>
      {say('vocabulary.uses', { uses: skill.uses, people, roles })}
      {skill.aliases.length > 0 && (
        <>
          {' '}
          {say('vocabulary.also')} <bdi>{skill.aliases.join(', ')}</bdi>
        </>
      )}
    </Fine>
  );
}

function AddEntry({ fields, errors }: Pick<VocabularyPageProps, 'fields' | 'errors'>) {
  const say = useSay();
  const at = (name: string) => ({ name, value: fields[name] ?? '', error: errors[name] });
  return (
    <Entry title={say('vocabulary.add_title')} strong>
      <form method="post" action="/settings/skills" novalidate>
        <FieldList>
          <Field {...at('label')} label={say('vocabulary.label')} maxlength={80} required />
          <Field
            {...at('kind')}
            label={say('vocabulary.kind')}
            value={fields['kind'] ?? 'other'}
            options={skillKinds.map((kind) => ({ value: kind, label: say(`vocabulary.kind_${kind}`) }))}
          />
          <Field {...at('aliases')} label={say('vocabulary.aliases')} hint={say('vocabulary.aliases_hint')} />
          <Actions>
            <Button look="line">{say('vocabulary.add')}</Button>
          </Actions>
          <Told read={say('vocabulary.add_read')} told={say('settings.nobody')} />
        </FieldList>
      </form>
    </Entry>
  );
}

function mergeRow(merge: SkillMerge): RowItem {
  return { children: <MergeFacts merge={merge} />, actions: <UnmergeForm merge={merge} /> };
}

function MergeFacts({ merge: { label, into, at, by } }: { readonly merge: SkillMerge }) {
  const say = useSay();
  const name = (words: string) => <bdi>{words}</bdi>;
  return (
    <>
      <p>{say.parts('vocabulary.stands_for', { bdi: name }, { from: label, into })}</p>
      <Fine>
        {say('settings.since')} <TimeStamp at={at} />
        {by !== null && (
          <>
            {', '}
            <bdi>{by}</bdi>
          </>
        )}
      </Fine>
    </>
  );
}

function UnmergeForm({ merge: { uri, label } }: { readonly merge: SkillMerge }) {
  const say = useSay();
  return (
    <form method="post" action="/settings/skills/unmerge">
      <input type="hidden" name="skill" value={uri} />
      <Button look="plain" small icon="undo">
        {say('vocabulary.unmerge')}
        <span class="hush"> {label}</span>
      </Button>
    </form>
  );
}
