import type { Child } from 'hono/jsx';
import { spoken } from './spoken.ts';

interface TitleProps {
  /** The heading of the page, in sentence case. */
  readonly children: Child;
  /** Small plain facts above: a number, who can see it, when it was kept. Each becomes one item. */
  readonly kicker?: readonly Child[] | undefined;
  /** `Steps`, on the screens of a form that has several. */
  readonly above?: Child;
  /** One or two sentences under it. */
  readonly deck?: Child;
  /** Buttons at the far end of the title. */
  readonly actions?: Child;
  /** The large setting, for the front page and error pages only. */
  readonly lede?: boolean | undefined;
}

/** The title block every page opens with; holds its only `h1`. */
export function Title({ children, kicker, above, deck, actions, lede = false }: TitleProps) {
  const heading = <h1 class={lede ? 'lede' : undefined}>{children}</h1>;
  return (
    <div class="title">
      {above}
      {kicker !== undefined && (
        <p class="kicker">
          {kicker.map((item) => (
            <span>{item}</span>
          ))}
        </p>
      )}
      {actions === undefined ? (
        heading
      ) : (
        <div class="title-row">
          {heading}
          {actions}
        </div>
      )}
      {deck !== undefined && <p class="deck">{deck}</p>}
    </div>
  );
}

/** The line of plain facts under a front page's masthead; a phone shows the first two. */
export function Folio({ facts }: { readonly facts: readonly Child[] }) {
  return (
    <p class="folio">
      {facts.map((fact) => (
        <span>{fact}</span>
      ))}
    </p>
  );
}

/** Holds the sections of a page or of its main column. Only `Entry` goes in. */
export function Entries({ children }: { readonly children: Child }) {
  return <div class="entries">{children}</div>;
}

interface EntryProps {
  /** The head, in the margin when there is room. Without one give `label`. */
  readonly title?: string | undefined;
  /** Name for screen readers when no head is shown. */
  readonly label?: string | undefined;
  /** A note under the head. */
  readonly note?: Child;
  /** A black rule above instead of a hairline: for the parts of a page, not of an object. */
  readonly strong?: boolean | undefined;
  /** Anchor of the section; drawn from the title if missing. Needed when two heads read alike. */
  readonly id?: string | undefined;
  readonly children: Child;
}

/** A section with its head beside it, as in a catalogue; above it where the column is narrow. */
export function Entry({ title, label, note, strong = false, id, children }: EntryProps) {
  const anchor = title === undefined ? undefined : (id ?? anchorOf(title));
  return (
    <section class={strong ? 'entry strong' : 'entry'} aria-labelledby={anchor} aria-label={label}>
      {title !== undefined && (
        <header>
          <h2 id={anchor}>{title}</h2>
          {note !== undefined && <p>{note}</p>}
        </header>
      )}
      <div class="stack">{children}</div>
    </section>
  );
}

/** The anchor a heading gets: its words in lower case with hyphens. */
export function anchorOf(title: string): string {
  const words = title.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.join('-') || 'part';
}

interface WithAsideProps {
  readonly children: Child;
  /** `Panel` (one, with the main act) and `AsideSection`s. */
  readonly aside: Child;
  /** What the second column is, for screen readers: "Act on this opportunity". */
  readonly label: string;
  /** A wider second column, for previews beside a form. */
  readonly even?: boolean | undefined;
}

/** A main column and a quieter one beside it; below it on a phone. */
export function WithAside({ children, aside, label, even = false }: WithAsideProps) {
  return (
    <div class={even ? 'with-aside even' : 'with-aside'}>
      {children}
      <aside class="aside" aria-label={label}>
        {aside}
      </aside>
    </div>
  );
}

interface AsideProps {
  readonly title: string;
  readonly children: Child;
}

/** The surface that holds the main act of a page, with what it does. One a page. */
export function Panel({ title, children }: AsideProps) {
  return (
    <section class="panel">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** A part of the quieter column. */
export function AsideSection({ title, children }: AsideProps) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Things under each other with one line between; `far` with two. */
export function Stack({
  children,
  far = false,
}: {
  readonly children: Child;
  readonly far?: boolean | undefined;
}) {
  return <div class={far ? 'stack-l' : 'stack'}>{children}</div>;
}

/** Short things in as many columns as fit, as a list. */
export function Columns({ items }: { readonly items: readonly Child[] }) {
  return (
    <ul class="cols" {...spoken('list')}>
      {items.map((item) => (
        <li>{item}</li>
      ))}
    </ul>
  );
}

/** A small quiet line: a condition, a count, a hint that belongs to no field. */
export function Fine({ children }: { readonly children: Child }) {
  return <p class="fine">{children}</p>;
}

/** An address people copy by hand: one click selects it whole. */
export function Handle({ children }: { readonly children: string }) {
  return <code class="handle">{children}</code>;
}
