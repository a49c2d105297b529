import type { ReadNotice } from '../../domain/notices/queries.ts';
import { countToday, type Today, type TodayItem } from '../../domain/notices/today.ts';
import { noticeWords } from '../../words/notice-words.ts';
import { Actions, Button } from '../components/button.tsx';
import { type RowItem, Rows } from '../components/list.tsx';
import { Notice } from '../components/notice.tsx';
import { Entries, Entry, Fine, Stack, Title } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import { Page } from '../layout.tsx';
import { Said, useSay } from '../reader.tsx';
import { taskWords } from './today-words.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface TodayPageProps {
  readonly visit: Visit;
  readonly today: Today;
  readonly now: Temporal.Instant;
  /** What was just put off, or put away (its id, to bring it back). */
  readonly done: 'later' | 'saved' | undefined;
  readonly away: string | undefined;
}

/** Only what waits for this person, in three groups, then what happened, then what they put off. */
export function TodayPage({ visit, today, now, done, away }: TodayPageProps) {
  const say = useSay();
  const count = countToday(today);
  return (
    <Page {...frameOf(visit, '/today')} title={say('today.title')} hidden>
      <Title kicker={[<TimeStamp at={now} look="full" />]}>{say('today.heading', { count })}</Title>
      <JustDone done={done} away={away} />
      {count === 0 && (
        <p class="lede">
          <Said k="today.empty" draw={{ link: (words) => <a href="/opportunities">{words}</a> }} />
        </p>
      )}
      <Entries>
        <Group title={say('today.now')} items={today.now} isFirst />
        <Group title={say('today.week')} items={today.week} isFirst={today.now.length === 0} />
        <Group title={say('today.whenever')} items={today.whenever} isFirst={false} />
        <Happened notices={today.notices} />
        <PutOff putOff={today.putOff} />
      </Entries>
      <Stack far>
        <Fine>
          <a href="/settings/notices">{say('today.settings')}</a>
        </Fine>
      </Stack>
    </Page>
  );
}

function JustDone({ done, away }: Pick<TodayPageProps, 'done' | 'away'>) {
  const say = useSay();
  if (away !== undefined) {
    return (
      <Notice tone="good" announced>
        <form method="post" action="/today/bring-back">
          <input type="hidden" name="notice" value={away} />
          <p>{say('today.away_done')}</p>
          <Button look="plain" small>
            {say('today.bring_back')}
          </Button>
        </form>
      </Notice>
    );
  }
  if (done === undefined) return null;
  return (
    <Notice tone="good" announced>
      <p>{say(done === 'later' ? 'today.later_done' : 'today.saved')}</p>
    </Notice>
  );
}

interface GroupProps {
  readonly title: string;
  readonly items: readonly TodayItem[];
  /** The first of them has the one filled button of the page. */
  readonly isFirst: boolean;
}

function Group({ title, items, isFirst }: GroupProps) {
  const say = useSay();
  if (items.length === 0) return null;
  return (
    <Entry title={title} strong>
      <Rows
        rows={items.map((item, index): RowItem => {
          const { title: name, about, href, act } = taskWords(say, item.task);
          return {
            title: name,
            href,
            children: <p>{about}</p>,
            actions: <TaskActions {...{ item, name, href, act }} isMain={isFirst && index === 0} />,
          };
        })}
      />
    </Entry>
  );
}

interface TaskActionsProps {
  readonly item: TodayItem;
  readonly name: string;
  readonly href: string;
  readonly act: string;
  readonly isMain: boolean;
}

function TaskActions({ item, name, href, act, isMain }: TaskActionsProps) {
  const say = useSay();
  const isStillFree = item.task.kind === 'signpost' && item.task.step === 'still_free';
  return (
    <div class="actions">
      {isStillFree && (
        <form method="post" action="/today/still-free">
          <Button look="line" small>
            {say('today.still_true')}
          </Button>
        </form>
      )}
      <Button href={href} look={isStillFree ? 'plain' : isMain ? 'fill' : 'line'} small>
        {act}
      </Button>
      <form method="post" action="/today/later">
        <input type="hidden" name="key" value={item.key} />
        <Button look="plain" small>
          {say('today.later')}
          <span class="hush"> {name}</span>
        </Button>
      </form>
    </div>
  );
}

function Happened({ notices }: { readonly notices: readonly ReadNotice[] }) {
  const say = useSay();
  if (notices.length === 0) return null;
  return (
    <Entry title={say('today.happened')} strong>
      <Rows
        rows={notices.map(({ id, notice, at }): RowItem => {
          const { words, href } = noticeWords(say, notice);
          return {
            children: (
              <>
                <p>
                  <a href={href}>{words}</a>
                </p>
                <Fine>
                  <TimeStamp at={at} look="short" />
                </Fine>
              </>
            ),
            actions: (
              <form class="actions" method="post" action="/today/away">
                <input type="hidden" name="notice" value={id} />
                <Button look="plain" small>
                  {say('today.away')}
                  <span class="hush"> {words}</span>
                </Button>
              </form>
            ),
          };
        })}
      />
      {notices.length > 1 && (
        <form method="post" action="/today/away-all">
          <Actions>
            <Button look="line" small>
              {say('today.away_all')}
            </Button>
          </Actions>
        </form>
      )}
    </Entry>
  );
}

function PutOff({ putOff }: Pick<Today, 'putOff'>) {
  const say = useSay();
  const first = putOff.map(({ until }) => until).sort(Temporal.Instant.compare)[0];
  if (first === undefined) return null;
  return (
    <Entry title={say('today.put_off')} strong>
      <p class="quiet">
        <Said
          k="today.put_off_note"
          values={{ count: putOff.length }}
          draw={{ day: () => <TimeStamp at={first} look="day" /> }}
        />
      </p>
      <form method="post" action="/today/back">
        <Actions>
          <Button look="line" small>
            {say('today.show_again')}
          </Button>
        </Actions>
      </form>
    </Entry>
  );
}
