import { engagements } from '../../domain/members/member.ts';
import type { DirectoryHouses } from '../../domain/people/houses.ts';
import type { Asked, Filter } from '../../domain/people/question.ts';
import { Field, fieldId, type Option } from '../components/form.tsx';
import { useSay } from '../reader.tsx';

interface FiltersProps {
  /** Of our collective. */
  readonly name: string;
  /** What was typed. */
  readonly asked: Asked;
  readonly houses: DirectoryHouses;
  readonly isMember: boolean;
}

const hours = ['4', '8', '16', '24', '32'];

/** The filters of the directory: five in a line, the others below it for who wants them. A plain form with GET. */
export function PeopleFilters(props: FiltersProps) {
  const { asked, houses, isMember, name } = props;
  const say = useSay();
  const anyHours: Option = { value: '', label: say('directory.any_hours') };
  const someHours =
    hours.includes(asked.hours ?? '8') || asked.hours === '' ? hours : [asked.hours ?? '', ...hours];
  return (
    <search>
      <form class="filters" action="/people" method="get">
        <div class="row">
          <Field {...own('q', asked)} label={say('directory.q')} type="search" width="grow" maxlength={200} />
          <Field {...own('from', asked)} label={say('directory.free_from')} type="date" />
          <Field
            {...own('hours', asked)}
            label={say('directory.at_least')}
            options={[
              anyHours,
              ...someHours.map((value) => ({
                value,
                label: say('directory.hours_a_week', { hours: Number(value) }),
              })),
            ]}
          />
          <PlaceField asked={asked} places={houses.places} />
          {isMember && houses.allies.length > 0 && (
            <Field
              {...own('house', asked)}
              label={say('directory.house')}
              options={[
                { value: '', label: say('directory.everybody', { name }) },
                { value: 'ours', label: name },
                { value: 'allies', label: say('directory.allies') },
                ...houses.allies.map((ally) => ({ value: ally.host, label: ally.name })),
              ]}
            />
          )}
          <button class="button line" type="submit">
            {say('directory.show')}
          </button>
        </div>
        <MoreFilters {...props} />
      </form>
    </search>
  );
}

const furtherFilters: readonly Filter[] = [
  'skill',
  'level',
  'until',
  'engagement',
  'stage',
  'covers',
  'stale',
];

function MoreFilters({ asked, isMember }: FiltersProps) {
  const say = useSay();
  const isOpen = furtherFilters.some((name) => (asked[name] ?? '') !== '');
  return (
    <details open={isOpen}>
      <summary>{say('directory.more')}</summary>
      <div class="further-fields">
        <Field {...own('skill', asked)} label={say('directory.skill')} type="text" maxlength={200} />
        <Field
          {...own('level', asked)}
          label={say('directory.level')}
          options={[
            { value: '', label: say('directory.any_level') },
            ...(['1', '2', '3', '4'] as const).map((value) => ({
              value,
              label: say(`directory.level_${value}`),
            })),
          ]}
        />
        <Field {...own('until', asked)} label={say('directory.free_until')} type="date" />
        <BelongingFields asked={asked} isMember={isMember} />
        <div class="choices">
          {isMember && (
            <Box
              name="covers"
              asked={asked}
              label={say('directory.covers')}
              hint={say('directory.covers_hint')}
            />
          )}
          <Box name="stale" asked={asked} label={say('directory.stale')} hint={say('directory.stale_hint')} />
        </div>
      </div>
    </details>
  );
}

function BelongingFields({ asked, isMember }: Pick<FiltersProps, 'asked' | 'isMember'>) {
  const say = useSay();
  return (
    <>
      <Field
        {...own('engagement', asked)}
        label={say('directory.engagement')}
        options={[
          { value: '', label: say('directory.any') },
          ...engagements.map((value) => ({ value, label: say(`directory.engagement_${value}`) })),
        ]}
      />
      {isMember && (
        <Field
          {...own('stage', asked)}
          label={say('directory.stage')}
          options={[
            { value: '', label: say('directory.any') },
            ...(['candidate', 'member'] as const).map((value) => ({
              value,
              label: say(`directory.stage_${value}`),
            })),
          ]}
        />
      )}
    </>
  );
}

function own(name: Filter, asked: Asked) {
  return { name, value: asked[name] ?? '' };
}

function PlaceField({ asked, places }: { readonly asked: Asked; readonly places: readonly string[] }) {
  const id = fieldId('place');
  return (
    <div class="field">
      <label for={id}>{useSay()('directory.place')}</label>
      <input type="text" id={id} name="place" value={asked.place ?? ''} list="places" maxlength={200} />
      <datalist id="places">
        {places.map((place) => (
          <option value={place} />
        ))}
      </datalist>
    </div>
  );
}

interface BoxProps {
  readonly name: Filter;
  readonly asked: Asked;
  readonly label: string;
  readonly hint: string;
}

function Box({ name, asked, label, hint }: BoxProps) {
  const id = fieldId(name);
  return (
    <p class="choice">
      <input type="checkbox" id={id} name={name} value="1" checked={asked[name] === '1'} />
      <label for={id}>
        {label}
        <small>{hint}</small>
      </label>
    </p>
  );
}
