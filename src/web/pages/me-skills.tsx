import { skillsToSuggest } from '../../domain/signposts/by-skill.ts';
import type { SkillList } from '../../domain/signposts/signpost.ts';
import { setSkills } from '../../domain/signposts/skills.ts';
import { skillsMeant } from '../../domain/skills/meant.ts';
import { Actions, Button } from '../components/button.tsx';
import { Failure, Field, FieldRow, fieldId, Hint, wiring } from '../components/form.tsx';
import { begun, levelKeys } from '../components/signpost-words.ts';
import {
  moreSkills,
  moveSkill,
  nestSkills,
  parseSkills,
  type SkillRow,
  type SkillsFields,
  skillsToFields,
} from '../forms/signpost-skills-form.ts';
import { useSay } from '../reader.tsx';
import type { DrawnPart, PartForm } from './me-part.tsx';

/** What connects the fields for skills with the names offered for them. */
export const skillNamesId = 'skill-names';

/** The form of one of the three lists of skills. */
export function skillsForm(list: SkillList): PartForm<SkillsFields> {
  return {
    path: `/me/skills/${list}`,
    part: list,
    seen: [list],
    title: `signpost.title_${list}`,
    deck: `signpost.deck_${list}`,
    fieldsOf: (own) => skillsToFields(own.signpost.skills[list]),
    nest: nestSkills,
    more: moreSkills,
    move: moveSkill,
    meant: ({ platform: { db } }, { rows }) =>
      skillsMeant(
        db,
        rows.map((row) => row.name).filter((name) => name.trim() !== ''),
      ),
    parse: (fields, { member, visit }) => {
      const parsed = parseSkills(fields, visit.reader.say);
      if (!parsed.ok) return parsed;
      return { ok: true, value: (work) => setSkills(work, member, list, parsed.value) };
    },
    fieldOf: {},
    draw: (drawn) => <SkillRows {...drawn} list={list} />,
    skillNames: ({ platform: { db } }) => skillsToSuggest(db, 60),
  };
}

type RowsProps = DrawnPart<SkillsFields> & { readonly list: SkillList };

function SkillRows({ fields, errors, list, skillNames }: RowsProps) {
  const say = useSay();
  const lastNamed = fields.rows.findLastIndex((row) => row.name !== '');
  return (
    <div class="lines">
      {fields.rows.map((row, index) => (
        <SkillFieldset {...{ row, index, errors, list }} isLast={index === lastNamed} />
      ))}
      <SkillNames names={skillNames} />
      <Actions>
        <Button look="line" small icon="plus" name="do" value="more">
          {say('signpost.more_rows')}
        </Button>
      </Actions>
    </div>
  );
}

interface RowProps extends Pick<RowsProps, 'errors' | 'list'> {
  readonly row: SkillRow;
  readonly index: number;
  /** Whether no skill stands below it. */
  readonly isLast: boolean;
}

function SkillFieldset({ row, index, errors, list, isLast }: RowProps) {
  const say = useSay();
  const at = (part: 'name' | 'level' | 'since' | 'used' | 'note') => {
    const name = `skills.${index}.${part}`;
    return { name, value: row[part], error: errors[name] };
  };
  const levels = ([1, 2, 3, 4] as const).map((level) => ({
    value: String(level),
    label: begun(say, say(levelKeys[level])),
  }));
  return (
    <fieldset>
      <legend class="hush">{row.name === '' ? say('signpost.another_skill') : row.name}</legend>
      <FieldRow>
        <SkillName {...at('name')} label={say('signpost.skill')} />
        {list !== 'dont' && (
          <>
            <Field
              {...at('level')}
              label={say('signpost.how_well')}
              options={[{ value: '', label: say('signpost.level_unsaid') }, ...levels]}
            />
            <Field
              {...at('since')}
              label={say('signpost.since_year')}
              width="short"
              inputmode="numeric"
              maxlength={4}
            />
            <Field {...at('used')} label={say('signpost.used_month')} width="short" type="month" />
          </>
        )}
        <Field {...at('note')} label={say(`signpost.note_${list}`)} width="grow" maxlength={200} />
      </FieldRow>
      {row.name !== '' && (
        <Actions>
          {index > 0 && <Move {...{ row, index }} way="up" />}
          {!isLast && <Move {...{ row, index }} way="down" />}
        </Actions>
      )}
    </fieldset>
  );
}

/** Puts a row in another place on the page; saving keeps it. */
function Move({ row, index, way }: Pick<RowProps, 'row' | 'index'> & { readonly way: 'up' | 'down' }) {
  const say = useSay();
  return (
    <Button look="plain" small name="do" value={`${way}.${index}`}>
      {say(way === 'up' ? 'signpost.move_up' : 'signpost.move_down')}
      <span class="hush"> {row.name}</span>
    </Button>
  );
}

interface SkillNameProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
}

/** A field for the name of a skill, or several; the browser offers names while one types. */
export function SkillName({ name, label, value, error, hint }: SkillNameProps) {
  return (
    <div class="field grow">
      <label for={fieldId(name)}>{label}</label>
      <Hint name={name} hint={hint} />
      <input {...wiring({ name, hint, error })} type="text" value={value} list={skillNamesId} />
      <Failure name={name} error={error} />
    </div>
  );
}

/** The names that `SkillName` offers. */
export function SkillNames({ names }: { readonly names: readonly string[] }) {
  return (
    <datalist id={skillNamesId}>
      {names.map((name) => (
        <option value={name} />
      ))}
    </datalist>
  );
}
