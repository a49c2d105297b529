import { Actions, Button } from '../components/button.tsx';
import { type Fact, Facts } from '../components/facts.tsx';
import { AsideSection, Handle, Panel } from '../components/section.tsx';
import {
  engagementKeys,
  Languages,
  Links,
  LocalTime,
  Reach,
  SeenBy,
  Terms,
} from '../components/signpost-parts.tsx';
import { placeWords } from '../components/signpost-words.ts';
import { Icon } from '../icons.tsx';
import { Said, useSay } from '../reader.tsx';
import type { SignpostProps } from './signpost-props.tsx';

/** The quieter column of a signpost: how to reach them, how they like to work, their pages elsewhere. */
export function SignpostAside(props: SignpostProps) {
  const say = useSay();
  const { reader, view, member, audiences } = props;
  const links = view.links ?? [];
  const facts = workFacts(props, say);
  return (
    <>
      {reader === 'me' ? <OwnPanel {...props} /> : <ReachPanel {...props} />}
      {facts.length > 0 && (
        <AsideSection title={say('signpost.how_i_work')}>
          <Facts facts={facts} />
        </AsideSection>
      )}
      {(links.length > 0 || (reader === 'me' && view.links !== undefined)) && (
        <AsideSection title={say('signpost.links')}>
          {audiences !== undefined && <SeenBy audience={audiences.links} />}
          {links.length > 0 ? (
            <Links links={links} />
          ) : (
            <p class="fine">
              <Said k="signpost.empty_links" draw={{ link: (words) => <a href="/me/links">{words}</a> }} />
            </p>
          )}
        </AsideSection>
      )}
      {member.isFederated && reader !== 'me' && (
        <AsideSection title={say('signpost.fediverse')}>
          <p class="fine">{say('signpost.search_for')}</p>
          <p>
            <Handle>{`@${member.handle}@${props.visit.host}`}</Handle>
          </p>
        </AsideSection>
      )}
      {reader === 'me' && (
        <AsideSection title={say('signpost.take_with_you')}>
          <p class="fine">{say('signpost.take_with_you_note')}</p>
          <p>
            <a href="/me/export">
              <Icon name="download" /> {say('signpost.download')}
            </a>
          </p>
        </AsideSection>
      )}
    </>
  );
}

function OwnPanel({ view, visit, member, audiences }: SignpostProps) {
  const say = useSay();
  return (
    <Panel title={say('signpost.yours')}>
      <Actions>
        <Button href="/me" icon="pen">
          {say('signpost.edit')}
        </Button>
        <Button href="/me/preview?as=anyone" look="line">
          {say('signpost.preview')}
        </Button>
      </Actions>
      {view.contact !== undefined && (
        <div>
          <Reach contact={view.contact} name={member.name} collective={visit.collective.name} />
          {audiences !== undefined && <SeenBy audience={audiences.contact} />}
        </div>
      )}
    </Panel>
  );
}

function ReachPanel({ view, visit, member }: SignpostProps) {
  const say = useSay();
  const { contact } = view;
  if (contact === undefined) return null;
  return (
    <Panel title={say('signpost.reach', { name: member.name })}>
      <Reach contact={contact} name={member.name} collective={visit.collective.name} />
    </Panel>
  );
}

function workFacts(props: SignpostProps, say: ReturnType<typeof useSay>): Fact[] {
  const { view, member, now, audiences } = props;
  const seen = (field: keyof NonNullable<typeof audiences>) =>
    audiences === undefined ? undefined : <SeenBy audience={audiences[field]} />;
  const facts: Fact[] = [];
  if (view.hasEngagement)
    facts.push({
      label: say('signpost.fact_as'),
      value: say(engagementKeys[member.engagement]),
      note: seen('engagement'),
    });
  if (view.terms !== undefined && view.terms.length > 0)
    facts.push({
      label: say('signpost.fact_terms'),
      value: <Terms terms={view.terms} />,
      note: seen('terms'),
    });
  const place = view.place === undefined ? '' : placeWords(say, view.place);
  if (place !== '')
    facts.push({ label: say('signpost.fact_place'), value: <bdi>{place}</bdi>, note: seen('place') });
  if (view.hasZone)
    facts.push({
      label: say('signpost.fact_time'),
      value: <LocalTime now={now} zone={member.timeZone} />,
      note: seen('zone'),
    });
  if (view.languages !== undefined && view.languages.length > 0)
    facts.push({
      label: say('signpost.fact_languages'),
      value: <Languages languages={view.languages} />,
      note: seen('languages'),
    });
  return facts;
}
