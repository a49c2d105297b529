import type { Child } from 'hono/jsx';
import { paths } from '../../core/iri.ts';
import type { PostPreview } from '../../domain/federate.ts';
import type { Opportunity } from '../../domain/opportunities/opportunity.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Choices } from '../components/choices.tsx';
import { Field, FieldRow, Fields } from '../components/form.tsx';
import { ErrorSummary } from '../components/notice.tsx';
import { Post } from '../components/post.tsx';
import { AsideSection, Entries, Entry, Fine, Stack, Title, WithAside } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import { type FieldErrors, summaryOf } from '../forms/fields.ts';
import type { OpportunityFields } from '../forms/opportunity-form.ts';
import { Page } from '../layout.tsx';
import { RolesEntry } from './role-fields.tsx';
import { frameOf, type Visit } from './visit.tsx';
import { followerWords } from './work-words.tsx';

interface OpportunityFormProps {
  readonly visit: Visit;
  readonly fields: OpportunityFields;
  readonly errors: FieldErrors;
  /** The post as it would be sent; undefined while something is missing. */
  readonly preview: PostPreview | undefined;
  /** What is edited; undefined for a new one. */
  readonly before: Opportunity | undefined;
  /** Names of skills to offer; none if missing. */
  readonly skillNames?: readonly string[];
}

/** Write or change an opportunity: the form, and beside it the post as followers will see it. */
export function OpportunityFormPage(props: OpportunityFormProps) {
  const { visit, fields, errors, before } = props;
  const title = before === undefined ? 'New opportunity' : 'Edit the opportunity';
  const action = before === undefined ? '/opportunities/new' : `${paths.opportunity(before.id)}/edit`;
  return (
    <Page {...frameOf(visit, paths.opportunities)} title={title} hidden>
      <Title kicker={kickerOf(before)} deck="A title, an outcome and one role are enough to post.">
        {title}
      </Title>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        <form method="post" action={action} novalidate>
          {/* What the enter key presses: nothing that is sent anywhere. */}
          <button class="hush" type="submit" name="do" value="preview" tabindex={-1}>
            Show the preview
          </button>
          <WithAside even label="Preview" aside={<PreviewAside {...props} action={action} />}>
            <Entries>
              <WorkEntry fields={fields} errors={errors} />
              <RolesEntry
                roles={fields.roles}
                errors={errors}
                action={action}
                skillNames={props.skillNames ?? []}
              />
              <WhenAndWhere fields={fields} errors={errors} />
              <WhoEntry {...props} />
              <SendEntry {...props} action={action} />
            </Entries>
          </WithAside>
        </form>
      </Stack>
    </Page>
  );
}

function kickerOf(before: Opportunity | undefined): readonly Child[] | undefined {
  if (before === undefined) return undefined;
  const kept = (
    <>
      Revision {before.revision}, <TimeStamp at={before.updatedAt} look="short" /> UTC
    </>
  );
  return [<bdi>{before.title}</bdi>, kept];
}

type Part = Pick<OpportunityFormProps, 'fields' | 'errors'>;

function WorkEntry({ fields, errors }: Part) {
  return (
    <Entry title="The work" strong>
      <Fields>
        <Field
          name="title"
          label="Title"
          width="full"
          value={fields.title}
          error={errors['title']}
          maxlength={120}
          required
        />
        <Field
          name="outcome"
          label="What should be true at the end?"
          hint="One or two sentences first: name the people it helps. Markdown works for lists and links."
          rows={6}
          width="full"
          value={fields.outcome}
          error={errors['outcome']}
          required
        />
      </Fields>
    </Entry>
  );
}

function WhenAndWhere({ fields, errors }: Part) {
  return (
    <Entry title="When and where">
      <Fields>
        <FieldRow>
          <Field name="date" label="Answers until" type="date" value={fields.date} error={errors['date']} />
          <Field name="time" label="At" type="time" value={fields.time} error={errors['time']} />
        </FieldRow>
        <Field
          name="zone"
          label="Time zone"
          hint="The deadline is meant there. Without a date the opportunity stays open until it is filled."
          value={fields.zone}
          options={zoneOptions(fields.zone)}
          error={errors['zone']}
        />
        <Choices
          name="place"
          label="Place"
          value={fields.place}
          error={errors['place']}
          options={[
            { value: 'remote', label: 'Remote' },
            { value: 'hybrid', label: 'Partly on site' },
            { value: 'onsite', label: 'On site' },
          ]}
        />
        <Field
          name="where"
          label="Where"
          hint="For work on site. A city is enough."
          value={fields.where}
          error={errors['where']}
        />
        <Field
          name="languages"
          label="Languages"
          hint="As tags, the language of this text first: en, nl."
          value={fields.languages}
          error={errors['languages']}
          spellcheck={false}
          required
        />
      </Fields>
    </Entry>
  );
}

function zoneOptions(chosen: string) {
  const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), ...(chosen === '' ? [] : [chosen])]);
  return [...zones].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));
}

const audienceWords = {
  public: { label: 'Anyone', hint: 'A public page, and a post to everybody who follows.' },
  followers: {
    label: 'Followers and members',
    hint: 'No public page; a post to those who follow, and only to them.',
  },
} as const;

function WhoEntry({ visit, fields, errors, before }: OpportunityFormProps) {
  const isFixed = before !== undefined && before.status !== 'draft';
  return (
    <Entry title="Who">
      <Fields>
        <Field
          name="contact"
          label="Person to ask"
          hint="A name people can use when they reply."
          value={fields.contact}
          error={errors['contact']}
          maxlength={120}
          required
        />
        {isFixed ? (
          <div>
            <input type="hidden" name="audience" value={before.audience} />
            <p>
              <b>{audienceWords[before.audience].label}</b> can read this.
            </p>
            <Fine>That was settled when it was posted.</Fine>
          </div>
        ) : (
          <Choices
            name="audience"
            label="Who can read this"
            value={fields.audience}
            error={errors['audience']}
            options={[
              { value: 'public', ...audienceWords.public },
              { value: 'followers', ...audienceWords.followers },
            ]}
          />
        )}
        {visit.follows !== undefined && visit.follows.followers === 0 && (
          <Fine>Nobody follows yet. Those who begin to, find what is open on the profile.</Fine>
        )}
      </Fields>
    </Entry>
  );
}

function SendEntry({ visit, before, action }: OpportunityFormProps & { readonly action: string }) {
  const isLive = before !== undefined && before.status !== 'draft';
  const followers = visit.follows?.followers ?? 0;
  return (
    <Entry label="Send" strong>
      <Actions>
        <Button name="do" value={isLive ? 'save' : 'post'}>
          {isLive ? 'Save and tell everybody' : 'Post it'}
        </Button>
        {!isLive && (
          <Button look="line" name="do" value="draft">
            Keep as draft
          </Button>
        )}
        <Button look="plain" name="do" value="preview" formaction={`${action}#preview`}>
          Show the preview
        </Button>
      </Actions>
      <Told
        read={
          isLive
            ? `${audienceWords[before.audience].label}, on this site and on every server it reached`
            : 'Whom you chose above, on this site and on every server it reaches'
        }
        told={followerWords(followers, isLive ? 'the post they have is edited' : undefined)}
        undo={
          isLive
            ? 'You can change it again; that it changed stays in the revisions'
            : 'You can edit, withdraw or delete it later; copies elsewhere are asked to follow. A draft tells nobody.'
        }
      />
    </Entry>
  );
}

function PreviewAside({ visit, preview, action }: OpportunityFormProps & { readonly action: string }) {
  const { collective, house, handle } = visit;
  return (
    <AsideSection title="As followers will see it">
      <div id="preview" class="stack">
        {preview === undefined ? (
          <p class="fine">The post appears here once the form reads whole: press the button below.</p>
        ) : (
          <>
            <Fine>On Mastodon and the like, word for word.</Fine>
            <Post
              label="Preview of the post"
              author={{ name: collective.name, handle, house }}
              html={preview.html}
            />
            {preview.hashtags.length > 0 && <Fine>Found under {preview.hashtags.join(', ')}.</Fine>}
          </>
        )}
        <p>
          <Button look="plain" small name="do" value="preview" formaction={`${action}#preview`}>
            {preview === undefined ? 'Show the preview' : 'Refresh the preview'}
          </Button>
        </p>
      </div>
    </AsideSection>
  );
}
