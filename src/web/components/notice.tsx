import type { Child } from 'hono/jsx';
import { useSay } from '../reader.tsx';
import { fieldId } from './form.tsx';

interface NoticeProps {
  /** `wait` something to settle, `bad` something is over or refused, `good` it worked. */
  readonly tone?: 'plain' | 'wait' | 'bad' | 'good' | undefined;
  readonly title?: string | undefined;
  readonly children: Child;
  /** Read out when the page opens: for the answer to what was just done. */
  readonly announced?: boolean | undefined;
}

/** Something on this page needs a decision, or was just done. One at most. */
export function Notice({ tone = 'plain', title, children, announced = false }: NoticeProps) {
  return (
    <div class={tone === 'plain' ? 'notice' : `notice ${tone}`} role={announced ? 'status' : undefined}>
      {title !== undefined && <h2>{title}</h2>}
      {children}
    </div>
  );
}

/** What is wrong with one field, with both values in it: what was given and what is expected. */
export interface FieldError {
  /** The name of the field; the line links to it. Left out for what concerns the whole form. */
  readonly name?: string | undefined;
  readonly message: string;
}

interface ErrorSummaryProps {
  readonly errors: readonly FieldError[];
  readonly title?: string | undefined;
}

/** Every error of a form at its top, each linking to its field; takes the focus without a script. Nothing if none. */
export function ErrorSummary({ errors, title }: ErrorSummaryProps) {
  const say = useSay();
  if (errors.length === 0) return null;
  const words = title ?? say('forms.errors', { count: errors.length });
  return (
    <div class="notice bad" role="alert" tabindex={-1} autofocus>
      <h2>{words}</h2>
      <ul>
        {errors.map(({ name, message }) => (
          <li>{name === undefined ? message : <a href={`#${fieldId(name)}`}>{message}</a>}</li>
        ))}
      </ul>
    </div>
  );
}

interface EmptyProps {
  /** About the reader and true: "You have not signed anything yet". */
  readonly title: string;
  /** What this place is for and how the first thing gets here. */
  readonly children: Child;
  /** One act, and perhaps a quiet second. */
  readonly actions?: Child;
}

/** A list with nothing in it yet. Its heading is an `h2`. */
export function Empty({ title, children, actions }: EmptyProps) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      <div class="prose">{children}</div>
      {actions}
    </div>
  );
}
