import type { Child } from 'hono/jsx';
import { spoken } from './spoken.ts';

/** A column of a table. */
export interface Column {
  readonly head: string;
  /** Figures: aligned to the end, never wrapped. */
  readonly figures?: boolean | undefined;
  /** The head is only heard, as over a column of buttons. */
  readonly hush?: boolean | undefined;
  /** On a phone the cell stands without its head, for what explains itself. */
  readonly bare?: boolean | undefined;
}

interface TableProps {
  readonly columns: readonly Column[];
  /** Cells in the order of the columns. */
  readonly rows: readonly (readonly Child[])[];
  /** Sums, in the order of the columns. */
  readonly foot?: readonly Child[] | undefined;
  /** What the table is, in a quiet line above it. */
  readonly caption?: string | undefined;
  /** Which column names its row. Default: the first. */
  readonly rowHead?: number | undefined;
  /** `checks`: no heads, three columns of thing, state and explanation. */
  readonly look?: 'plain' | 'checks' | undefined;
}

/**
 * A table that becomes entries on a phone. The roles are spelled out because `display: block` would take its
 * meaning from those who hear it.
 */
export function Table({ columns, rows, foot, caption, rowHead = 0, look = 'plain' }: TableProps) {
  return (
    <table {...spoken('table')} class={look === 'checks' ? 'stacking checks' : 'stacking'}>
      {caption !== undefined && <caption>{caption}</caption>}
      {look === 'plain' && <Heads columns={columns} />}
      <tbody {...spoken('rowgroup')}>
        {rows.map((cells) => (
          <Line columns={columns} cells={cells} rowHead={rowHead} labelled={look === 'plain'} />
        ))}
      </tbody>
      {foot !== undefined && (
        <tfoot {...spoken('rowgroup')}>
          <Line columns={columns} cells={foot} rowHead={rowHead} labelled />
        </tfoot>
      )}
    </table>
  );
}

function Heads({ columns }: { readonly columns: readonly Column[] }) {
  return (
    <thead {...spoken('rowgroup')}>
      <tr {...spoken('row')}>
        {columns.map(({ head, figures, hush }) => (
          <th {...spoken('columnheader')} scope="col" class={figures === true ? 'n' : undefined}>
            {hush === true ? <span class="hush">{head}</span> : head}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface LineProps {
  readonly columns: readonly Column[];
  readonly cells: readonly Child[];
  readonly rowHead: number;
  readonly labelled: boolean;
}

function Line({ columns, cells, rowHead, labelled }: LineProps) {
  return (
    <tr {...spoken('row')}>
      {columns.map((column, index) => {
        const kind = column.figures === true ? 'n' : undefined;
        if (index === rowHead) {
          return (
            <th {...spoken('rowheader')} scope="row" class={kind}>
              {cells[index]}
            </th>
          );
        }
        const shown = labelled && column.hush !== true && column.bare !== true && cells[index] !== undefined;
        return (
          <td {...spoken('cell')} class={kind} data-h={shown ? column.head : undefined}>
            {cells[index]}
          </td>
        );
      })}
    </tr>
  );
}
