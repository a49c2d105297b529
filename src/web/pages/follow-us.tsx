import { Hono } from 'hono';
import { safeHref } from '../../core/html.ts';
import { iri, paths } from '../../core/iri.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Fields, Join } from '../components/form.tsx';
import { Fine, Handle, Panel, Stack, Title } from '../components/section.tsx';
import { parseForm, readFields } from '../forms/fields.ts';
import { followUsForm } from '../forms/small-forms.ts';
import { Page } from '../layout.tsx';
import { frameOf, type PageEnv, type Site, show, type Visit } from './visit.tsx';

/** From a visitor's own address to the page of their server where they confirm the follow. */
export function followUsRoutes({ platform: { origin } }: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get('/follow', (context) => show(context, <AskPage visit={context.var.visit} />));
  routes.post('/follow', async (context) => {
    const { visit } = context.var;
    const fields = await readFields(context);
    const form = parseForm(followUsForm, fields);
    if (!form.ok) {
      const { address } = fields;
      return show(context, <AskPage visit={visit} address={address} error={form.errors['address']} />, 400);
    }
    const us = iri(origin, paths.actor(visit.collective.handle));
    const target = `https://${form.value.address}/authorize_interaction?uri=${encodeURIComponent(us)}`;
    // A redirect after a form is held against form-action, which names this site alone; a refresh is not.
    context.header('refresh', `0; url=${target}`);
    return show(context, <GoPage visit={visit} host={form.value.address} target={target} />);
  });
  return routes;
}

interface FollowFormProps {
  readonly handle: string;
  readonly address?: string | undefined;
  readonly error?: string | undefined;
  readonly full?: boolean | undefined;
}

/** The box to follow from any server, and the handle to copy. */
export function FollowPanel({ handle }: { readonly handle: string }) {
  return (
    <Panel title="Follow from your server">
      <p>New work arrives in your timeline as a plain post. Reply to ask a question in the open.</p>
      <FollowForm handle={handle} full />
    </Panel>
  );
}

function FollowForm({ handle, address, error, full = false }: FollowFormProps) {
  return (
    <>
      <form method="post" action="/follow" novalidate>
        <Fields>
          <Join
            name="address"
            label="Your Fediverse address"
            placeholder="you@server.example"
            width={full ? 'full' : 'normal'}
            value={address}
            error={error}
            button="Follow"
            autocomplete="off"
            spellcheck={false}
          />
        </Fields>
      </form>
      <Told read="We learn your server, nothing else. You confirm on it yourself." />
      <Fine>
        Or search for <Handle>{handle}</Handle>
      </Fine>
    </>
  );
}

interface AskPageProps {
  readonly visit: Visit;
  readonly address?: string | undefined;
  readonly error?: string | undefined;
}

function AskPage({ visit, address, error }: AskPageProps) {
  return (
    <Page {...frameOf(visit)} title={`Follow ${visit.collective.name}`} hidden>
      <Title>
        Follow <bdi>{visit.collective.name}</bdi>
      </Title>
      <Stack>
        <FollowForm handle={visit.handle} address={address} error={error} />
      </Stack>
    </Page>
  );
}

interface GoPageProps {
  readonly visit: Visit;
  readonly host: string;
  readonly target: string;
}

function GoPage({ visit, host, target }: GoPageProps) {
  return (
    <Page {...frameOf(visit)} title="On to your server" hidden>
      <Title
        deck={
          <>
            You confirm there. If nothing happens, or your server says it knows no such page, search on it for{' '}
            <Handle>{visit.handle}</Handle>.
          </>
        }
      >
        On to <bdi>{host}</bdi>
      </Title>
      <Actions>
        <Button href={safeHref(target) ?? '/'} icon="out">
          Follow from {host}
        </Button>
        <Button href="/" look="plain">
          Back
        </Button>
      </Actions>
    </Page>
  );
}
