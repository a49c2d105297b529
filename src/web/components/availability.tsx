import type { Availability } from '../../domain/signposts/signpost.ts';
import type { Say } from '../../words/say.ts';
import { useSay } from '../reader.tsx';
import {
  endOf,
  findingOf,
  type Run,
  runsOf,
  type ShownWeek,
  weeksInQuarter,
  yearAhead,
} from './availability-weeks.ts';
import { dayWords } from './signpost-words.ts';
import { State } from './state.tsx';

/** Width of a week, and where its bar begins and ends. Units of the picture; a quarter is 13 weeks wide. */
const step = 20;
const bar = 15;
const top = 24;
const base = 104;
/** Hours that fill the height; somebody who is free for more raises it. */
const fullWeek = 40;

interface PlotProps {
  readonly availability: Availability;
  /** The day the year begins with: today, where the person is. */
  readonly today: Temporal.PlainDate;
}

/** The year ahead as four small quarters, with what they say in a sentence and the same as a table. */
export function AvailabilityPlot({ availability, today }: PlotProps) {
  const say = useSay();
  const weeks = yearAhead(availability, today);
  const most = Math.max(fullWeek, ...weeks.map((week) => week.hours ?? 0));
  const quarters = [0, 1, 2, 3].map((index) =>
    weeks.slice(index * weeksInQuarter, (index + 1) * weeksInQuarter),
  );
  return (
    <figure class="plot">
      <div class="plots">
        {quarters.map((quarter) => (
          <Quarter weeks={quarter} most={most} />
        ))}
      </div>
      <ul class="key">
        <Sample words={say('signpost.key_free')} kind="free" />
        <Sample words={say('signpost.key_free_unsaid')} kind="unsaid" />
        <Sample words={say('signpost.key_booked')} kind="booked" />
        <Sample words={say('signpost.key_unknown')} kind="unknown" />
      </ul>
      <details>
        <summary>{say('signpost.as_table')}</summary>
        <WeeksTable weeks={weeks} />
      </details>
    </figure>
  );
}

/** The finding of the year in one sentence: "20 h a week free from 30 Nov 2026 to 26 Mar 2027". */
export function availabilityWords(say: Say, { availability, today }: PlotProps): string {
  const finding = findingOf(yearAhead(availability, today));
  if (finding === 'unknown') return say('signpost.free_unknown');
  if (finding === 'booked') return say('signpost.free_never');
  const hours = hoursWords(say, finding.hours);
  const to = dayWords(say, endOf(finding));
  const isNow = Temporal.PlainDate.compare(finding.week, today) <= 0;
  if (isNow) return say('signpost.free_now', { hours, to });
  return say('signpost.free_from', { hours, from: dayWords(say, finding.week), to });
}

interface FreshnessProps {
  readonly availability: Availability;
  readonly now: Temporal.Instant;
}

/** When the person last said that it is so, and that nobody should count on it where that is long ago. */
export function Freshness({ availability, now }: FreshnessProps) {
  const say = useSay();
  const { confirmedAt, isStale } = availability;
  if (confirmedAt === null) return null;
  const days = Math.floor(now.since(confirmedAt).total('days'));
  const day = dayWords(say, confirmedAt.toZonedDateTimeISO('UTC').toPlainDate());
  if (!isStale) return <>{say('signpost.confirmed', { day, days })}</>;
  return (
    <span class="stale">
      <State state="warn">{say('signpost.stale')}</State> {say('signpost.stale_why', { day, days })}
    </span>
  );
}

function hoursWords(say: Say, hours: number | null): string {
  return hours === null ? say('signpost.some_hours') : say('signpost.hours', { hours });
}

function runWords(say: Say, run: Run): string {
  if (run.state !== 'free')
    return say(run.state === 'booked' ? 'signpost.run_booked' : 'signpost.run_unknown', { weeks: run.weeks });
  return run.hours === null
    ? say('signpost.run_free', { weeks: run.weeks })
    : say('signpost.run_free_hours', { weeks: run.weeks, hours: run.hours });
}

interface QuarterProps {
  readonly weeks: readonly ShownWeek[];
  readonly most: number;
}

function Quarter({ weeks, most }: QuarterProps) {
  const say = useSay();
  const runs = runsOf(weeks);
  const from = dayWords(say, weeks[0]?.week ?? Temporal.PlainDate.from('1970-01-05'));
  const last = runs.at(-1);
  const to = last === undefined ? from : dayWords(say, endOf(last));
  const label = say('signpost.quarter', { from, to, runs: runs.map((run) => runWords(say, run)).join('; ') });
  return (
    <svg viewBox="0 0 262 128" role="img" aria-label={label}>
      {weeks.map((week, index) => (
        <Bar week={week} x={index * step + 2} most={most} />
      ))}
      <Hours runs={runs} most={most} />
      <line class="ax" x1="0" x2="262" y1={base + 0.5} y2={base + 0.5} />
      <Months weeks={weeks} />
    </svg>
  );
}

function heightOf(hours: number, most: number): number {
  return Math.max(6, Math.round(((base - top) * hours) / most));
}

function Bar({ week, x, most }: { readonly week: ShownWeek; readonly x: number; readonly most: number }) {
  if (week.state === 'free') {
    const height = week.hours === null ? base - top : heightOf(week.hours, most);
    const kind = week.hours === null ? 'hollow' : 'solid';
    return <rect class={kind} x={x} y={base - height} width={bar} height={height} />;
  }
  if (week.state === 'booked')
    return (
      <path
        class="shut"
        d={`M${x + 1} ${base - 12}l${bar - 2} 11M${x + bar - 1} ${base - 12}l${2 - bar} 11`}
      />
    );
  return <rect class="stop" x={x + 0.5} y={top + 0.5} width={bar - 1} height={base - top - 1} />;
}

/** The hours of each run that is long enough to carry them. */
function Hours({ runs, most }: { readonly runs: readonly Run[]; readonly most: number }) {
  const say = useSay();
  let at = 0;
  return (
    <>
      {runs.map((run) => {
        const x = at * step + 2;
        at += run.weeks;
        if (run.state !== 'free' || run.hours === null || run.weeks < 2) return null;
        return (
          <text class="figure" x={x} y={base - heightOf(run.hours, most) - 6}>
            {say('signpost.short_hours', { hours: run.hours })}
          </text>
        );
      })}
    </>
  );
}

/** A tick where a month begins, and its name where there is room before the next. */
function Months({ weeks }: { readonly weeks: readonly ShownWeek[] }) {
  const say = useSay();
  const starts = weeks.flatMap(({ week }, index) => {
    const isNew = index === 0 || weeks[index - 1]?.week.month !== week.month;
    return isNew ? [{ week, index }] : [];
  });
  return (
    <>
      {starts.map(({ week, index }, order) => {
        const room = (starts[order + 1]?.index ?? weeks.length) - index;
        const x = index * step;
        return (
          <>
            {index > 0 && <line class="gr" x1={x - 0.5} x2={x - 0.5} y1={base} y2={base + 20} />}
            {room >= 3 && (
              <text x={x + 4} y={base + 18}>
                {week.month === 1 && room >= 4 ? dayWords(say, week, 'month') : dayWords(say, week, 'name')}
              </text>
            )}
          </>
        );
      })}
    </>
  );
}

type SampleKind = 'free' | 'unsaid' | 'booked' | 'unknown';

function Sample({ words, kind }: { readonly words: string; readonly kind: SampleKind }) {
  return (
    <li>
      <svg viewBox="0 0 14 14" aria-hidden="true">
        {kind === 'free' && <rect class="solid" width="14" height="14" />}
        {kind === 'unsaid' && <rect class="hollow" x="1" y="1" width="12" height="12" />}
        {kind === 'booked' && <path class="shut" d="M1 2l12 10M13 2L1 12" />}
        {kind === 'unknown' && <rect class="stop" x=".5" y=".5" width="13" height="13" />}
      </svg>
      {words}
    </li>
  );
}

function WeeksTable({ weeks }: { readonly weeks: readonly ShownWeek[] }) {
  const say = useSay();
  const first = weeks[0]?.week;
  const words = {
    free: say('signpost.key_free'),
    booked: say('signpost.key_booked'),
    unknown: say('signpost.key_unknown'),
  };
  return (
    <table>
      <caption>
        {first !== undefined && say('signpost.table_caption', { from: dayWords(say, first) })}
      </caption>
      <thead>
        <tr>
          <th scope="col">{say('signpost.table_from')}</th>
          <th scope="col" class="n">
            {say('signpost.table_weeks')}
          </th>
          <th scope="col">{say('signpost.table_state')}</th>
          <th scope="col" class="n">
            {say('signpost.table_hours')}
          </th>
        </tr>
      </thead>
      <tbody>
        {runsOf(weeks).map((run) => (
          <tr>
            <th scope="row">
              <time datetime={run.week.toString()}>{dayWords(say, run.week)}</time>
            </th>
            <td class="n">{run.weeks}</td>
            <td>{words[run.state]}</td>
            <td class="n">{run.hours === null ? '–' : say('signpost.short_hours', { hours: run.hours })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
