import { useSay } from '../reader.tsx';

/** A week of somebody, as it is drawn. */
export type HeatCell =
  | { readonly state: 'free'; readonly hours: number | null }
  | { readonly state: 'booked' }
  | { readonly state: 'unknown' };

/** Somebody, with their weeks in the order of the columns. */
export interface HeatRow {
  readonly name: string;
  readonly cells: readonly HeatCell[];
  /** Their word is old: drawn hollow. */
  readonly isOld: boolean;
}

interface HeatMapProps {
  /** The Mondays of the columns. */
  readonly weeks: readonly Temporal.PlainDate[];
  readonly rows: readonly HeatRow[];
  /** What it shows, in a sentence: the name of the picture. */
  readonly finding: string;
  /** BCP 47, for the names of months. */
  readonly language: string;
}

/** How the picture is laid out; in its own units, one of which is one pixel where there is room. */
interface Layout {
  readonly kind: 'if-wide' | 'if-narrow';
  readonly names: number;
  readonly week: number;
  readonly row: number;
  /** How many characters of a name fit. */
  readonly letters: number;
  readonly columns: number;
}

const wide: Layout = { kind: 'if-wide', names: 190, week: 31, row: 30, letters: 25, columns: 26 };
const narrow: Layout = { kind: 'if-narrow', names: 104, week: 18, row: 30, letters: 13, columns: 13 };

const head = 26;
/** Hours that fill a cell. */
const fullWeek = 40;

/**
 * When a team is free, people by weeks: height tells hours, so it reads in grey and in print. Drawn twice, for wide and
 * for narrow pages; the caller puts the same as a table behind it.
 */
export function HeatMap(props: HeatMapProps) {
  return (
    <figure class="heat">
      <Picture {...props} layout={wide} />
      <Picture {...props} layout={narrow} />
      <Key hasOld={props.rows.some(({ isOld }) => isOld)} />
    </figure>
  );
}

function Picture({ weeks, rows, finding, language, layout }: HeatMapProps & { readonly layout: Layout }) {
  const shown = weeks.slice(0, layout.columns);
  const width = layout.names + shown.length * layout.week;
  const height = head + rows.length * layout.row;
  return (
    <svg class={layout.kind} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={finding}>
      {monthsOf(shown, language).map(({ at, name }) => (
        <>
          <path class="month" d={`M${layout.names + at * layout.week - 1} 6V${height}`} />
          <text x={layout.names + at * layout.week + 3} y={16}>
            {name}
          </text>
        </>
      ))}
      {rows.map((row, index) => (
        <Line row={row} y={head + index * layout.row} layout={layout} />
      ))}
    </svg>
  );
}

/** Where each month begins that has room for its name. */
function monthsOf(weeks: readonly Temporal.PlainDate[], language: string): { at: number; name: string }[] {
  const months = weeks.flatMap((week, at) => {
    const isFirst = at === 0 || weeks[at - 1]?.month !== week.month;
    return isFirst
      ? [{ at, name: week.toLocaleString(language, { month: 'short', calendar: 'gregory' }) }]
      : [];
  });
  return months.filter(({ at }, index) => (months[index + 1]?.at ?? weeks.length) - at >= 2);
}

interface LineProps {
  readonly row: HeatRow;
  readonly y: number;
  readonly layout: Layout;
}

function Line({ row, y, layout }: LineProps) {
  const letters = [...row.name];
  const name =
    letters.length > layout.letters ? `${letters.slice(0, layout.letters - 1).join('')}…` : row.name;
  return (
    <g class={row.isOld ? 'old' : undefined} transform={`translate(0 ${y})`}>
      <text x={0} y={layout.row - 9}>
        {name}
      </text>
      <Cells
        cells={row.cells.slice(0, layout.columns).map((cell, index) => ({
          ...{ cell, x: layout.names + index * layout.week, y: 3 },
          ...{ width: layout.week - 3, height: layout.row - 6 },
        }))}
      />
    </g>
  );
}

interface PlacedCell {
  readonly cell: HeatCell;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a cell is drawn with, each in one path for all cells of a line: a large team has thousands of cells. */
const looks = ['room', 'free', 'some', 'busy', 'none'] as const;

function Cells({ cells }: { readonly cells: readonly PlacedCell[] }) {
  const strokes = cells.flatMap(strokesOf);
  return (
    <>
      {looks.map((look) => {
        const path = strokes.flatMap(([of, stroke]) => (of === look ? stroke : [])).join('');
        return path === '' ? null : <path class={look} d={path} />;
      })}
    </>
  );
}

function strokesOf({ cell, x, y, width, height }: PlacedCell): [(typeof looks)[number], string][] {
  const base = y + height;
  if (cell.state === 'unknown') return [['none', `M${x + width / 2} ${y + height / 2}h0`]];
  if (cell.state === 'booked') return [['busy', `M${x + 2} ${base - 1}h${width - 4}`]];
  if (cell.hours === null) return [['some', box(x + 0.75, y + 6, width - 1.5, height - 6.75)]];
  const tall = Math.round(Math.max(4, (Math.min(cell.hours, fullWeek) / fullWeek) * height) * 10) / 10;
  return [
    ['room', box(x, y, width, height)],
    ['free', box(x, base - tall, width, tall)],
  ];
}

function box(x: number, y: number, width: number, height: number): string {
  return `M${x} ${y}h${width}v${height}h-${width}z`;
}

function Key({ hasOld }: { readonly hasOld: boolean }) {
  const say = useSay();
  const samples: (readonly [HeatCell, string, boolean])[] = [
    [{ state: 'free', hours: 24 }, say('directory.key_free'), false],
    [{ state: 'free', hours: null }, say('directory.key_free_unsaid'), false],
    [{ state: 'booked' }, say('directory.key_booked'), false],
    [{ state: 'unknown' }, say('directory.key_unknown'), false],
    ...(hasOld ? [[{ state: 'free', hours: 24 }, say('directory.key_stale'), true] as const] : []),
  ];
  return (
    <ul class="keys">
      {samples.map(([cell, words, isOld]) => (
        <li>
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <g class={isOld ? 'old' : undefined}>
              <Cells cells={[{ cell, x: 1, y: 1, width: 18, height: 18 }]} />
            </g>
          </svg>
          {words}
        </li>
      ))}
    </ul>
  );
}
