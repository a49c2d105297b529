import { markdownToHtml } from '../../core/html.ts';
import { thisWeek } from '../../domain/signposts/availability.ts';
import type { SkillList } from '../../domain/signposts/signpost.ts';
import { AvailabilityPlot, availabilityWords, Freshness } from '../components/availability.tsx';
import { Button } from '../components/button.tsx';
import { Prose } from '../components/prose.tsx';
import { Fine } from '../components/section.tsx';
import {
  engagementKeys,
  Languages,
  Links,
  LocalTime,
  Reach,
  Terms,
  WorkTable,
} from '../components/signpost-parts.tsx';
import { SkillLines } from '../components/signpost-skills.tsx';
import { audienceKeys, placeWords } from '../components/signpost-words.ts';
import { useSay } from '../reader.tsx';
import type { OverviewPart } from './me-overview.tsx';
import type { Own } from './me-own.ts';

interface PartProps {
  readonly part: OverviewPart;
  readonly own: Own;
}

/** What a part says now, or what it is good for while it says nothing. */
export function PartContent({ part, own }: PartProps) {
  switch (part) {
    case 'introduction':
      return <Introduction own={own} />;
    case 'do':
    case 'learning':
    case 'dont':
      return <Skills own={own} list={part} />;
    case 'availability':
      return <Free own={own} />;
    case 'terms':
      return <TermsNow own={own} />;
    case 'place':
      return <Place own={own} />;
    case 'languages':
    case 'contact':
    case 'work':
    case 'links':
      return <Said part={part} own={own} />;
    case 'audiences':
    case 'fediverse':
    case 'files':
    case 'account':
      return <About part={part} own={own} />;
  }
}

type OwnProps = Pick<PartProps, 'own'>;

function Why({ part }: Pick<PartProps, 'part'>) {
  const say = useSay();
  return <p class="fine">{say.maybe('signpost', `why_${part}`)}</p>;
}

function Introduction({ own }: OwnProps) {
  const say = useSay();
  const { headline } = own.signpost;
  const { name, about } = own.member;
  return (
    <div class="stack">
      <p>
        <b>
          <bdi>{name}</bdi>
        </b>
        {headline !== '' && (
          <>
            <br />
            <bdi>{headline}</bdi>
          </>
        )}
      </p>
      {about === '' ? (
        <Fine>{say('signpost.why_introduction')}</Fine>
      ) : (
        <Prose html={markdownToHtml(about)} />
      )}
    </div>
  );
}

function Skills({ own, list }: OwnProps & { readonly list: SkillList }) {
  const skills = own.signpost.skills[list];
  if (skills.length === 0) return <Why part={list} />;
  return <SkillLines skills={skills} list={list} origin={own.origin} />;
}

function Free({ own }: OwnProps) {
  const say = useSay();
  const { availability } = own.signpost;
  const today = thisWeek(own.now);
  if (availability.weeks.length === 0) return <Why part="availability" />;
  return (
    <div class="stack">
      <p class="finding">{availabilityWords(say, { availability, today })}</p>
      <AvailabilityPlot availability={availability} today={today} />
      <form method="post" action="/me/availability/confirm" class="actions">
        <Button look={availability.isStale ? 'fill' : 'line'} small>
          {say('signpost.still_so')}
        </Button>
        <p class="fine">
          <Freshness availability={availability} now={own.now} />
        </p>
      </form>
    </div>
  );
}

function TermsNow({ own }: OwnProps) {
  const say = useSay();
  const { terms, audiences } = own.signpost;
  return (
    <div class="stack">
      {terms.length === 0 ? <Why part="terms" /> : <Terms terms={terms} />}
      <Fine>
        {say('signpost.engagement_now', {
          engagement: say(engagementKeys[own.member.engagement]),
          audience: say(audienceKeys[audiences.engagement]),
        })}
      </Fine>
    </div>
  );
}

function Place({ own }: OwnProps) {
  const say = useSay();
  const place = placeWords(say, own.signpost.place);
  return (
    <div>
      {place === '' ? <Why part="place" /> : <p dir="auto">{place}</p>}
      <p>
        <LocalTime now={own.now} zone={own.member.timeZone} />
      </p>
    </div>
  );
}

function Said({ part, own }: OwnProps & { readonly part: 'languages' | 'contact' | 'work' | 'links' }) {
  const { languages, contact, work, links } = own.signpost;
  switch (part) {
    case 'languages':
      return languages.length === 0 ? (
        <Why part={part} />
      ) : (
        <p>
          <Languages languages={languages} />
        </p>
      );
    case 'contact':
      return (
        <div>
          <Reach contact={contact} name={own.member.name} collective={own.visit.collective.name} />
        </div>
      );
    case 'work':
      return work.length === 0 ? <Why part={part} /> : <WorkTable work={work} />;
    case 'links':
      return links.length === 0 ? <Why part={part} /> : <Links links={links} />;
  }
}

function About({ part, own }: OwnProps & { readonly part: 'audiences' | 'fediverse' | 'files' | 'account' }) {
  const say = useSay();
  const { member, signpost } = own;
  if (part === 'account') return <p>{say('signpost.why_account')}</p>;
  if (part === 'files')
    return (
      <div>
        <p>{say('signpost.why_files')}</p>
        <p>
          <a href="/me/import">{say('signpost.bring_in')}</a>
        </p>
      </div>
    );
  if (part === 'fediverse') {
    const handle = `@${member.handle}@${own.visit.host}`;
    return <p>{say(member.isFederated ? 'signpost.federated_now' : 'signpost.why_fediverse', { handle })}</p>;
  }
  return (
    <div>
      <p>{say(`signpost.page_for_${signpost.audiences.page}`)}</p>
      <p>{say(signpost.isIndexable ? 'signpost.indexable_yes' : 'signpost.indexable_no')}</p>
    </div>
  );
}
