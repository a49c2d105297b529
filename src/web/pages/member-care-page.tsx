import { hats, type Member } from '../../domain/members/member.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Choices } from '../components/choices.tsx';
import { Facts } from '../components/facts.tsx';
import { Failure, Field, Fields as FieldList, fieldId } from '../components/form.tsx';
import { ErrorSummary } from '../components/notice.tsx';
import { Entries, Entry, Fine, Handle, Stack, Title } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import { type FieldErrors, type Fields, summaryOf } from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { engagementOptions, stageOptions } from './joining-words.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface MemberCarePageProps {
  readonly visit: Visit;
  readonly viewer: Member;
  readonly member: Member;
  /** Who brought them; undefined for founders, and where that person left. */
  readonly inviter: Member | undefined;
  readonly fields: Fields;
  readonly errors: FieldErrors;
}

/** How one person belongs, for stewards: engagement, stage, hats, and putting them out. */
export function MemberCarePage(props: MemberCarePageProps) {
  const { visit, viewer, member, inviter, errors } = props;
  const say = useSay();
  return (
    <Page {...frameOf(visit, '/people')} title={member.name} hidden>
      <Title kicker={[<a href="/members">{say('joining.members')}</a>, <bdi>@{member.handle}</bdi>]}>
        <bdi>{member.name}</bdi>
      </Title>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        <Entries>
          <Entry title={say('joining.belonging')} strong>
            <Facts
              facts={[
                { label: say('joining.since'), value: <TimeStamp at={member.joinedAt} /> },
                { label: say('joining.brought_by'), value: <bdi>{inviter?.name ?? '–'}</bdi> },
                { label: say('joining.mail'), value: <bdi>{member.email ?? '–'}</bdi> },
              ]}
            />
            <BelongingForm {...props} />
          </Entry>
          {member.id === viewer.id ? (
            <Entry title={say('joining.leave')} strong>
              <p>
                <a href="/leave">{say('joining.leave_yourself')}</a>
              </p>
            </Entry>
          ) : (
            <RemoveEntry {...props} />
          )}
        </Entries>
      </Stack>
    </Page>
  );
}

function BelongingForm({ member, fields, errors }: MemberCarePageProps) {
  const say = useSay();
  const isCandidate = member.stage === 'candidate';
  return (
    <form method="post" action={`/members/${member.id}`} novalidate>
      <FieldList>
        <Field
          name="engagement"
          label={say('joining.as')}
          value={fields['engagement'] ?? member.engagement}
          error={errors['engagement']}
          options={engagementOptions(say)}
        />
        {isCandidate ? (
          <Choices
            name="stage"
            label={say('joining.stage')}
            value={fields['stage'] ?? member.stage}
            error={errors['stage']}
            options={stageOptions(say)}
          />
        ) : (
          <input type="hidden" name="stage" value={member.stage} />
        )}
        <HatChoices member={member} error={errors['hats']} />
        <Actions>
          <Button>{say('joining.save')}</Button>
          <Fine>{say('joining.save_note')}</Fine>
        </Actions>
      </FieldList>
    </form>
  );
}

/** A field for each hat: a form of ours never sends one name twice. */
function HatChoices({ member, error }: { readonly member: Member; readonly error: string | undefined }) {
  const say = useSay();
  return (
    <fieldset class="choices" id={fieldId('hats')}>
      <legend>{say('joining.hats')}</legend>
      {hats.map((hat) => (
        <p class="choice">
          <input
            type="checkbox"
            id={fieldId(`hat-${hat}`)}
            name={`hat-${hat}`}
            value="yes"
            checked={member.hats.includes(hat)}
          />
          <label for={fieldId(`hat-${hat}`)}>
            {say(`joining.hat_${hat}`)}
            <small>{say(`joining.hat_${hat}_hint`)}</small>
          </label>
        </p>
      ))}
      <Failure name="hats" error={error} />
    </fieldset>
  );
}

function RemoveEntry({ member, fields, errors }: MemberCarePageProps) {
  const say = useSay();
  return (
    <Entry title={say('joining.remove_title')} strong>
      <form method="post" action={`/members/${member.id}/remove`} novalidate>
        <FieldList>
          <Field
            name="reason"
            label={say('joining.remove_reason', { name: member.name })}
            hint={say('joining.remove_reason_hint')}
            value={fields['reason']}
            error={errors['reason']}
            rows={3}
            required
          />
          <Actions>
            <Button look="line">{say('joining.remove', { name: member.name })}</Button>
          </Actions>
          <Told
            read={say('joining.remove_read')}
            told={member.isFederated ? say('joining.remove_told_fediverse') : say('joining.remove_told')}
            undo={say('joining.remove_undo')}
          />
        </FieldList>
      </form>
    </Entry>
  );
}

interface RemovedPageProps {
  readonly visit: Visit;
  readonly name: string;
  readonly link: string;
  readonly isMailed: boolean;
}

/** Somebody was put out: the address of their farewell page, to pass on. */
export function RemovedPage({ visit, name, link, isMailed }: RemovedPageProps) {
  const say = useSay();
  const title = say('joining.removed_title', { name });
  return (
    <Page {...frameOf({ ...visit, here: '/members' }, '/people')} title={title} hidden>
      <Title deck={isMailed ? say('joining.removed_deck_mailed') : say('joining.removed_deck', { name })}>
        {title}
      </Title>
      <Entries>
        <Entry title={say('joining.farewell_link')} note={say('joining.made_once')} strong>
          <p>
            <Handle>{link}</Handle>
          </p>
          <Actions>
            <Button href="/members" look="line">
              {say('joining.to_members')}
            </Button>
          </Actions>
        </Entry>
      </Entries>
    </Page>
  );
}
