import type { Member } from '../../domain/members/member.ts';
import type { NoticeEvent } from '../../domain/notice.ts';
import { type Channels, noticeEvents, type Rhythm } from '../../domain/notices/rhythm.ts';
import { Actions, Button } from '../components/button.tsx';
import { Field, FieldRow, Fields } from '../components/form.tsx';
import { Notice } from '../components/notice.tsx';
import { Entries, Entry, Fine, Title } from '../components/section.tsx';
import { Table } from '../components/table.tsx';
import { Page } from '../layout.tsx';
import { Said, useSay } from '../reader.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface NoticesPageProps {
  readonly visit: Visit;
  readonly member: Member;
  readonly channels: Readonly<Record<NoticeEvent, Channels>>;
  readonly rhythm: Rhythm;
  /** Whether this node sends mail at all. */
  readonly isMailing: boolean;
  readonly isSaved: boolean;
}

/** The matrix: every event and the ways it reaches a person; and when letters come. */
export function NoticesPage({ visit, member, channels, rhythm, isMailing, isSaved }: NoticesPageProps) {
  const say = useSay();
  return (
    <SettingsFrame
      visit={visit}
      current="/settings/notices"
      title={say('today.set_title')}
      deck={say('today.set_deck')}
    >
      {isSaved && (
        <Notice tone="good" announced>
          <p>{say('today.saved')}</p>
        </Notice>
      )}
      <NoMail isMailing={isMailing} hasAddress={member.email !== null} />
      <form method="post" action="/settings/notices">
        <Entries>
          <Entry title={say('today.set_news')} strong>
            <Matrix channels={channels} />
          </Entry>
          <Entry
            title={say('today.rhythm_title')}
            note={say('today.quiet_hint', { zone: member.timeZone })}
            strong
          >
            <RhythmFields rhythm={rhythm} />
            <Fine>{say('today.new_note')}</Fine>
          </Entry>
        </Entries>
        <Actions>
          <Button>{say('today.save')}</Button>
        </Actions>
      </form>
    </SettingsFrame>
  );
}

function NoMail({ isMailing, hasAddress }: { readonly isMailing: boolean; readonly hasAddress: boolean }) {
  const say = useSay();
  if (isMailing && hasAddress) return null;
  return (
    <Notice tone="wait">
      <p>
        {isMailing ? (
          <Said k="today.no_mail" draw={{ link: (words) => <a href="/settings/mail-address">{words}</a> }} />
        ) : (
          say('today.no_smtp')
        )}
      </p>
    </Notice>
  );
}

const ways = ['today', 'mail', 'digest'] as const;

function Matrix({ channels }: Pick<NoticesPageProps, 'channels'>) {
  const say = useSay();
  const heads = [say('today.set_today'), say('today.set_mail'), say('today.set_digest')];
  return (
    <Table
      columns={[{ head: say('today.set_event') }, ...heads.map((head) => ({ head }))]}
      rows={noticeEvents.map((event) => {
        const name = say(`today.event_${event.replace('.', '_') as EventKey}`);
        return [
          name,
          ...ways.map((way, index) => (
            <input
              type="checkbox"
              class="tick"
              name={`${way}:${event}`}
              value="yes"
              checked={channels[event][way]}
              aria-label={`${name}: ${heads[index]}`}
            />
          )),
        ];
      })}
    />
  );
}

type Underscored<E extends string> = E extends `${infer A}.${infer B}` ? `${A}_${B}` : E;
type EventKey = Underscored<NoticeEvent>;

function RhythmFields({ rhythm }: { readonly rhythm: Rhythm }) {
  const say = useSay();
  const hours = Array.from({ length: 24 }, (_, hour) => ({
    value: String(hour),
    label: `${String(hour).padStart(2, '0')}:00`,
  }));
  return (
    <Fields>
      <Field
        name="digest"
        label={say('today.digest_day')}
        width="short"
        value={String(rhythm.digestDay ?? 0)}
        options={[{ value: '0', label: say('today.digest_never') }, ...weekdays(say.language)]}
      />
      <FieldRow>
        <Field
          name="from"
          label={say('today.quiet_from')}
          width="short"
          value={String(rhythm.quietFrom)}
          options={hours}
        />
        <Field
          name="until"
          label={say('today.quiet_until')}
          width="short"
          value={String(rhythm.quietUntil)}
          options={hours}
        />
      </FieldRow>
    </Fields>
  );
}

/** Monday to Sunday in a language. 5 January 1970 was a Monday. */
function weekdays(language: string): { value: string; label: string }[] {
  const names = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
  const monday = Temporal.Instant.from('1970-01-05T00:00Z');
  return [1, 2, 3, 4, 5, 6, 7].map((day) => ({
    value: String(day),
    label: names.format(monday.add({ hours: 24 * (day - 1) })),
  }));
}

/** From the link in a letter: a button, because links are opened by machines too. */
export function StopPage({ visit, token }: { readonly visit: Visit; readonly token: string }) {
  const say = useSay();
  return (
    <Page {...frameOf(visit)} title={say('today.stop_title')} hidden>
      <Title deck={say('today.stop_deck')}>{say('today.stop_title')}</Title>
      <form method="post" action="/letters/stop">
        <input type="hidden" name="token" value={token} />
        <Actions>
          <Button>{say('today.stop_act')}</Button>
        </Actions>
      </form>
    </Page>
  );
}

/** After it. */
export function StoppedPage({ visit }: { readonly visit: Visit }) {
  const say = useSay();
  return (
    <Page {...frameOf(visit)} title={say('today.stopped_title')} hidden>
      <Title deck={say('today.stopped_deck')}>{say('today.stopped_title')}</Title>
    </Page>
  );
}
