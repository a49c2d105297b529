import { Hono } from 'hono';
import { paths } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { changeStatus, deleteOpportunity } from '../../domain/opportunities/commands.ts';
import { nextStatuses, type Opportunity, type Status } from '../../domain/opportunities/opportunity.ts';
import { inWork } from '../../domain/work.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Choices } from '../components/choices.tsx';
import { Field, Fields } from '../components/form.tsx';
import { ErrorSummary, Notice } from '../components/notice.tsx';
import { Entries, Entry, Stack, Title } from '../components/section.tsx';
import { State, StateLine } from '../components/state.tsx';
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
import { readableOpportunity } from './opportunity.tsx';
import { frameOf, type PageEnv, requireViewerMay, type Site, show, type Visit } from './visit.tsx';
import { followerWords } from './work-words.tsx';

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
    const form = parseForm(statusForm, fields);
    if (!form.ok) return again(form.errors);
    const { status, reason } = form.value;
    try {
      await inWork(site.platform, (work) =>
        changeStatus(work, steward, opportunity.id, status, reason || null),
      );
    } catch (error) {
      return again(errorOfRefusal(error, fieldOf));
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
    const form = parseForm(bareForm, await readFields(context));
    if (!form.ok) throw new Refusal('invalid', 'form.invalid', 'This form has no fields.');
    await inWork(site.platform, (work) => deleteOpportunity(work, steward, opportunity.id));
    return context.redirect(`${paths.opportunities}?done=deleted`, 303);
  });

  return routes;
}

const meanings: Readonly<Record<Status, { label: string; hint: string }>> = {
  draft: { label: 'Draft', hint: '' },
  expired: { label: 'Expired', hint: '' },
  open: { label: 'Open', hint: 'It takes answers. If its deadline has passed, give it a new one first.' },
  shortlisting: {
    label: 'Shortlisting',
    hint: 'It still takes answers; the post says that you are choosing.',
  },
  filled: { label: 'Filled', hint: 'People were found. It can be opened again.' },
  closed: { label: 'Closed', hint: 'It takes no answers. Say why; it can be opened again.' },
  withdrawn: { label: 'Withdrawn', hint: 'The work is off the table for good. Say why.' },
};

interface StatusPageProps {
  readonly visit: Visit;
  readonly opportunity: Opportunity;
  readonly to: string;
  readonly reason: string;
  readonly errors: FieldErrors;
}

function StatusPage({ visit, opportunity, to, reason, errors }: StatusPageProps) {
  const next = nextStatuses(opportunity.status);
  const page = paths.opportunity(opportunity.id);
  return (
    <Page {...frameOf(visit, paths.opportunities)} title="Change the state" hidden>
      <Title kicker={[<a href={page}>{opportunity.title}</a>]}>Change the state</Title>
      <StateLine state={opportunity.status}>This is how it stands now</StateLine>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        {next.length === 0 ? (
          <Notice>
            <p>
              From here it can become nothing else. Post it anew if the work comes back, or{' '}
              <a href={`${page}/delete`}>delete it</a>.
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
  const next = nextStatuses(opportunity.status);
  const page = paths.opportunity(opportunity.id);
  const followers = visit.follows?.followers ?? 0;
  return (
    <form method="post" action={`${page}/status`} novalidate>
      <Fields>
        <Choices
          name="status"
          label="It becomes"
          value={to}
          error={errors['status']}
          options={next.map((status) => ({ value: status, ...meanings[status] }))}
          required
        />
        <Field
          name="reason"
          label="Why"
          hint="One sentence. Everybody who reads the post sees it. Needed to close or withdraw."
          rows={3}
          value={reason}
          error={errors['reason']}
          maxlength={500}
        />
        <Actions>
          <Button>Change it and tell everybody</Button>
          <Button href={page} look="plain">
            Leave it as it is
          </Button>
        </Actions>
        <Told
          read="Everybody who can read the opportunity, on every server it reached"
          told={followerWords(followers, 'a post that arrived is edited and leads with the word')}
          undo="You can open it again, except after withdrawing; the revisions keep both"
        />
      </Fields>
    </form>
  );
}

function DeletePage({ visit, opportunity }: { readonly visit: Visit; readonly opportunity: Opportunity }) {
  const page = paths.opportunity(opportunity.id);
  const wasSent = opportunity.publishedAt !== null;
  return (
    <Page {...frameOf(visit, paths.opportunities)} title="Delete the opportunity" hidden>
      <Title
        kicker={[<State state={opportunity.status} />]}
        deck={
          wasSent
            ? 'Its page and its post answer 410, “deleted”, for ever. Withdraw it instead if people should still read why it ended.'
            : 'It is a draft: nobody outside knows of it, and nothing is sent.'
        }
      >
        Delete “<bdi>{opportunity.title}</bdi>”
      </Title>
      <Entries>
        <Entry label="Delete" strong>
          <form method="post" action={`${page}/delete`}>
            <Actions>
              <Button>Delete it for good</Button>
              <Button href={page} look="plain">
                Keep it
              </Button>
            </Actions>
          </form>
          <Told
            read="Nobody any more"
            told={
              wasSent
                ? 'Every server that had a copy is asked to delete it too; most do, none can be made to'
                : 'Nobody'
            }
            undo="It cannot be undone, and the address is never used again"
          />
        </Entry>
      </Entries>
    </Page>
  );
}
