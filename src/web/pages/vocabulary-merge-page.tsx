import type { SkillUse } from '../../domain/opportunities/skill-use.ts';
import type { Skill } from '../../domain/skills/skill.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Facts } from '../components/facts.tsx';
import { Field, FieldRow, Fields } from '../components/form.tsx';
import { Rows } from '../components/list.tsx';
import { Entries, Entry, Fine } from '../components/section.tsx';
import type { FieldErrors } from '../forms/fields.ts';
import { useSay } from '../reader.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import type { Visit } from './visit.tsx';

interface MergePageProps {
  readonly visit: Visit;
  /** The skill that shall not stand for itself any more, with its names. */
  readonly gone: Skill;
  /** What shall stand for it; undefined until somebody chose. */
  readonly kept: Skill | undefined;
  /** What was looked for, and what was found. */
  readonly text: string;
  readonly others: readonly Skill[];
  readonly use: SkillUse | undefined;
  readonly errors: FieldErrors;
}

const addressOf = (gone: Skill, into: Skill) =>
  `/settings/skills/merge?${new URLSearchParams({ from: gone.uri, into: into.uri })}#preview`;

/** Let one skill stand for another: look for the other by name, see what happens, then do it. */
export function MergePage(props: MergePageProps) {
  const say = useSay();
  const { visit, gone, kept, errors } = props;
  return (
    <SettingsFrame
      {...{ visit, errors }}
      current="/settings/skills"
      title={say('vocabulary.merge_title', { name: gone.label })}
      deck={say('vocabulary.merge_deck')}
    >
      <Entries>
        <ChooseEntry {...props} />
        {kept !== undefined && kept.uri !== gone.uri && <PreviewEntry {...props} kept={kept} />}
      </Entries>
    </SettingsFrame>
  );
}

function ChooseEntry({ gone, text, others }: MergePageProps) {
  const say = useSay();
  return (
    <Entry title={say('vocabulary.into')} strong>
      <search>
        <form action="/settings/skills/merge" method="get" class="fields">
          <input type="hidden" name="from" value={gone.uri} />
          <FieldRow>
            <Field name="q" label={say('vocabulary.name_of_other')} type="search" width="grow" value={text} />
            <Button look="line">{say('vocabulary.look')}</Button>
          </FieldRow>
        </form>
      </search>
      {text !== '' && others.length === 0 && <p>{say('vocabulary.none_found', { text })}</p>}
      {others.length > 0 && (
        <Rows
          rows={others.map((skill) => ({
            title: skill.label,
            children: (
              <Fine>
                {say(`vocabulary.kind_${skill.kind}`)}
                {skill.aliases.length > 0 && (
                  <>
                    {'. '}
                    {say('vocabulary.also')} <bdi>{skill.aliases.slice(0, 8).join(', ')}</bdi>
                  </>
                )}
              </Fine>
            ),
            actions: (
              <Button href={addressOf(gone, skill)} look="plain" small>
                {say('vocabulary.choose')}
                <span class="hush"> {skill.label}</span>
              </Button>
            ),
          }))}
        />
      )}
    </Entry>
  );
}

function PreviewEntry({ gone, kept, use }: MergePageProps & { readonly kept: Skill }) {
  const say = useSay();
  const { people = 0, roles = 0 } = use ?? {};
  const names = (skill: Skill) => <bdi>{[skill.label, ...skill.aliases].join(', ')}</bdi>;
  return (
    <Entry title={say('vocabulary.preview')} id="preview" strong>
      <Facts
        facts={[
          { label: say('vocabulary.these_names'), value: names(gone) },
          { label: say('vocabulary.count_for'), value: <bdi>{kept.label}</bdi> },
          { label: say('vocabulary.beside'), value: names(kept) },
          { label: say('vocabulary.who_names'), value: say('vocabulary.people_roles', { people, roles }) },
        ]}
      />
      <form method="post" action="/settings/skills/merge">
        <input type="hidden" name="from" value={gone.uri} />
        <input type="hidden" name="into" value={kept.uri} />
        <Fields>
          <Actions>
            <Button>{say('vocabulary.merge_now')}</Button>
            <Button href="/settings/skills" look="plain">
              {say('vocabulary.leave')}
            </Button>
          </Actions>
          <Told
            read={say('vocabulary.merge_read')}
            told={say('settings.nobody')}
            undo={say('vocabulary.merge_undo')}
          />
        </Fields>
      </form>
    </Entry>
  );
}
