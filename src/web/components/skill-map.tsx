import { useSay } from '../reader.tsx';

/** A skill with how many do it at each level, the best first; of each who used it lately, and who did not or did not say. */
export interface SkillRow {
  readonly label: string;
  readonly href: string;
  readonly levels: readonly { readonly recent: number; readonly older: number }[];
}

interface SkillMapProps {
  readonly rows: readonly SkillRow[];
  /** The heads of the levels, in their order. */
  readonly levels: readonly string[];
  /** What it shows, in a sentence: the name of the picture. */
  readonly finding: string;
}

/** One mark is one person. In its own units. */
const mark = 11;
const gap = 3;
/** More of one level than this are counted in figures. */
const mostMarks = 8;

/**
 * What a collective does: for each skill a line of marks, one for each person, by level; solid where it was used within
 * a year, hollow otherwise. The caller puts the same as a table behind it.
 */
export function SkillMap({ rows, levels, finding }: SkillMapProps) {
  return (
    <figure class="skill-map" aria-label={finding}>
      <p class="heads" aria-hidden="true">
        {levels.map((level) => (
          <small>{level}</small>
        ))}
      </p>
      <ul>
        {rows.map((row) => (
          <li>
            <a href={row.href} dir="auto">
              {row.label}
            </a>
            <Marks row={row} levels={levels} />
          </li>
        ))}
      </ul>
      <Key />
    </figure>
  );
}

function Marks({ row, levels }: { readonly row: SkillRow; readonly levels: readonly string[] }) {
  const groups = row.levels.map((level, index) => ({
    ...level,
    count: level.recent + level.older,
    name: levels[index] ?? '',
  }));
  const said = groups.filter(({ count }) => count > 0).map(({ name, count }) => `${name}: ${count}`);
  return (
    <span class="levels" role="img" aria-label={`${row.label}. ${said.join('; ')}`}>
      {groups.map((group) =>
        group.count === 0 ? (
          <span />
        ) : (
          <span>
            <Group {...group} />
            <small>{group.name}</small>
          </span>
        ),
      )}
    </span>
  );
}

interface GroupProps {
  readonly recent: number;
  readonly older: number;
  readonly count: number;
}

function Group({ recent, count }: GroupProps) {
  const shown = Math.min(count, mostMarks);
  const more = count - shown;
  const width = shown * (mark + gap) + (more > 0 ? 26 : 0);
  return (
    <svg viewBox={`0 0 ${width} ${mark}`} width={width} height={mark} aria-hidden="true">
      {Array.from({ length: shown }, (_, index) => (
        <Mark x={index * (mark + gap)} isRecent={index < recent} />
      ))}
      {more > 0 && (
        <text x={shown * (mark + gap)} y={mark}>
          +{more}
        </text>
      )}
    </svg>
  );
}

function Mark({ x, isRecent }: { readonly x: number; readonly isRecent: boolean }) {
  if (isRecent) return <rect class="solid" x={x} y={0} width={mark} height={mark} />;
  return <rect class="hollow" x={x + 0.75} y={0.75} width={mark - 1.5} height={mark - 1.5} />;
}

function Key() {
  const say = useSay();
  return (
    <ul class="keys">
      {[true, false].map((isRecent) => (
        <li>
          <svg viewBox={`0 0 ${mark} ${mark}`} aria-hidden="true">
            <Mark x={0} isRecent={isRecent} />
          </svg>
          {say(isRecent ? 'directory.skills_key_recent' : 'directory.skills_key_older')}
        </li>
      ))}
    </ul>
  );
}
