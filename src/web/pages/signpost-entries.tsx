import { sanitizeHtml } from '../../core/html.ts';
import { paths } from '../../core/iri.ts';
import { thisWeek } from '../../domain/signposts/availability.ts';
import type { SkillList } from '../../domain/signposts/signpost.ts';
import { AvailabilityPlot, availabilityWords, Freshness } from '../components/availability.tsx';
import { Prose } from '../components/prose.tsx';
import { Entry, Fine } from '../components/section.tsx';
import { SeenBy, WorkTable } from '../components/signpost-parts.tsx';
import { SkillLines } from '../components/signpost-skills.tsx';
import { listKeys } from '../components/signpost-words.ts';
import { Said, useSay } from '../reader.tsx';
import { noteOf, type SignpostProps } from './signpost-props.tsx';

/** What somebody says of themselves. */
export function AboutEntry(props: SignpostProps) {
  const say = useSay();
  const { view, member } = props;
  const about = sanitizeHtml(member.summary);
  if (!view.hasIntroduction || about === '') return null;
  return (
    <Entry title={say('signpost.about')} id="about" note={noteOf(props, 'introduction')} strong>
      <Prose html={about} />
    </Entry>
  );
}

/** The three lists: what they do, what they are learning, what they do not do. */
export function TakeOnEntry(props: SignpostProps) {
  const say = useSay();
  const { view, reader } = props;
  const isMine = reader === 'me';
  const lists = (['do', 'learning', 'dont'] as const).filter(
    (list) => view[list] !== undefined && (isMine || (view[list]?.length ?? 0) > 0),
  );
  if (lists.length === 0) return null;
  const others = lists.filter((list) => list !== 'do');
  return (
    <Entry title={say('signpost.take_on')} id="skills" note={say('signpost.take_on_note')} strong>
      {lists.includes('do') && <ListPart {...props} list="do" />}
      {others.length > 0 && (
        <div class="cols">
          {others.map((list) => (
            <ListPart {...props} list={list} />
          ))}
        </div>
      )}
    </Entry>
  );
}

function ListPart(props: SignpostProps & { readonly list: SkillList }) {
  const say = useSay();
  const { view, list, audiences, origin } = props;
  const skills = view[list] ?? [];
  return (
    <div class="listing">
      <h3>{say(listKeys[list])}</h3>
      {audiences !== undefined && <SeenBy audience={audiences[list]} />}
      {skills.length === 0 ? (
        <p class="fine">
          <Said
            k={`signpost.empty_${list}`}
            draw={{ link: (words) => <a href={`/me/skills/${list}`}>{words}</a> }}
          />
        </p>
      ) : (
        <SkillLines skills={skills} list={list} origin={origin} />
      )}
    </div>
  );
}

/** The year ahead. */
export function FreeEntry(props: SignpostProps) {
  const say = useSay();
  const { view, reader, now, member } = props;
  const { availability } = view;
  if (availability === undefined) return null;
  const today = thisWeek(now);
  const isKnown = availability.weeks.length > 0;
  if (!isKnown && reader === 'anyone') return null;
  const fresh = isKnown ? <Freshness availability={availability} now={now} /> : undefined;
  const note = noteOf(props, 'availability', fresh);
  return (
    <Entry title={say('signpost.free')} id="free" note={note} strong>
      {isKnown ? (
        <>
          <p class="finding">{availabilityWords(say, { availability, today })}</p>
          <AvailabilityPlot availability={availability} today={today} />
        </>
      ) : reader === 'me' ? (
        <p>
          <Said
            k="signpost.empty_availability"
            draw={{ link: (words) => <a href="/me/availability">{words}</a> }}
          />
        </p>
      ) : (
        <p>{say('signpost.free_unsaid', { name: member.name })}</p>
      )}
    </Entry>
  );
}

/** What they delivered, with who stands behind it. */
export function WorkEntry(props: SignpostProps) {
  const say = useSay();
  const { view, reader, member } = props;
  const work = view.work ?? [];
  if (view.work === undefined || (work.length === 0 && reader !== 'me')) return null;
  const note = noteOf(props, 'work', say('signpost.work_note', { name: member.name }));
  return (
    <Entry title={say('signpost.work')} id="work" note={note} strong>
      {work.length === 0 ? (
        <p>
          <Said k="signpost.empty_work" draw={{ link: (words) => <a href="/me/work/new">{words}</a> }} />
        </p>
      ) : (
        <WorkTable work={work} />
      )}
    </Entry>
  );
}

/** Where endorsements will stand, and how the first one comes. Its person alone sees it while there are none. */
export function EndorsementsEntry() {
  const say = useSay();
  return (
    <Entry title={say('signpost.endorsements')} id="endorsements" strong>
      <p>
        <Said
          k="signpost.empty_endorsements"
          draw={{ link: (words) => <a href={paths.opportunities}>{words}</a> }}
        />
      </p>
      <Fine>{say('signpost.only_you_see')}</Fine>
    </Entry>
  );
}
