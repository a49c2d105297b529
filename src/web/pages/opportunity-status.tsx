import { Hono } from 'hono';
import { paths } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { changeStatus, deleteOpportunity } from '../../domain/opportunities/commands.ts';
import { nextStatuses, type Opportunity, type Status } from '../../domain/opportunities/opportunity.ts';
import { inWork } from '../../domain/work.ts';
import type { Say } from '../../words/say.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Choices } from '../components/choices.tsx';
import { Field, Fields } from '../components/form.tsx';
import { ErrorSummary, Notice } from '../components/notice.tsx';
import { Entries, Entry, Stack, Title } from '../components/section.tsx';
import { State, StateLine, stateWord } from '../components/state.tsx';
import {
  errorOfRefusal,
  type FieldErrors,
  noErrors,
  parseForm,
  readFields,
  summaryOf,
} from '../forms/fields.ts';
import { bareForm, statusForm } from '../forms/small-forms.ts';
import { Page } from '../layout.tsx';
import { Said, useSay } from '../reader.tsx';
import { readableOpportunity } from './opportunity.tsx';
import { frameOf, type PageEnv, requireViewerMay, type Site, show, type Visit } from './visit.tsx';

const fieldOf = {
  'opportunity.reason': 'reason',
  'opportunity.transition': 'status',
  'opportunity.deadline': 'status',
} as const;

/** Move an opportunity on: a page that says what happens before it does. */
export function opportunityStatusRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();

  routes.get('/opportunities/:id/status', async (context) => {
    const { visit } = context.var;
    requireViewerMay(visit, 'opportunity.write');
    const opportunity = await readableOpportunity(site, visit, context.req.param('id'));
    const { to = '' } = context.req.query();
    return show(
      context,
      <StatusPage visit={visit} opportunity={opportunity} to={to} reason="" errors={noErrors} />,
    );
  });

  routes.post('/opportunities/:id/status', async (context) => {
    const { visit } = context.var;
    const steward = requireViewerMay(visit, 'opportunity.write');
    const opportunity = await readableOpportunity(site, visit, context.req.param('id'));
    const fields = await readFields(context);
    const again = (errors: FieldErrors) => {
      const { status: to = '', reason = '' } = fields;
      const props = { visit, opportunity, to, reason, errors };
      return show(context, <StatusPage {...props} />, 400);
    };
    const form = parseForm(statusForm, fields, context.var.visit.reader.say);
    if (!form.ok) return again(form.errors);
    const { status, reason } = form.value;
    try {
      await inWork(site.platform, (work) =>
        changeStatus(work, steward, opportunity.id, status, reason || null),
      );
    } catch (error) {
      return again(errorOfRefusal(error, fieldOf, visit.reader.say));
    }
    return context.redirect(`${paths.opportunity(opportunity.id)}?done=moved`, 303);
  });

  return routes;
}

/** Delete an opportunity: a page that says what happens before it does. */
export function deleteOpportunityRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();

  routes.get('/opportunities/:id/delete', async (context) => {
    const { visit } = context.var;
    requireViewerMay(visit, 'opportunity.write');
    const opportunity = await readableOpportunity(site, visit, context.req.param('id'));
    return show(context, <DeletePage visit={visit} opportunity={opportunity} />);
  });

  routes.post('/opportunities/:id/delete', async (context) => {
    const { visit } = context.var;
    const steward = requireViewerMay(visit, 'opportunity.write');
    const opportunity = await readableOpportunity(site, visit, context.req.param('id'));
    const form = parseForm(bareForm, await readFields(context), context.var.visit.reader.say);
    if (!form.ok) throw new Refusal('invalid', 'form.invalid', 'This form has no fields.');
    await inWork(site.platform, (work) => deleteOpportunity(work, steward, opportunity.id));
    return context.redirect(`${paths.opportunities}?done=deleted`, 303);
  });

  return routes;
}

/** What a state means for those who answer; the others are never chosen by hand. */
function meaningOf(status: Status, say: Say): string | undefined {
  if (status === 'draft' || status === 'expired') return undefined;
  return say(`opportunity.${status}_means`);
}

interface StatusPageProps {
  readonly visit: Visit;
  readonly opportunity: Opportunity;
  readonly to: string;
  readonly reason: string;
  readonly errors: FieldErrors;
}

function StatusPage({ visit, opportunity, to, reason, errors }: StatusPageProps) {
  const say = useSay();
  const next = nextStatuses(opportunity.status);
  const page = paths.opportunity(opportunity.id);
  const title = say('opportunity.change_state');
  return (
    <Page {...frameOf(visit, paths.opportunities)} title={title} hidden>
      <Title
        kicker={[
          <a href={page} dir="auto">
            {opportunity.title}
          </a>,
        ]}
      >
        {title}
      </Title>
      <StateLine state={opportunity.status}>{say('opportunity.stands_now')}</StateLine>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        {next.length === 0 ? (
          <Notice>
            <p>
              <Said
                k="opportunity.no_next"
                draw={{ link: (words) => <a href={`${page}/delete`}>{words}</a> }}
              />
            </p>
          </Notice>
        ) : (
          <StatusForm {...{ visit, opportunity, to, reason, errors }} />
        )}
      </Stack>
    </Page>
  );
}

function StatusForm({ visit, opportunity, to, reason, errors }: StatusPageProps) {
  const say = useSay();
  const next = nextStatuses(opportunity.status);
  const page = paths.opportunity(opportunity.id);
  return (
    <form method="post" action={`${page}/status`} novalidate>
      <Fields>
        <Choices
          name="status"
          label={say('opportunity.becomes')}
          value={to}
          error={errors['status']}
          options={next.map((status) => ({
            value: status,
            label: stateWord(status, say),
            hint: meaningOf(status, say),
          }))}
          required
        />
        <Field
          name="reason"
          label={say('opportunity.why')}
          hint={say('opportunity.why_hint')}
          rows={3}
          value={reason}
          error={errors['reason']}
          maxlength={500}
        />
        <Actions>
          <Button>{say('opportunity.move_and_tell')}</Button>
          <Button href={page} look="plain">
            {say('opportunity.leave_it')}
          </Button>
        </Actions>
        <Told
          read={say('opportunity.move_read')}
          told={say('opportunity.move_told', { count: visit.follows?.followers ?? 0 })}
          undo={say('opportunity.move_undo')}
        />
      </Fields>
    </form>
  );
}

function DeletePage({ visit, opportunity }: { readonly visit: Visit; readonly opportunity: Opportunity }) {
  const say = useSay();
  const page = paths.opportunity(opportunity.id);
  const { title, publishedAt } = opportunity;
  const wasSent = publishedAt !== null;
  return (
    <Page {...frameOf(visit, paths.opportunities)} title={say('opportunity.delete_title')} hidden>
      <Title
        kicker={[<State state={opportunity.status} />]}
        deck={say(wasSent ? 'opportunity.delete_posted' : 'opportunity.delete_draft')}
      >
        <Said k="opportunity.delete_this" values={{ title }} draw={{ bdi: (words) => <bdi>{words}</bdi> }} />
      </Title>
      <Entries>
        <Entry label={say('opportunity.delete')} strong>
          <form method="post" action={`${page}/delete`}>
            <Actions>
              <Button>{say('opportunity.delete_for_good')}</Button>
              <Button href={page} look="plain">
                {say('opportunity.keep_it')}
              </Button>
            </Actions>
          </form>
          <Told
            read={say('opportunity.delete_read')}
            told={say(wasSent ? 'opportunity.delete_told' : 'opportunity.delete_told_draft')}
            undo={say('opportunity.delete_undo')}
          />
        </Entry>
      </Entries>
    </Page>
  );
}
