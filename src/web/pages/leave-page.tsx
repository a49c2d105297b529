import type { Farewell } from '../../domain/joining/departure.ts';
import type { Member } from '../../domain/members/member.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Choices } from '../components/choices.tsx';
import { Fields as FieldList } from '../components/form.tsx';
import { ErrorSummary, Notice } from '../components/notice.tsx';
import { Columns, Entries, Entry, Fine, Stack, Title } from '../components/section.tsx';
import { TimeStamp, ZoneNote } from '../components/time.tsx';
import { type FieldErrors, summaryOf } from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface LeavePageProps {
  readonly visit: Visit;
  readonly viewer: Member;
  readonly isLastSteward: boolean;
  /** Whether there is another member who could become a steward. */
  readonly hasOthers: boolean;
  readonly errors: FieldErrors;
}

/** Leaving: what is in the way, what to take along, and how one wants to be remembered. */
export function LeavePage({ visit, viewer, isLastSteward, hasOthers, errors }: LeavePageProps) {
  const say = useSay();
  const title = say('joining.leave_title', { place: visit.collective.name });
  return (
    <Page {...frameOf(visit, '/settings')} title={title} hidden>
      <Title deck={say('joining.leave_deck')}>{title}</Title>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        <Entries>
          <Entry title={say('joining.in_the_way')} strong>
            {isLastSteward ? (
              <Notice tone="wait" title={say('joining.last_steward_title')}>
                <p>{say('joining.last_steward_words')}</p>
                <p>
                  {hasOthers ? (
                    <a href="/members">{say('joining.last_steward_next')}</a>
                  ) : (
                    <a href="/invitations">{say('joining.last_steward_invite')}</a>
                  )}
                </p>
              </Notice>
            ) : (
              <p>{say('joining.nothing_in_the_way')}</p>
            )}
          </Entry>
          <Entry title={say('joining.take_along')} strong>
            <p>{say('joining.take_along_words')}</p>
            <Actions>
              <Button href="/me/export" look="line">
                {say('joining.export')}
              </Button>
            </Actions>
          </Entry>
          {!isLastSteward && <LeaveForm viewer={viewer} errors={errors} />}
        </Entries>
      </Stack>
    </Page>
  );
}

function LeaveForm({ viewer, errors }: Pick<LeavePageProps, 'viewer' | 'errors'>) {
  const say = useSay();
  const { isFederated } = viewer;
  return (
    <Entry title={say('joining.leave')} strong>
      <form method="post" action="/leave" novalidate>
        <FieldList>
          <Choices
            name="going"
            label={say('joining.remembered')}
            error={errors['going']}
            options={[
              { value: 'known', label: say('joining.going_known'), hint: say('joining.going_known_hint') },
              {
                value: 'gone',
                label: say('joining.going_gone'),
                hint: isFederated ? say('joining.going_gone_fediverse') : say('joining.going_gone_hint'),
              },
            ]}
            required
          />
          <Actions>
            <Button>{say('joining.leave_now')}</Button>
          </Actions>
          <Told
            read={say('joining.leave_read')}
            told={isFederated ? say('joining.leave_told_fediverse') : say('joining.leave_told')}
            undo={isFederated ? say('joining.leave_undo_fediverse') : say('joining.leave_undo')}
          />
        </FieldList>
      </form>
    </Entry>
  );
}

interface FarewellPageProps {
  readonly visit: Visit;
  readonly farewell: Farewell;
  readonly token: string;
  /** The names of what can be fetched. */
  readonly files: readonly string[];
}

/** After leaving: until when it can be undone, and what can still be fetched. */
export function FarewellPage({ visit, farewell, token, files }: FarewellPageProps) {
  const say = useSay();
  const { name, isRemoved, reason, undoUntil, canUndo, until, leftAt } = farewell;
  const place = visit.collective.name;
  const title = isRemoved ? say('joining.put_out_title', { place }) : say('joining.farewell_title', { name });
  return (
    <Page {...frameOf(visit)} signIn={undefined} title={title} hidden>
      <Title
        kicker={[<TimeStamp at={leftAt} />]}
        deck={isRemoved ? say('joining.put_out_deck') : say('joining.farewell_deck', { place })}
      >
        {title}
      </Title>
      <Entries>
        {isRemoved && (
          <Entry title={say('joining.their_reason')} strong>
            <p class="said" dir="auto">
              {reason}
            </p>
          </Entry>
        )}
        {canUndo && <ComeBack undoUntil={undoUntil} token={token} />}
        <Entry title={say('joining.take_along')} strong>
          {files.length === 0 ? (
            <p>{say('joining.nothing_to_take')}</p>
          ) : (
            <Columns
              items={files.map((file) => (
                <a href={`/farewell/export?${new URLSearchParams({ token, file })}`}>{file}</a>
              ))}
            />
          )}
        </Entry>
        <Entry title={say('joining.keep_address')} strong>
          <p>
            {say('joining.here_until')} <TimeStamp at={until} />
          </p>
          <Fine>{say('joining.keep_address_note')}</Fine>
        </Entry>
      </Entries>
    </Page>
  );
}

function ComeBack({ undoUntil, token }: Pick<Farewell, 'undoUntil'> & { readonly token: string }) {
  const say = useSay();
  return (
    <Entry title={say('joining.come_back')} strong>
      <p>
        {say('joining.come_back_until')} <TimeStamp at={undoUntil} look="full" /> <ZoneNote at={undoUntil} />
      </p>
      <form method="post" action="/farewell/come-back">
        <input type="hidden" name="token" value={token} />
        <Actions>
          <Button>{say('joining.come_back_now')}</Button>
        </Actions>
      </form>
    </Entry>
  );
}
