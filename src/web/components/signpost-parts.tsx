import { markdownToHtml, safeHref } from '../../core/html.ts';
import type { Engagement } from '../../domain/members/member.ts';
import type {
  Audience,
  Contact,
  SignpostLink,
  SpokenLanguage,
  TermsLine,
  WorkLine,
} from '../../domain/signposts/signpost.ts';
import type { Key } from '../../words/say.ts';
import { useReader, useSay } from '../reader.tsx';
import { Who } from './audience.tsx';
import { Receipt, type ReceiptLine } from './list.tsx';
import { MoneyText } from './money.tsx';
import { Prose } from './prose.tsx';
import { Evidence } from './signpost-skills.tsx';
import { audienceKeys, dayWords, languageWords, termsKeys, workDates, zoneCity } from './signpost-words.ts';
import { Table } from './table.tsx';
import { TimeStamp } from './time.tsx';

const audienceIcons = { anyone: 'eye', allies: 'people', members: 'lock', me: 'lock' } as const;

/** The quiet chip that tells a person who sees a part of their own signpost. */
export function SeenBy({ audience }: { readonly audience: Audience }) {
  const say = useSay();
  return <Who icon={audienceIcons[audience]}>{say(audienceKeys[audience])}</Who>;
}

/** What each way of working with the collective is called. */
export const engagementKeys = {
  employee: 'signpost.as_employee',
  contractor: 'signpost.as_contractor',
  freelancer: 'signpost.as_freelancer',
  apprentice: 'signpost.as_apprentice',
  volunteer: 'signpost.as_volunteer',
} as const satisfies Record<Engagement, Key>;

/** One kind of terms: "from € 82.00 per hour"; what has no floor only says that it is taken. */
export function TermsText({ line }: { readonly line: TermsLine }) {
  const { say } = useReader();
  if (line.floor === null) return <>{say(termsKeys[line.kind])}</>;
  const amount = <MoneyText amount={line.floor} lang={say.language} />;
  const key = line.kind === 'hourly' ? 'signpost.from_hourly' : 'signpost.from_fixed';
  return <>{say.parts(key, { amount: () => amount })}</>;
}

/** Everything somebody takes, each kind with its note under it. */
export function Terms({ terms }: { readonly terms: readonly TermsLine[] }) {
  return (
    <>
      {terms.map((line) => (
        <div>
          <TermsText line={line} />
          {line.note !== '' && (
            <p class="fine">
              <bdi>{line.note}</bdi>
            </p>
          )}
        </div>
      ))}
    </>
  );
}

/** The languages somebody speaks, each with how well: "Dutch (native), English (fluent)". */
export function Languages({ languages }: { readonly languages: readonly SpokenLanguage[] }) {
  const say = useSay();
  const words = languages.map(({ tag, level }) =>
    say('signpost.language_level', {
      language: languageWords(say, tag),
      level: say.maybe('signpost', `fluency_${level}`) ?? level,
    }),
  );
  return <>{words.join(', ')}</>;
}

/** What the clock says where somebody is: "14:05 in Brussels". */
export function LocalTime({ now, zone }: { readonly now: Temporal.Instant; readonly zone: string }) {
  const { say } = useReader();
  const { offset } = now.toZonedDateTimeISO(zone);
  const city = zoneCity(zone);
  return (
    <>
      {say.parts(
        'signpost.local_time',
        { clock: () => <TimeStamp at={now} look="clock" zone={zone} /> },
        { city, offset: zone === 'UTC' ? zone : `UTC${offset}` },
      )}
    </>
  );
}

/** What somebody delivered, as they put it in order. */
export function WorkTable({ work }: { readonly work: readonly WorkLine[] }) {
  const say = useSay();
  return (
    <Table
      columns={[
        { head: say('signpost.work_what') },
        { head: say('signpost.work_standing'), bare: true },
        { head: say('signpost.work_role') },
        { head: say('signpost.work_when'), figures: true },
      ]}
      rows={work.map((line) => {
        const dates = workDates(say, line);
        return [
          <WorkWhat line={line} />,
          <Evidence evidence={line.evidence} />,
          line.role === '' ? undefined : <bdi>{line.role}</bdi>,
          dates === '' ? undefined : dates,
        ];
      })}
    />
  );
}

function WorkWhat({ line }: { readonly line: WorkLine }) {
  const say = useSay();
  const href = line.url === null ? undefined : safeHref(line.url);
  const title = <bdi>{line.title}</bdi>;
  return (
    <>
      {href === undefined ? (
        title
      ) : (
        <a href={href} rel="nofollow noopener">
          {title}
        </a>
      )}
      {line.summary !== '' && <Prose html={markdownToHtml(line.summary)} look="post" />}
      {(line.skills.length > 0 || line.source !== 'typed') && (
        <p class="fine">
          <bdi>{line.skills.map((skill) => skill.label).join(', ')}</bdi>
          {line.source !== 'typed' &&
            ` ${say(line.source === 'mastodon' ? 'signpost.from_mastodon' : 'signpost.from_resume')}`}
        </p>
      )}
    </>
  );
}

/** Somebody's pages elsewhere: verified where the page links back, with the day it was last seen to. */
export function Links({ links }: { readonly links: readonly SignpostLink[] }) {
  const say = useSay();
  const lines = links.map((link): ReceiptLine => {
    const what = (
      <a href={safeHref(link.url)} rel="me nofollow noopener">
        <bdi>{linkWords(link)}</bdi>
      </a>
    );
    const note = link.label === '' ? undefined : <bdi>{shortAddress(link.url)}</bdi>;
    if (link.verifiedAt !== null) {
      const day = dayWords(say, link.verifiedAt.toZonedDateTimeISO('UTC').toPlainDate(), 'brief');
      return { what, note, state: 'ok', word: say('signpost.verified', { day }) };
    }
    if (link.checkedAt === null) return { what, note, state: 'pending', word: say('signpost.not_checked') };
    const why =
      say.maybe('signpost', `link_${link.failure ?? 'no_link_back'}`) ?? say('signpost.link_no_link_back');
    return { what, note, state: 'retry', word: why };
  });
  return <Receipt lines={lines} />;
}

/** What a link is called: its label, or its address without what everybody knows. */
export function linkWords(link: Pick<SignpostLink, 'label' | 'url'>): string {
  return link.label === '' ? shortAddress(link.url) : link.label;
}

function shortAddress(url: string): string {
  return url.replace(/^https?:\/\/(?:www\.)?/, '').replace(/\/$/, '');
}

interface ReachProps {
  readonly contact: Contact;
  readonly name: string;
  /** Who introduces: the collective. */
  readonly collective: string;
}

/** Whether and how to reach somebody. */
export function Reach({ contact, name, collective }: ReachProps) {
  const say = useSay();
  const words = {
    anyone: say('signpost.reach_anyone', { name }),
    introduced: say('signpost.reach_introduced', { name, collective }),
    nobody: say('signpost.reach_nobody', { name }),
  };
  return (
    <>
      <p>{words[contact.policy]}</p>
      {contact.how !== '' && contact.policy !== 'nobody' && (
        <p>
          <How how={contact.how} />
        </p>
      )}
    </>
  );
}

function How({ how }: { readonly how: string }) {
  const isMail = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(how);
  const href = isMail ? safeHref(`mailto:${how}`) : /^https?:\/\/\S+$/.test(how) ? safeHref(how) : undefined;
  if (href === undefined) return <bdi>{how}</bdi>;
  return (
    <a href={href} rel="nofollow">
      <bdi>{how}</bdi>
    </a>
  );
}
