import type { Say } from '../../words/say.ts';
import { AvailabilityPlot, availabilityWords } from '../components/availability.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Field, Fields as FieldList, FieldRow, type Option } from '../components/form.tsx';
import { Notice } from '../components/notice.tsx';
import { Entries, Entry } from '../components/section.tsx';
import { dayWords } from '../components/signpost-words.ts';
import type { FieldErrors } from '../forms/fields.ts';
import type { Chosen } from '../forms/signpost-form.ts';
import { offeredHours, type WeeksFields } from '../forms/signpost-weeks-form.ts';
import { useSay } from '../reader.tsx';
import type { Own } from './me-own.ts';
import { MePage } from './me-page.tsx';
import { AudienceSelect, WhoIsTold } from './me-part.tsx';

interface AvailabilityPageProps {
  readonly own: Own;
  readonly fields: WeeksFields;
  readonly chosen: Chosen;
  readonly errors: FieldErrors;
  /** The Monday of this week. */
  readonly today: Temporal.PlainDate;
  /** Whether weeks were filled and saved just now. */
  readonly isFilled: boolean;
}

/** When one is free: what is said now, a line that fills many weeks, and every week by itself. */
export function AvailabilityPage(props: AvailabilityPageProps) {
  const say = useSay();
  const { own, errors, today, isFilled } = props;
  const { availability } = own.signpost;
  const title = say('signpost.title_availability');
  return (
    <MePage
      own={own}
      title={title}
      deck={say('signpost.deck_availability')}
      part="availability"
      errors={errors}
    >
      {isFilled && (
        <Notice tone="good" announced>
          <p>{say('signpost.done_filled')}</p>
        </Notice>
      )}
      {availability.weeks.length > 0 && (
        <div class="stack">
          <p class="finding">{availabilityWords(say, { availability, today })}</p>
          <AvailabilityPlot availability={availability} today={today} />
          <form method="post" action="/me/availability/confirm">
            <Button look="line" small>
              {say('signpost.still_so')}
            </Button>
          </form>
        </div>
      )}
      <WeeksForm {...props} />
    </MePage>
  );
}

function WeeksForm(props: AvailabilityPageProps) {
  const say = useSay();
  const { own, fields, chosen } = props;
  const hours = [...new Set([...offeredHours, ...saidHours(fields)])].sort((a, b) => a - b);
  const options = weekOptions(say, hours);
  return (
    <form method="post" action="/me/availability" novalidate>
      {/* What the enter key presses. */}
      <button class="hush" type="submit" name="do" value="save" tabindex={-1}>
        {say('signpost.save')}
      </button>
      <Entries>
        <FillEntry {...props} options={options} />
        <Entry
          title={say('signpost.week_by_week')}
          note={say('signpost.week_by_week_note')}
          id="weeks"
          strong
        >
          {monthsOf(fields).map((weeks) => (
            <Month weeks={weeks} options={options} {...props} />
          ))}
        </Entry>
        <Entry label={say('signpost.save')} strong>
          <FieldList>
            <AudienceSelect part="availability" own={own} chosen={chosen} isAlone />
            <Actions>
              <Button name="do" value="save">
                {say('signpost.save')}
              </Button>
              <Button look="plain" href="/me#availability">
                {say('signpost.leave')}
              </Button>
            </Actions>
            <WhoIsTold own={own} />
          </FieldList>
        </Entry>
      </Entries>
    </form>
  );
}

function FillEntry({
  fields,
  errors,
  options,
}: AvailabilityPageProps & { readonly options: readonly Option[] }) {
  const say = useSay();
  return (
    <Entry title={say('signpost.fill')} note={say('signpost.fill_note')} strong>
      <FieldRow>
        <Field
          name="as"
          label={say('signpost.fill_as')}
          value={fields.as}
          options={options}
          error={errors['as']}
        />
        <Field
          name="from"
          label={say('signpost.fill_from')}
          type="date"
          value={fields.from}
          error={errors['from']}
        />
        <Field
          name="until"
          label={say('signpost.fill_until')}
          type="date"
          value={fields.until}
          error={errors['until']}
        />
      </FieldRow>
      <Actions>
        <Button name="do" value="fill" look="line">
          {say('signpost.fill_save')}
        </Button>
      </Actions>
    </Entry>
  );
}

type MonthProps = AvailabilityPageProps & {
  readonly weeks: readonly Temporal.PlainDate[];
  readonly options: readonly Option[];
};

function Month({ weeks, options, fields, errors }: MonthProps) {
  const say = useSay();
  const [first] = weeks;
  if (first === undefined) return null;
  return (
    <fieldset class="weeks">
      <legend>{dayWords(say, first, 'long')}</legend>
      {weeks.map((week) => {
        const name = `week.${week}`;
        return (
          <Field
            name={name}
            label={dayWords(say, week, 'brief')}
            value={fields.weeks[week.toString()]}
            options={options}
            error={errors[name]}
          />
        );
      })}
    </fieldset>
  );
}

function weekOptions(say: Say, hours: readonly number[]): Option[] {
  return [
    { value: '', label: say('signpost.week_unknown') },
    { value: 'booked', label: say('signpost.week_booked') },
    { value: 'free', label: say('signpost.week_free') },
    ...hours.map((count) => ({ value: String(count), label: say('signpost.week_hours', { hours: count }) })),
  ];
}

function saidHours({ weeks }: WeeksFields): number[] {
  return Object.values(weeks).flatMap((choice) => (/^[1-9]\d?$/.test(choice) ? [Number(choice)] : []));
}

/** The weeks of the form by the month in which they begin. */
function monthsOf({ weeks }: WeeksFields): Temporal.PlainDate[][] {
  const days = Object.keys(weeks)
    .sort()
    .map((week) => Temporal.PlainDate.from(week));
  return [...Map.groupBy(days, (day) => day.toPlainYearMonth().toString()).values()];
}
