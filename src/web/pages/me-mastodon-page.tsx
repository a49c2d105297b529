import type { Child } from 'hono/jsx';
import { safeHref, sanitizeHtml } from '../../core/html.ts';
import { formatAmount } from '../../core/money.ts';
import { thisWeek } from '../../domain/signposts/availability.ts';
import { type SignpostView, viewFor } from '../../domain/signposts/signpost.ts';
import type { Say } from '../../words/say.ts';
import { Told } from '../components/audience.tsx';
import { findingOf, yearAhead } from '../components/availability-weeks.ts';
import { Actions, Button } from '../components/button.tsx';
import { Choices } from '../components/choices.tsx';
import { Facts } from '../components/facts.tsx';
import { Fields as FieldList } from '../components/form.tsx';
import { Mark } from '../components/mark.tsx';
import { ErrorSummary } from '../components/notice.tsx';
import { Prose } from '../components/prose.tsx';
import { AsideSection, Entries, Entry, Fine, Title, WithAside } from '../components/section.tsx';
import { linkWords } from '../components/signpost-parts.tsx';
import { dayWords, termsKeys } from '../components/signpost-words.ts';
import { type FieldErrors, summaryOf } from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import type { Own } from './me-own.ts';
import { frameOf } from './visit.tsx';

interface MastodonPageProps {
  readonly own: Own;
  readonly errors: FieldErrors;
  readonly above: Child;
}

/** The profile as Mastodon shows it, and the choice whether there is one. */
export function MastodonPage({ own, errors, above }: MastodonPageProps) {
  const say = useSay();
  const { visit, member, signpost } = own;
  const title = say('signpost.title_mastodon');
  const view = viewFor(signpost, 'anyone');
  return (
    <Page {...frameOf(visit, '/me')} title={title} hidden>
      {above}
      <Title deck={say(member.isFederated ? 'signpost.deck_mastodon' : 'signpost.deck_mastodon_not_yet')}>
        {title}
      </Title>
      <ErrorSummary errors={summaryOf(errors)} />
      <WithAside
        even
        label={say('signpost.title_mastodon')}
        aside={
          <AsideSection title={say('signpost.as_on_mastodon')}>
            {view === undefined ? (
              <Fine>{say('signpost.page_first')}</Fine>
            ) : (
              <Profile own={own} view={view} />
            )}
          </AsideSection>
        }
      >
        <Entries>
          <Entry title={say('signpost.your_choice')} note={say('signpost.your_choice_note')} strong>
            {member.isFederated ? <LeaveForm own={own} errors={errors} /> : <JoinForm own={own} />}
          </Entry>
        </Entries>
      </WithAside>
    </Page>
  );
}

function Profile({ own, view }: { readonly own: Own; readonly view: SignpostView }) {
  const say = useSay();
  const { visit, member } = own;
  return (
    <article class="post" aria-label={say('signpost.as_on_mastodon')}>
      <div class="by">
        <Mark name={member.name} house={visit.house} />
        <span>
          <b>
            <bdi>{member.name}</bdi>
          </b>
          <small>
            <bdi>{handleOf(own)}</bdi>
          </small>
        </span>
      </div>
      {view.hasIntroduction && (
        <div class="body">
          {view.headline !== '' && <p dir="auto">{view.headline}</p>}
          {member.summary !== '' && <Prose html={sanitizeHtml(member.summary)} look="post" />}
        </div>
      )}
      <Facts facts={profileFields(own, view, say)} />
    </article>
  );
}

/** The first four fields of the profile: Mastodon shows no more. */
function profileFields(own: Own, view: SignpostView, say: Say) {
  const { origin, now } = own;
  const skills = (view.do ?? []).map((line) => line.label).join(', ');
  const rates = (view.terms ?? []).map(({ kind, floor }) =>
    floor === null ? say(termsKeys[kind]) : `${formatAmount(floor)} ${floor.currency}`,
  );
  const verified = (view.links ?? []).filter((link) => link.verifiedAt !== null);
  const lines: { label: string; value: Child }[] = [
    { label: say('signpost.field_collective'), value: <bdi>{new URL(origin).host}</bdi> },
    { label: say('signpost.field_skills'), value: skills },
    { label: say('signpost.field_availability'), value: freeLine(view, now, say) },
    { label: say('signpost.field_rate'), value: rates.join(', ') },
    ...verified.map((link) => ({
      label: linkWords(link),
      value: <a href={safeHref(link.url)}>{new URL(link.url).host}</a>,
    })),
  ];
  return lines.filter(({ value }) => value !== '').slice(0, 4);
}

function freeLine({ availability }: SignpostView, now: Temporal.Instant, say: Say): string {
  if (availability === undefined || availability.isStale) return '';
  const finding = findingOf(yearAhead(availability, thisWeek(now)));
  if (typeof finding === 'string') return '';
  const hours =
    finding.hours === null ? say('signpost.some_hours') : say('signpost.hours', { hours: finding.hours });
  return say('signpost.field_free_from', { hours, day: dayWords(say, finding.week) });
}

function handleOf({ member, visit }: Own): string {
  return `@${member.handle}@${visit.host}`;
}

function JoinForm({ own }: { readonly own: Own }) {
  const say = useSay();
  return (
    <form method="post" action="/me/fediverse">
      <input type="hidden" name="federated" value="yes" />
      <FieldList>
        <p>{say('signpost.join_fediverse_why', { handle: handleOf(own) })}</p>
        <Actions>
          <Button>{say('signpost.join_fediverse')}</Button>
        </Actions>
        <Told
          read={say('signpost.join_read')}
          told={say('signpost.join_told')}
          undo={say('signpost.join_undo')}
        />
      </FieldList>
    </form>
  );
}

function LeaveForm({ own, errors }: { readonly own: Own; readonly errors: FieldErrors }) {
  const say = useSay();
  const handle = handleOf(own);
  return (
    <form method="post" action="/me/fediverse" novalidate>
      <input type="hidden" name="federated" value="no" />
      <FieldList>
        <p>{say('signpost.on_fediverse', { handle, count: own.followers })}</p>
        <Choices
          many
          name="certain"
          label={say('signpost.leaving_is_final')}
          hint={say('signpost.leaving_hint', { handle })}
          error={errors['certain']}
          options={[{ value: 'yes', label: say('signpost.certain') }]}
        />
        <Actions>
          <Button look="line">{say('signpost.leave_fediverse')}</Button>
        </Actions>
        <Told
          read={say('signpost.leave_read')}
          told={say('signpost.leave_told')}
          undo={say('signpost.leave_undo')}
        />
      </FieldList>
    </form>
  );
}
