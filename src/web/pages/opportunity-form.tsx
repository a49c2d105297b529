import type { Child } from 'hono/jsx';
import { paths } from '../../core/iri.ts';
import type { PostPreview } from '../../domain/federate.ts';
import { audiences, type Opportunity } from '../../domain/opportunities/opportunity.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Choices } from '../components/choices.tsx';
import { Field, FieldRow, Fields } from '../components/form.tsx';
import { ErrorSummary } from '../components/notice.tsx';
import { Post } from '../components/post.tsx';
import { AsideSection, Entries, Entry, Fine, Stack, Title, WithAside } from '../components/section.tsx';
import { TimeStamp } from '../components/time.tsx';
import { type FieldErrors, summaryOf } from '../forms/fields.ts';
import { type OpportunityFields, placeKinds } from '../forms/opportunity-form.ts';
import { Page } from '../layout.tsx';
import { Said, useReader, useSay } from '../reader.tsx';
import { RolesEntry } from './role-fields.tsx';
import { frameOf, type Visit } from './visit.tsx';

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
  const say = useSay();
  const { visit, fields, errors, before } = props;
  const title = say(before === undefined ? 'opportunity-form.new' : 'opportunity-form.edit');
  const action = before === undefined ? '/opportunities/new' : `${paths.opportunity(before.id)}/edit`;
  return (
    <Page {...frameOf(visit, paths.opportunities)} title={title} hidden>
      <Title kicker={kickerOf(before)} deck={say('opportunity-form.deck')}>
        {title}
      </Title>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        <form method="post" action={action} novalidate>
          {/* What the enter key presses: nothing that is sent anywhere. */}
          <button class="hush" type="submit" name="do" value="preview" tabindex={-1}>
            {say('opportunity-form.show_preview')}
          </button>
          <WithAside
            even
            label={say('opportunity-form.preview')}
            aside={<PreviewAside {...props} action={action} />}
          >
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
  return [<bdi>{before.title}</bdi>, <Kept revision={before.revision} at={before.updatedAt} />];
}

function Kept({ revision, at }: { readonly revision: number; readonly at: Temporal.Instant }) {
  const { zone } = useReader();
  const draw = { at: () => <TimeStamp at={at} look="short" /> };
  return <Said k="opportunity-form.kept" values={{ revision, zone }} draw={draw} />;
}

type Part = Pick<OpportunityFormProps, 'fields' | 'errors'>;

/** What each field of the form gets besides its words. */
function field({ fields, errors }: Part, name: Exclude<keyof OpportunityFields, 'roles'>) {
  return { name, value: fields[name], error: errors[name] };
}

function WorkEntry(part: Part) {
  const say = useSay();
  return (
    <Entry title={say('opportunity-form.work')} strong>
      <Fields>
        <Field
          {...field(part, 'title')}
          label={say('opportunity-form.title')}
          width="full"
          maxlength={120}
          required
        />
        <Field
          {...field(part, 'outcome')}
          label={say('opportunity-form.outcome')}
          hint={say('opportunity-form.outcome_hint')}
          rows={6}
          width="full"
          required
        />
      </Fields>
    </Entry>
  );
}

function WhenAndWhere(part: Part) {
  const say = useSay();
  return (
    <Entry title={say('opportunity-form.when_and_where')}>
      <Fields>
        <FieldRow>
          <Field {...field(part, 'date')} label={say('opportunity-form.date')} type="date" />
          <Field {...field(part, 'time')} label={say('opportunity-form.time')} type="time" />
        </FieldRow>
        <Field
          {...field(part, 'zone')}
          label={say('opportunity-form.zone')}
          hint={say('opportunity-form.zone_hint')}
          options={zoneOptions(part.fields.zone)}
        />
        <Choices
          {...field(part, 'place')}
          label={say('opportunity-form.place')}
          options={placeKinds.map((kind) => ({
            value: kind,
            label: say(`opportunity-form.place_${kind}`),
          }))}
        />
        <Field
          {...field(part, 'where')}
          label={say('opportunity-form.where')}
          hint={say('opportunity-form.where_hint')}
        />
        <Field
          {...field(part, 'languages')}
          label={say('opportunity-form.languages')}
          hint={say('opportunity-form.languages_hint')}
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

function WhoEntry({ visit, before, ...part }: OpportunityFormProps) {
  const say = useSay();
  return (
    <Entry title={say('opportunity-form.who')}>
      <Fields>
        <Field
          {...field(part, 'contact')}
          label={say('opportunity-form.contact')}
          hint={say('opportunity-form.contact_hint')}
          maxlength={120}
          required
        />
        {before !== undefined && before.status !== 'draft' ? (
          <FixedAudience audience={before.audience} />
        ) : (
          <Choices
            {...field(part, 'audience')}
            label={say('opportunity-form.audience')}
            options={audiences.map((one) => ({
              value: one,
              label: say(`opportunity-form.${one}`),
              hint: say(`opportunity-form.${one}_hint`),
            }))}
          />
        )}
        {visit.follows !== undefined && visit.follows.followers === 0 && (
          <Fine>{say('opportunity-form.nobody_follows')}</Fine>
        )}
      </Fields>
    </Entry>
  );
}

function FixedAudience({ audience }: Pick<Opportunity, 'audience'>) {
  const say = useSay();
  return (
    <div>
      <input type="hidden" name="audience" value={audience} />
      <p>
        <Said k="opportunity-form.can_read" values={{ audience }} draw={{ b: (words) => <b>{words}</b> }} />
      </p>
      <Fine>{say('opportunity-form.can_read_fixed')}</Fine>
    </div>
  );
}

type ActProps = OpportunityFormProps & { readonly action: string };

function SendEntry({ visit, before, action }: ActProps) {
  const say = useSay();
  const live = before !== undefined && before.status !== 'draft' ? before : undefined;
  const count = visit.follows?.followers ?? 0;
  return (
    <Entry label={say('opportunity-form.send')} strong>
      <Actions>
        <Button name="do" value={live ? 'save' : 'post'}>
          {say(live ? 'opportunity-form.save' : 'opportunity-form.post')}
        </Button>
        {!live && (
          <Button look="line" name="do" value="draft">
            {say('opportunity-form.keep_draft')}
          </Button>
        )}
        <Button look="plain" name="do" value="preview" formaction={`${action}#preview`}>
          {say('opportunity-form.show_preview')}
        </Button>
      </Actions>
      {live ? (
        <Told
          read={say('opportunity-form.read_fixed', { audience: live.audience })}
          told={say('opportunity-form.told_edit', { count })}
          undo={say('opportunity-form.undo_edit')}
        />
      ) : (
        <Told
          read={say('opportunity-form.read_chosen')}
          told={say('opportunity-form.told', { count })}
          undo={say('opportunity-form.undo_post')}
        />
      )}
    </Entry>
  );
}

function PreviewAside({ visit, preview, action }: ActProps) {
  const say = useSay();
  const refresh =
    preview === undefined ? 'opportunity-form.show_preview' : 'opportunity-form.refresh_preview';
  return (
    <AsideSection title={say('opportunity-form.as_followers_see')}>
      <div id="preview" class="stack">
        {preview === undefined ? (
          <p class="fine">{say('opportunity-form.no_preview')}</p>
        ) : (
          <Previewed visit={visit} preview={preview} />
        )}
        <p>
          <Button look="plain" small name="do" value="preview" formaction={`${action}#preview`}>
            {say(refresh)}
          </Button>
        </p>
      </div>
    </AsideSection>
  );
}

function Previewed({ visit, preview }: { readonly visit: Visit; readonly preview: PostPreview }) {
  const say = useSay();
  const { collective, house, handle } = visit;
  const tags = preview.hashtags.join(', ');
  return (
    <>
      <Fine>{say('opportunity-form.word_for_word')}</Fine>
      <Post
        label={say('opportunity-form.preview_label')}
        author={{ name: collective.name, handle, house }}
        html={preview.html}
      />
      {tags !== '' && <Fine>{say('opportunity-form.found_under', { tags })}</Fine>}
    </>
  );
}
