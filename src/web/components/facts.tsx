import type { Child } from 'hono/jsx';

/** A label and its value. */
export interface Fact {
  readonly label: string;
  readonly value: Child;
  /** A quiet line under the value. Not shown in `Figures`. */
  readonly note?: Child;
}

/** Label and value pairs on hairlines: terms, settings, what a thing is. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts.map(({ label, value, note }) => (
        <div>
          <dt>{label}</dt>
          <dd>
            {value}
            {note !== undefined && <small>{note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Up to four numbers worth reading from afar, each with its unit as label. */
export function Figures({ figures }: { readonly figures: readonly Fact[] }) {
  return (
    <dl class="figures">
      {figures.map(({ label, value }) => (
        <div>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A date in the life of a thing: before now, now, or to come. */
export interface CourseDate {
  /** A `TimeStamp`. */
  readonly at: Child;
  readonly what: string;
  readonly when: 'past' | 'now' | 'later';
}

/** The dates of a life in order: past in ink, the present in the accent, what comes on a hairline. */
export function Course({ dates, label }: { readonly dates: readonly CourseDate[]; readonly label: string }) {
  return (
    <ol class="course" aria-label={label}>
      {dates.map(({ at, what, when }) => (
        <li class={when === 'past' ? 'done' : undefined} aria-current={when === 'now' ? 'step' : undefined}>
          {at}
          {when === 'now' ? <b>{what}</b> : what}
        </li>
      ))}
    </ol>
  );
}
