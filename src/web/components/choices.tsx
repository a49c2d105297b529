import { Failure, fieldId, Hint, type Labelled, type Option } from './form.tsx';
import type { House } from './house.ts';
import { Mark } from './mark.tsx';

interface ChoicesProps extends Labelled {
  readonly options: readonly Option[];
  /** Values chosen: one for radios, any number for checkboxes. */
  readonly value?: string | readonly string[] | undefined;
  /** Several may be chosen. */
  readonly many?: boolean | undefined;
  readonly required?: boolean | undefined;
}

/** Radios or checkboxes with a legend. Prefer it to a select up to seven options: everything is seen at once. */
export function Choices({
  name,
  label,
  hint,
  error,
  options,
  value = [],
  many = false,
  required,
}: ChoicesProps) {
  const chosen = typeof value === 'string' ? [value] : value;
  const id = fieldId(name);
  return (
    <fieldset class="choices" {...group(name, hint, error)}>
      <legend>{label}</legend>
      <Hint name={name} hint={hint} />
      {options.map((option, index) => (
        <p class="choice">
          <input
            type={many ? 'checkbox' : 'radio'}
            id={index === 0 ? id : `${id}-${index}`}
            name={name}
            value={option.value}
            checked={chosen.includes(option.value)}
            required={required === true && !many}
          />
          <label for={index === 0 ? id : `${id}-${index}`}>
            {option.label}
            {option.hint !== undefined && <small>{option.hint}</small>}
          </label>
        </p>
      ))}
      <Failure name={name} error={error} />
    </fieldset>
  );
}

function group(name: string, hint: Labelled['hint'], error: string | undefined) {
  const id = fieldId(name);
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`];
  return { 'aria-describedby': described.filter((part) => part !== '').join(' ') || undefined };
}

/** A shape or a colour to choose, shown as the mark it makes. */
export interface MarkOption extends Option {
  readonly house: House;
}

interface MarkChoicesProps extends Labelled {
  readonly options: readonly MarkOption[];
  readonly value?: string | undefined;
  /** The name whose initials are struck. */
  readonly initials: string;
}

/** Radios that are marks: the shape and the colour of a collective. */
export function MarkChoices({ name, label, hint, error, options, value, initials }: MarkChoicesProps) {
  const id = fieldId(name);
  return (
    <fieldset class="choices shapes" {...group(name, hint, error)}>
      <legend>{label}</legend>
      <Hint name={name} hint={hint} />
      <div class="marks">
        {options.map((option, index) => (
          <span>
            <input
              type="radio"
              id={index === 0 ? id : `${id}-${index}`}
              name={name}
              value={option.value}
              checked={option.value === value}
            />
            <label for={index === 0 ? id : `${id}-${index}`}>
              <Mark name={initials} house={option.house} size="l" />
              <span>{option.label}</span>
            </label>
          </span>
        ))}
      </div>
      <Failure name={name} error={error} />
    </fieldset>
  );
}

interface StepsProps {
  /** Names of the screens in order; `href` once a screen may be gone back to. */
  readonly steps: readonly { readonly label: string; readonly href?: string | undefined }[];
  /** Which one this is, from 0. */
  readonly current: number;
}

/** Where one is in a form of several short screens. Stands above the title. */
export function Steps({ steps, current }: StepsProps) {
  return (
    <ol class="steps">
      {steps.map(({ label, href }, index) => (
        <li aria-current={index === current ? 'step' : undefined}>
          <span class="num">{index + 1}</span>
          {href === undefined ? label : <a href={href}>{label}</a>}
        </li>
      ))}
    </ol>
  );
}
