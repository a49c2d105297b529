import type { LinkRequest } from '../../domain/auth/link-requests.ts';
import { can } from '../../domain/members/can.ts';
import type { Member } from '../../domain/members/member.ts';
import type { HostBlock } from '../../domain/moderation/queries.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Choices, MarkChoices } from '../components/choices.tsx';
import { Facts } from '../components/facts.tsx';
import { Field, Fields as FieldList } from '../components/form.tsx';
import { Rows } from '../components/list.tsx';
import { ErrorSummary, Notice } from '../components/notice.tsx';
import { Entries, Entry, Fine, Stack, Title } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import { colourOptions } from '../forms/colours.ts';
import { type FieldErrors, type Fields, summaryOf } from '../forms/fields.ts';
import { languageOptions } from '../forms/languages.ts';
import { Page } from '../layout.tsx';
import { DoneNotice } from './done.tsx';
import { RuleChoices } from './rules.tsx';
import { LinkRequestsEntry, MailEntry } from './sign-in-requests-page.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface SettingsPageProps {
  readonly visit: Visit;
  readonly viewer: Member;
  readonly fields: Fields;
  readonly errors: FieldErrors;
  readonly blocks: readonly HostBlock[];
  readonly done: string | undefined;
  /** How many passkeys the viewer has. */
  readonly passkeys: number;
  /** Whether this node sends mail; where it does not, stewards see who waits for a link. */
  readonly isMailing: boolean;
  readonly requests: readonly LinkRequest[];
}

/** The settings: you, and for stewards the collective and what is shut out. Each part is a form of its own. */
export function SettingsPage(props: SettingsPageProps) {
  const { visit, viewer, errors, done } = props;
  const isSteward = can(viewer, 'collective.change');
  return (
    <Page {...frameOf(visit, '/settings')} title="Settings" hidden>
      <Title above={<DoneNotice done={done} />}>Settings</Title>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        <Entries>
          <YouEntry {...props} />
          <FediverseEntry {...props} />
          {isSteward && <CollectiveEntry {...props} />}
          {isSteward && <BlocksEntry {...props} />}
          {isSteward && props.isMailing && <MailEntry email={viewer.email} />}
          {isSteward && !props.isMailing && <LinkRequestsEntry requests={props.requests} />}
          <Entry title="How you sign in" strong>
            <p>{passkeyWords(props.passkeys)}</p>
            <Actions>
              <Button href="/settings/sign-in" look="line">
                Passkeys, codes and browsers
              </Button>
            </Actions>
          </Entry>
          <Entry title="This browser" strong>
            <form method="post" action="/sign-out">
              <Button look="line">Sign out</Button>
            </form>
            <Fine>Only here. Other browsers stay signed in.</Fine>
          </Entry>
        </Entries>
      </Stack>
    </Page>
  );
}

function passkeyWords(count: number): string {
  if (count === 0) return 'You have no passkey yet.';
  if (count === 1)
    return 'You have one passkey. A second one, on another device, saves you the day you lose the first.';
  return `You have ${count} passkeys.`;
}

function YouEntry({ viewer, fields, errors }: SettingsPageProps) {
  return (
    <Entry title="You" strong>
      <form method="post" action="/settings/you" novalidate>
        <FieldList>
          <Field
            name="person"
            label="Your name"
            value={fields['person']}
            error={errors['person']}
            autocomplete="name"
            required
          />
          <Field
            name="about"
            label="About you"
            hint="A few sentences for people who look you up. Markdown works; write it whole, formatting is not shown here."
            rows={4}
            value={fields['about']}
            error={errors['about']}
          />
          <Actions>
            <Button>Save</Button>
          </Actions>
          {viewer.isFederated && (
            <Told
              read="Anyone, on your page and on every server that knows you"
              told="Those who follow you"
              undo="Change it any day"
            />
          )}
        </FieldList>
      </form>
    </Entry>
  );
}

function FediverseEntry({ visit, viewer, fields, errors }: SettingsPageProps) {
  const handle = `@${viewer.handle}@${visit.host}`;
  return (
    <Entry title="You on the Fediverse" note="Yours to choose; the collective cannot choose for you.">
      <form method="post" action="/settings/fediverse" novalidate>
        <FieldList>
          <Facts
            facts={[{ label: 'Your handle', value: <bdi>{handle}</bdi>, note: 'Permanent, like the domain' }]}
          />
          <Choices
            name="federated"
            label="Can people find and follow you?"
            value={fields['federated']}
            error={errors['federated']}
            options={[
              {
                value: 'yes',
                label: 'Yes',
                hint: 'You have a public page, and stand among the people on the front page.',
              },
              { value: 'no', label: 'No', hint: 'Nobody outside learns that you belong here.' },
            ]}
          />
          {viewer.isFederated && (
            <Choices
              many
              name="certain"
              label="Leaving is final"
              hint={`Other servers are told that ${handle} is gone and will not take it back, ever.`}
              error={errors['certain']}
              options={[{ value: 'yes', label: 'I know, and want to leave' }]}
            />
          )}
          <Actions>
            <Button look="line">Save my choice</Button>
          </Actions>
          <Told
            read={viewer.isFederated ? 'With yes: anyone' : 'With no: nobody outside'}
            told={
              viewer.isFederated
                ? 'With no: every server that knows you'
                : 'With yes: nobody, until they look'
            }
            undo={viewer.isFederated ? 'Leaving cannot be undone' : 'You can leave later, once'}
          />
        </FieldList>
      </form>
    </Entry>
  );
}

function CollectiveEntry({ visit, fields, errors }: SettingsPageProps) {
  const { collective, host, handle } = visit;
  const at = (name: string) => ({ name, value: fields[name], error: errors[name] });
  return (
    <Entry title="The collective" strong>
      <form method="post" action="/settings/collective" novalidate>
        <FieldList>
          <Facts
            facts={[
              { label: 'Domain', value: host, note: 'Permanent: every address of yours contains it' },
              { label: 'Address', value: <bdi>{handle}</bdi>, note: 'Permanent: followers hold on to it' },
            ]}
          />
          <Field {...at('name')} label="Name" autocomplete="organization" maxlength={80} required />
          <Field
            {...at('purpose')}
            label="Purpose"
            hint="The first line is the headline of the front page. Markdown works below it."
            rows={5}
            required
          />
          <Field
            {...at('language')}
            label="Language of your posts"
            options={languageOptions(collective.language)}
          />
          <MarkChoices
            {...at('colour')}
            label="Colour"
            hint="We keep the hue and set the lightness, so it stays readable by day and by night."
            options={colourOptions(host, collective.colour)}
            initials={collective.name}
          />
          <RuleChoices fields={fields} errors={errors} />
          <Actions>
            <Button>Save the collective</Button>
          </Actions>
          <Told
            read="Anyone, here and on the profile other servers show"
            told="Everybody who follows"
            undo="Change it any day"
          />
        </FieldList>
      </form>
    </Entry>
  );
}

function BlocksEntry({ fields, errors, blocks }: SettingsPageProps) {
  return (
    <Entry
      title="Shut out"
      note="Servers we take nothing from and send nothing to. They are not told."
      strong
    >
      {blocks.length === 0 ? <p>No server is shut out.</p> : <Rows rows={blocks.map(blockRow)} />}
      <form method="post" action="/settings/blocks" novalidate>
        <FieldList>
          <Field
            name="host"
            label="Server to block"
            hint="And everything below it: spam.example also blocks a.spam.example."
            value={fields['host']}
            error={errors['host']}
            spellcheck={false}
            required
          />
          <Field
            name="reason"
            label="Why"
            hint="For your fellow stewards."
            value={fields['reason']}
            error={errors['reason']}
          />
          <Notice tone="wait">
            <p>
              Its followers, its opportunities and its replies here are removed, and do not come back by
              themselves.
            </p>
          </Notice>
          <Actions>
            <Button look="line">Block it</Button>
          </Actions>
          <Told
            read="Only stewards see this list"
            told="Nobody"
            undo="Let it in again any day; what was removed stays gone"
          />
        </FieldList>
      </form>
    </Entry>
  );
}

function blockRow({ host, reason, createdAt }: HostBlock) {
  return {
    title: host,
    children: (
      <Fine>
        Since <TimeStamp at={createdAt} />
        {reason !== '' && (
          <>
            . <bdi>{reason}</bdi>
          </>
        )}
      </Fine>
    ),
    actions: (
      <form method="post" action="/settings/unblock">
        <input type="hidden" name="host" value={host} />
        <Button look="plain" small>
          Let in again
          <span class="hush"> {host}</span>
        </Button>
      </form>
    ),
  };
}
