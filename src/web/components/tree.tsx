/** Somebody in a tree: above them whoever brought them. */
export interface TreeNode {
  readonly id: string;
  readonly name: string;
  /** Null for those nobody here brought. */
  readonly parent: string | null;
  /** Drawn hollow: they left, or are not quite in. */
  readonly isFaint: boolean;
}

interface TreeProps {
  readonly nodes: readonly TreeNode[];
  /** What the picture shows, in a sentence. */
  readonly label: string;
}

const line = 28;
const step = 26;

/** A tree from the top down, a row for each, everybody below and further in than whoever brought them. The same numbers stand in a table beside it. */
export function Tree({ nodes, label }: TreeProps) {
  const rows = rowsOf(nodes);
  const placed = new Map(rows.map((row, index) => [row.node.id, { ...row, index }]));
  const deepest = Math.max(0, ...rows.map((row) => row.depth));
  const widest = Math.max(0, ...rows.map((row) => row.depth * step + row.node.name.length * 8.5));
  const width = Math.ceil(Math.max(widest, deepest * step) + 40);
  return (
    <svg
      class="tree"
      viewBox={`0 0 ${width} ${rows.length * line}`}
      width={width}
      height={rows.length * line}
      role="img"
      aria-label={label}
    >
      {rows.map(({ node, depth, parent }, index) => {
        const x = depth * step + 8;
        const y = index * line + line / 2;
        const above = parent === undefined ? undefined : placed.get(parent);
        return (
          <g class={node.isFaint ? 'faint' : undefined}>
            {above !== undefined && (
              <path d={`M${above.depth * step + 8} ${above.index * line + line / 2 + 5}V${y}H${x - 5}`} />
            )}
            <circle cx={x} cy={y} r="5" />
            <text x={x + 13} y={y + 5}>
              {node.name}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

interface TreeRow {
  readonly node: TreeNode;
  readonly depth: number;
  readonly parent: string | undefined;
}

/** Everybody after whoever brought them, in the order given; who is brought by nobody in the list stands at the edge. */
function rowsOf(nodes: readonly TreeNode[]): TreeRow[] {
  const known = new Set(nodes.map(({ id }) => id));
  const below = new Map<string, TreeNode[]>();
  const roots: TreeNode[] = [];
  for (const node of nodes) {
    if (node.parent === null || !known.has(node.parent)) roots.push(node);
    else below.set(node.parent, [...(below.get(node.parent) ?? []), node]);
  }
  const rows: TreeRow[] = [];
  const visit = (node: TreeNode, depth: number, parent: string | undefined): void => {
    rows.push({ node, depth, parent });
    for (const child of below.get(node.id) ?? []) visit(child, depth + 1, node.id);
  };
  for (const root of roots) visit(root, 0, undefined);
  return rows;
}
