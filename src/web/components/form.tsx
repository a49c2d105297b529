import type { Child } from 'hono/jsx';
import { Icon } from '../icons.tsx';
import { useSay } from '../reader.tsx';

/** What every part of a form has: a name that is sent, a label that is seen, and perhaps a hint and an error. */
export interface Labelled {
  readonly name: string;
  readonly label: string;
  /** Stands before the control: what belongs here. */
  readonly hint?: Child;
  /** Stands under the control and names both values. Marks the control as invalid. */
  readonly error?: string | undefined;
}

/** An option of a choice. */
export interface Option {
  readonly value: string;
  readonly label: string;
  /** A quiet line under the label; not shown in a select. */
  readonly hint?: string | undefined;
}

interface FieldShape {
  readonly value?: string | undefined;
  readonly required?: boolean | undefined;
  /** `short` for dates and numbers, `full` to fill its column, `grow` for the wide one of a filter line. */
  readonly width?: 'normal' | 'short' | 'full' | 'grow' | undefined;
  readonly autocomplete?: string | undefined;
  readonly maxlength?: number | undefined;
}

interface InputShape {
  readonly type?:
    | 'text'
    | 'search'
    | 'email'
    | 'url'
    | 'date'
    | 'month'
    | 'time'
    | 'datetime-local'
    | 'number'
    | 'tel'
    | undefined;
  readonly placeholder?: string | undefined;
  readonly inputmode?: 'text' | 'numeric' | 'decimal' | 'email' | 'url' | undefined;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly step?: string | undefined;
  /** Off for handles, domains, codes. */
  readonly spellcheck?: boolean | undefined;
  readonly rows?: never;
  readonly options?: never;
}

interface AreaShape {
  readonly rows: number;
  readonly placeholder?: string | undefined;
  readonly options?: never;
}

interface SelectShape {
  readonly options: readonly Option[];
  readonly rows?: never;
}

/** With `rows` a field is a text area, with `options` a select, otherwise an input of its `type`. */
export type FieldProps = Labelled & FieldShape & (InputShape | AreaShape | SelectShape);

/** The id of a field's control; what an error summary links to. */
export function fieldId(name: string): string {
  return `f-${name.replace(/[^A-Za-z0-9_-]+/g, '-')}`;
}

/** How a control points to its hint and its error. Spread it on any control of your own. */
export function wiring({ name, hint, error }: Pick<Labelled, 'name' | 'hint' | 'error'>) {
  const id = fieldId(name);
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`];
  return {
    id,
    name,
    'aria-describedby': described.filter((part) => part !== '').join(' ') || undefined,
    'aria-invalid': error === undefined ? undefined : ('true' as const),
  };
}

/** A label, its hint, one control, and its error, wired together. */
export function Field(props: FieldProps) {
  const { name, label, hint, error, width = 'normal' } = props;
  return (
    <div class={width === 'normal' ? 'field' : `field ${width}`}>
      <label for={fieldId(name)}>{label}</label>
      <Hint name={name} hint={hint} />
      <Control {...props} />
      <Failure name={name} error={error} />
    </div>
  );
}

function Control(props: FieldProps) {
  const { value, required, autocomplete, maxlength } = props;
  const common = { ...wiring(props), required, autocomplete };
  if (props.options !== undefined) {
    return (
      <select {...common}>
        {props.options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    );
  }
  if (props.rows !== undefined) {
    return (
      <textarea {...common} rows={props.rows} maxlength={maxlength} placeholder={props.placeholder}>
        {/* A text area swallows one leading line end; this is the one. */}
        {`\n${value ?? ''}`}
      </textarea>
    );
  }
  const { type = 'text', placeholder, inputmode, min, max, step, spellcheck } = props;
  const extra = { type, placeholder, inputmode, min, max, step, spellcheck, maxlength };
  return <input {...common} {...extra} value={value} />;
}

/** The hint of a control, under its label. */
export function Hint({ name, hint }: Pick<Labelled, 'name' | 'hint'>) {
  if (hint === undefined) return null;
  return (
    <p class="hint" id={`${fieldId(name)}-hint`}>
      {hint}
    </p>
  );
}

/** The error of a control, under it: a mark and a sentence, not only a colour. */
export function Failure({ name, error }: Pick<Labelled, 'name' | 'error'>) {
  if (error === undefined) return null;
  return (
    <p class="error" id={`${fieldId(name)}-error`}>
      <Icon name="warn" />
      <span>{error}</span>
    </p>
  );
}

type JoinProps = Labelled &
  FieldShape &
  InputShape & {
    /** What is fixed behind the input: `@loom.example`. */
    readonly suffix?: string | undefined;
    /** A button behind the input: "Follow". */
    readonly button?: string | undefined;
  };

/** An input joined to what belongs to it: the fixed end of an address, or the one button of a small form. */
export function Join(props: JoinProps) {
  const { name, label, hint, error, width = 'normal', suffix, button } = props;
  return (
    <div class={width === 'normal' ? 'field' : `field ${width}`}>
      <label for={fieldId(name)}>{label}</label>
      <Hint name={name} hint={hint} />
      <div class="join">
        <Control {...props} />
        {suffix !== undefined && <span class="fixed">{suffix}</span>}
        {button !== undefined && (
          <button class="button" type="submit">
            {button}
          </button>
        )}
      </div>
      <Failure name={name} error={error} />
    </div>
  );
}

/** Fields under each other. */
export function Fields({ children }: { readonly children: Child }) {
  return <div class="fields">{children}</div>;
}

/** Short fields in a line that wraps: a date and a time, hours and terms. */
export function FieldRow({ children }: { readonly children: Child }) {
  return <div class="row">{children}</div>;
}

interface FiltersProps {
  readonly children: Child;
  /** The list's own address; the fields become its query. */
  readonly action: string;
  readonly submit?: string | undefined;
  /** What is shown now: "5 opportunities, soonest deadline first." */
  readonly note?: Child;
}

/** The line of fields above a list. The first `Field` should be `width="grow"`. */
export function Filters({ children, action, submit, note }: FiltersProps) {
  const say = useSay();
  return (
    <search>
      <form class="filters" action={action} method="get">
        <div class="row">
          {children}
          <button class="button line" type="submit">
            {submit ?? say('forms.show')}
          </button>
        </div>
        {note !== undefined && <p class="fine">{note}</p>}
      </form>
    </search>
  );
}
