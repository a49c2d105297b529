import type { SignpostSkill, SkillList } from '../../domain/signposts/signpost.ts';
import { useSay } from '../reader.tsx';
import { begun, dayWords, levelKeys } from './signpost-words.ts';
import { spoken } from './spoken.ts';
import { State } from './state.tsx';

interface SkillLinesProps {
  readonly skills: readonly SignpostSkill[];
  readonly list: SkillList;
  /** Our origin: skills that are at home here have a page. */
  readonly origin: string;
}

/** Skills in the order their person gave them: how well, since when, last when; and who stands behind it. */
export function SkillLines({ skills, list, origin }: SkillLinesProps) {
  return (
    <ul class="rows receipt" {...spoken('list')}>
      {skills.map((line) => (
        <SkillLine line={line} list={list} origin={origin} />
      ))}
    </ul>
  );
}

type SkillLineProps = Pick<SkillLinesProps, 'list' | 'origin'> & { readonly line: SignpostSkill };

function SkillLine({ line, list, origin }: SkillLineProps) {
  const say = useSay();
  const isOurs = line.skill.startsWith(`${origin}/skills/`);
  const facts = [
    line.level === null ? '' : say(levelKeys[line.level]),
    line.since === null ? '' : say('signpost.since', { when: String(line.since) }),
    line.lastUsed === null ? '' : say('signpost.last_used', { when: dayWords(say, line.lastUsed, 'month') }),
  ].filter((fact) => fact !== '');
  const words = begun(say, facts.join(', '));
  return (
    <li>
      <div>
        {isOurs ? (
          <a href={line.skill.slice(origin.length)}>
            <bdi>{line.label}</bdi>
          </a>
        ) : (
          <bdi>{line.label}</bdi>
        )}
        {words !== '' && <p class="fine">{words}</p>}
        {line.note !== '' && (
          <p class="fine">
            <bdi>{line.note}</bdi>
          </p>
        )}
      </div>
      {list === 'do' && <Evidence evidence={line.evidence} />}
    </li>
  );
}

/** Who stands behind something: the person alone, or the other side of a finished agreement too. */
export function Evidence({ evidence }: Pick<SignpostSkill, 'evidence'>) {
  return <State state={evidence} />;
}
