import type { Child } from 'hono/jsx';
import { safeHref } from '../../core/html.ts';
import type { IconName } from '../icons.tsx';
import { Said, useSay } from '../reader.tsx';
import { Who } from './audience.tsx';
import type { House } from './house.ts';
import { Mark } from './mark.tsx';
import { spoken } from './spoken.ts';
import { State, type StateName } from './state.tsx';

/** One piece of work in a list. */
export interface IndexItem {
  readonly href: string;
  readonly title: string;
  /** One sentence of what should be true at the end. */
  readonly summary?: string | undefined;
  /** A `TimeStamp` of the deadline, and what it means: "in 8 days, 18:00". */
  readonly when?: Child;
  readonly whenNote?: string | undefined;
  readonly state: StateName;
  readonly stateWord?: string | undefined;
  /** Roles in a line: "Editor, apprentice". */
  readonly roles?: string | undefined;
  /** The collective it comes from, when it is not ours. */
  readonly from?: { readonly name: string; readonly house: House } | undefined;
  /** Place, languages, how many roles we could fill. */
  readonly facts?: readonly { readonly icon: IconName; readonly words: string }[] | undefined;
  /** Pay and its kind: a `MoneyText` or words, then "fixed, 220 h". */
  readonly pay?: Child;
  readonly payNote?: string | undefined;
}

interface IndexProps {
  readonly items: readonly IndexItem[];
  /** A heading for screen readers, where no visible one stands above the list. */
  readonly heading?: string | undefined;
}

/** A list of work, like a contents page: date, title, roles, terms. Not for people and not for tasks. */
export function Index({ items, heading }: IndexProps) {
  return (
    <>
      {heading !== undefined && <h2 class="hush">{heading}</h2>}
      <ol class="index" {...spoken('list')}>
        {items.map((item) => (
          <IndexLine item={item} />
        ))}
      </ol>
    </>
  );
}

function IndexLine({ item }: { readonly item: IndexItem }) {
  return (
    <li>
      <p class="when">
        {item.when}
        {item.whenNote !== undefined && <span>{item.whenNote}</span>}
      </p>
      <div>
        <h3>
          <a href={safeHref(item.href)} dir="auto">
            {item.title}
          </a>
        </h3>
        {item.summary !== undefined && (
          <p class="sum" dir="auto">
            {item.summary}
          </p>
        )}
        <p class="meta">
          <State state={item.state}>{item.stateWord}</State>
          {item.roles !== undefined && <span>{item.roles}</span>}
        </p>
        <Origin item={item} />
      </div>
      {item.pay !== undefined && (
        <p class="pay">
          <b>{item.pay}</b>
          {item.payNote !== undefined && <small>{item.payNote}</small>}
        </p>
      )}
    </li>
  );
}

function Origin({ item: { from, facts = [] } }: { readonly item: IndexItem }) {
  if (from === undefined && facts.length === 0) return null;
  return (
    <p class="meta">
      {from !== undefined && (
        <span class="who">
          <Mark name={from.name} house={from.house} size="s" />
          <span>
            <Said
              k="frame.from"
              values={{ domain: from.house.domain }}
              draw={{ place: (words) => <bdi>{words}</bdi> }}
            />
          </span>
        </span>
      )}
      {facts.map(({ icon, words }) => (
        <Who icon={icon}>{words}</Who>
      ))}
    </p>
  );
}

/** One row: what it is, and what can be done about it. */
export interface RowItem {
  readonly title?: string | undefined;
  readonly href?: string | undefined;
  readonly children: Child;
  /** `Actions` at the end of the row. */
  readonly actions?: Child;
}

/** Any list of things with something to do at the end: tasks, follow requests, people to answer. */
export function Rows({ rows }: { readonly rows: readonly RowItem[] }) {
  return (
    <ul class="rows" {...spoken('list')}>
      {rows.map(({ title, href, children, actions }) => (
        <li>
          <div>
            {title !== undefined && (
              <h3>{href === undefined ? title : <a href={safeHref(href)}>{title}</a>}</h3>
            )}
            {children}
          </div>
          {actions}
        </li>
      ))}
    </ul>
  );
}

/** What became of one thing that was sent or checked. */
export interface ReceiptLine {
  readonly what: Child;
  /** Why, and when it is tried again. */
  readonly note?: Child;
  readonly state: StateName;
  /** More exact than the state's word: "214 told". */
  readonly word?: string | undefined;
}

/** A receipt: short pairs of thing and state. What failed stands beside what worked. */
export function Receipt({ lines }: { readonly lines: readonly ReceiptLine[] }) {
  return (
    <ul class="rows receipt" {...spoken('list')}>
      {lines.map(({ what, note, state, word }) => (
        <li>
          <div>
            {what}
            {note !== undefined && <p class="fine">{note}</p>}
          </div>
          <State state={state}>{word}</State>
        </li>
      ))}
    </ul>
  );
}

/** One thing that happened. */
export interface LogItem {
  /** A `TimeStamp`. */
  readonly at: Child;
  /** What it is called: "Revision 2". */
  readonly title: string;
  readonly by?: string | undefined;
  /** What moved: a sentence with `Changed` in it. */
  readonly children?: Child;
}

/** What happened to a thing, newest first. */
export function Log({ items }: { readonly items: readonly LogItem[] }) {
  return (
    <ol class="log" {...spoken('list')}>
      {items.map(({ at, title, by, children }) => (
        <li>
          {at}
          <div>
            {by === undefined ? <b>{title}</b> : <By title={title} name={by} />}
            {children !== undefined && <div>{children}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}

function By(values: { readonly title: string; readonly name: string }) {
  return (
    <Said
      k="frame.by"
      values={values}
      draw={{ what: (words) => <b>{words}</b>, who: (words) => <bdi>{words}</bdi> }}
    />
  );
}

/** What a revision took out and put in, told by marks and, for those who hear the page, by words. */
export function Changed({
  from,
  to,
}: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}) {
  const say = useSay();
  return (
    <>
      {from !== undefined && (
        <del>
          <span class="hush">{say('frame.was')} </span>
          {from}
        </del>
      )}
      {from !== undefined && to !== undefined && ' '}
      {to !== undefined && (
        <ins>
          <span class="hush">{say('frame.now')} </span>
          {to}
        </ins>
      )}
    </>
  );
}
