import { safeHref } from '../../core/html.ts';
import { type Application, vouchesNeeded } from '../../domain/joining/application.ts';
import { can } from '../../domain/members/can.ts';
import type { Member } from '../../domain/members/member.ts';
import { Actions, Button } from '../components/button.tsx';
import { Choices } from '../components/choices.tsx';
import { Facts } from '../components/facts.tsx';
import { Field, Fields as FieldList } from '../components/form.tsx';
import { Log } from '../components/list.tsx';
import { ErrorSummary } from '../components/notice.tsx';
import { Entries, Entry, Fine, Stack, Title } from '../components/section.tsx';
import { StateLine } from '../components/state.tsx';
import { TimeStamp } from '../components/time.tsx';
import { type FieldErrors, type Fields, summaryOf } from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { engagementOptions, JoiningDone, stageOptions } from './joining-words.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface ApplicationPageProps {
  readonly visit: Visit;
  readonly viewer: Member;
  readonly application: Application;
  readonly fields: Fields;
  readonly errors: FieldErrors;
  readonly done: string | undefined;
}

/** Somebody who asked to join: what they wrote, who vouches, and what a steward does. */
export function ApplicationPage(props: ApplicationPageProps) {
  const { visit, viewer, application, errors, done } = props;
  const say = useSay();
  const { name, state, vouches, createdAt, reason } = application;
  const isOpen = state === 'open';
  return (
    <Page {...frameOf(visit, '/invitations')} title={name} hidden>
      <Title kicker={[<a href="/applications">{say('joining.applications')}</a>]}>
        <bdi>{name}</bdi>
      </Title>
      <StateLine
        state={isOpen ? 'pending' : state === 'admitted' ? 'given' : 'declined'}
        word={say(`joining.application_${state}`)}
        end={<TimeStamp at={createdAt} />}
      >
        {isOpen && say('joining.vouches', { count: vouches.length, needed: vouchesNeeded })}
      </StateLine>
      <Stack far>
        <JoiningDone done={done} />
        <ErrorSummary errors={summaryOf(errors)} />
        <Entries>
          <WhatTheyWrote application={application} />
          <Vouching {...props} />
          {reason !== '' && (
            <Entry title={say('joining.reason_given')} strong>
              <p class="said" dir="auto">
                {reason}
              </p>
            </Entry>
          )}
          {isOpen && can(viewer, 'application.decide') && <Decide {...props} />}
        </Entries>
      </Stack>
    </Page>
  );
}

function Vouching(props: ApplicationPageProps) {
  const say = useSay();
  const { state, vouches } = props.application;
  return (
    <Entry
      title={say('joining.vouching')}
      note={say('joining.vouching_note', { needed: vouchesNeeded })}
      strong
    >
      {vouches.length === 0 ? (
        <p>{say('joining.nobody_vouches')}</p>
      ) : (
        <Log
          items={vouches.map(({ member, sentence, at }) => ({
            at: <TimeStamp at={at} look="brief" />,
            title: member.name,
            children: <span dir="auto">{sentence}</span>,
          }))}
        />
      )}
      {state === 'open' && <VouchForm {...props} />}
    </Entry>
  );
}

function WhatTheyWrote({ application }: { readonly application: Application }) {
  const say = useSay();
  const { email, fediverse, does, why, links } = application;
  return (
    <Entry title={say('joining.what_they_wrote')} strong>
      <h3>{say('joining.what_they_do')}</h3>
      <p class="said" dir="auto">
        {does}
      </p>
      <h3>{say('joining.why_they')}</h3>
      <p class="said" dir="auto">
        {why}
      </p>
      <Facts
        facts={[
          ...(email === null ? [] : [{ label: say('joining.mail'), value: <bdi>{email}</bdi> }]),
          ...(fediverse === null
            ? []
            : [{ label: say('joining.apply_fediverse'), value: <bdi>{fediverse}</bdi> }]),
          ...links.map((link) => ({
            label: say('joining.link'),
            value: (
              <a href={safeHref(link)} rel="nofollow noopener noreferrer ugc">
                <bdi>{link}</bdi>
              </a>
            ),
          })),
        ]}
      />
    </Entry>
  );
}

function VouchForm({ application, viewer, fields, errors }: ApplicationPageProps) {
  const say = useSay();
  const mine = application.vouches.find(({ member }) => member.id === viewer.id);
  return (
    <>
      <form method="post" action={`/applications/${application.id}/vouch`} novalidate>
        <FieldList>
          <Field
            name="sentence"
            label={say('joining.your_sentence', { name: application.name })}
            hint={say('joining.your_sentence_hint')}
            value={fields['sentence'] ?? mine?.sentence}
            error={errors['sentence']}
            rows={2}
            required
          />
          <Actions>
            <Button look="line">
              {mine === undefined ? say('joining.vouch') : say('joining.vouch_again')}
            </Button>
          </Actions>
        </FieldList>
      </form>
      {mine !== undefined && (
        <form method="post" action={`/applications/${application.id}/take-back`}>
          <Actions>
            <Button look="plain" small>
              {say('joining.unvouch')}
            </Button>
          </Actions>
        </form>
      )}
    </>
  );
}

type DecideProps = Pick<ApplicationPageProps, 'application' | 'fields' | 'errors'>;

function Decide({ application, fields, errors }: DecideProps) {
  const say = useSay();
  const { id, name, vouches } = application;
  const missing = Math.max(0, vouchesNeeded - vouches.length);
  return (
    <>
      <Entry title={say('joining.admit_title')} strong>
        {missing > 0 ? (
          <p>{say('joining.admit_missing', { missing })}</p>
        ) : (
          <AdmitForm {...{ application, fields, errors }} />
        )}
      </Entry>
      <Entry title={say('joining.decline_title')} strong>
        <form method="post" action={`/applications/${id}/decline`} novalidate>
          <FieldList>
            <Field
              name="reason"
              label={say('joining.decline_reason', { name })}
              hint={say('joining.decline_reason_hint')}
              value={fields['reason']}
              error={errors['reason']}
              rows={3}
              required
            />
            <Actions>
              <Button look="line">{say('joining.decline_application')}</Button>
            </Actions>
          </FieldList>
        </form>
      </Entry>
    </>
  );
}

function AdmitForm({ application: { id, name }, fields, errors }: DecideProps) {
  const say = useSay();
  return (
    <form method="post" action={`/applications/${id}/admit`} novalidate>
      <FieldList>
        <Field
          name="engagement"
          label={say('joining.as')}
          value={fields['engagement'] ?? 'freelancer'}
          error={errors['engagement']}
          options={engagementOptions(say)}
        />
        <Choices
          name="stage"
          label={say('joining.comes_in_as')}
          value={fields['stage'] ?? 'candidate'}
          error={errors['stage']}
          options={stageOptions(say)}
        />
        <Actions>
          <Button>{say('joining.admit', { name })}</Button>
          <Fine>{say('joining.admit_note')}</Fine>
        </Actions>
      </FieldList>
    </form>
  );
}
