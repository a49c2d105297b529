import type { Child } from 'hono/jsx';
import { Icon, type IconName } from '../icons.tsx';

interface ButtonProps {
  /** What happens, as a verb: "Publish to anyone". */
  readonly children: Child;
  /** Makes it a link. Only for going somewhere, never for changing something. */
  readonly href?: string | undefined;
  /** `fill` for the one main act, `line` for others, `plain` for the quiet way out. */
  readonly look?: 'fill' | 'line' | 'plain' | undefined;
  readonly small?: boolean | undefined;
  readonly icon?: IconName | undefined;
  /** Sent with the form when this button is the one pressed. */
  readonly name?: string | undefined;
  readonly value?: string | undefined;
  /** Another address than the form's. */
  readonly formaction?: string | undefined;
  /** Submits although fields are missing: for previews and drafts. */
  readonly novalidate?: boolean | undefined;
  /** Cannot be pressed yet: say beside it why. It keeps its place in the tab order. */
  readonly off?: boolean | undefined;
}

/** A button, or a link that looks like one. Without `href` it submits its form. */
export function Button(props: ButtonProps) {
  const {
    children,
    href,
    look = 'fill',
    small = false,
    icon,
    name,
    value,
    formaction,
    novalidate,
    off = false,
  } = props;
  const names = ['button', look === 'fill' ? '' : look, small ? 'small' : '']
    .filter((part) => part !== '')
    .join(' ');
  const inside = (
    <>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </>
  );
  if (href !== undefined) {
    return (
      <a class={names} href={href}>
        {inside}
      </a>
    );
  }
  if (off) {
    return (
      <button class={names} type="button" aria-disabled="true">
        {inside}
      </button>
    );
  }
  return (
    <button
      class={names}
      type="submit"
      name={name}
      value={value}
      formaction={formaction}
      formnovalidate={novalidate}
    >
      {inside}
    </button>
  );
}

/** Buttons in a line that wraps, the main act first. May hold a `Told` or a fine line at its end. */
export function Actions({ children }: { readonly children: Child }) {
  return <div class="actions">{children}</div>;
}
