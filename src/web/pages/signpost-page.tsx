import { plainText, sanitizeHtml } from '../../core/html.ts';
import { iri, paths } from '../../core/iri.ts';
import type { Member } from '../../domain/members/member.ts';
import { Who } from '../components/audience.tsx';
import { Mark } from '../components/mark.tsx';
import { Entries, Entry, WithAside } from '../components/section.tsx';
import { SeenBy } from '../components/signpost-parts.tsx';
import { dayWords, placeWords } from '../components/signpost-words.ts';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { SignpostAside } from './signpost-aside.tsx';
import { AboutEntry, EndorsementsEntry, FreeEntry, TakeOnEntry, WorkEntry } from './signpost-entries.tsx';
import type { SignpostProps } from './signpost-props.tsx';
import { frameOf } from './visit.tsx';

/** The signpost of a person, as one kind of reader may see it. */
export function SignpostPage(props: SignpostProps) {
  const { visit, origin, member, view, above } = props;
  const address = iri(origin, paths.actor(member.handle));
  const about = view.hasIntroduction ? sanitizeHtml(member.summary) : sanitizeHtml('');
  const said = [view.headline ?? '', plainText(about, 200)].filter((text) => text !== '').join(' · ');
  return (
    <Page
      {...frameOf(visit, '/people')}
      title={member.name}
      description={said === '' ? undefined : said}
      url={address}
      activity={member.isFederated ? address : undefined}
      hidden={above !== undefined}
    >
      {above}
      <SignpostTitle {...props} />
      <WithAside
        label={visit.reader.say('signpost.aside', { name: member.name })}
        aside={<SignpostAside {...props} />}
      >
        <Entries>
          <AboutEntry {...props} />
          <TakeOnEntry {...props} />
          <FreeEntry {...props} />
          <WorkEntry {...props} />
          {props.reader === 'me' && <EndorsementsEntry />}
          <LittleEntry {...props} />
        </Entries>
      </WithAside>
    </Page>
  );
}

function SignpostTitle(props: SignpostProps) {
  const { visit, member, view, audiences } = props;
  const say = useSay();
  const place = view.place === undefined ? '' : placeWords(say, view.place);
  return (
    <div class="title">
      <div class="title-row">
        <div class="stack">
          <p class="kicker">
            <span>
              <span>
                <Since member={member} />
              </span>
            </span>
            {member.isFederated && (
              <span>
                <bdi>
                  @{member.handle}@{visit.host}
                </bdi>
              </span>
            )}
            {place !== '' && (
              <Who icon="pin">
                <bdi>{place}</bdi>
              </Who>
            )}
            {audiences !== undefined && <SeenBy audience={audiences.page} />}
          </p>
          <h1>
            <bdi>{member.name}</bdi>
          </h1>
        </div>
        <Mark name={member.name} house={visit.house} size="xl" />
      </div>
      {view.headline !== undefined && view.headline !== '' && (
        <p class="deck" dir="auto">
          {view.headline}
        </p>
      )}
    </div>
  );
}

function Since({ member }: { readonly member: Member }) {
  const say = useSay();
  const isSteward = member.hats.includes('steward');
  const day = member.joinedAt.toZonedDateTimeISO(member.timeZone).toPlainDate();
  const key = member.stage === 'candidate' ? 'candidate_since' : isSteward ? 'steward_since' : 'member_since';
  return (
    <>
      {say.parts(`signpost.${key}`, {
        day: () => <time datetime={day.toString()}>{dayWords(say, day, 'long')}</time>,
      })}
    </>
  );
}

/** What stands on a page that holds nothing but a name. */
function LittleEntry({ member, view, reader }: SignpostProps) {
  const say = useSay();
  if (reader === 'me') return null;
  const lists = [view.do, view.learning, view.dont, view.work, view.terms, view.languages, view.links];
  const hasAny =
    lists.some((list) => list !== undefined && list.length > 0) ||
    (view.availability?.weeks.length ?? 0) > 0 ||
    (view.hasIntroduction && (member.summary !== '' || view.headline !== ''));
  if (hasAny) return null;
  return (
    <Entry label={member.name} strong>
      <p class="prose">{say('signpost.little')}</p>
    </Entry>
  );
}
