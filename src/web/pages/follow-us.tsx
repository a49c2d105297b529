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
import { Said, useSay } from '../reader.tsx';
import { frameOf, type PageEnv, type Site, show, type Visit } from './visit.tsx';

/** From a visitor's own address to the page of their server where they confirm the follow. */
export function followUsRoutes({ platform: { origin } }: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get('/follow', (context) => show(context, <AskPage visit={context.var.visit} />));
  routes.post('/follow', async (context) => {
    const { visit } = context.var;
    const fields = await readFields(context);
    const form = parseForm(followUsForm, fields, context.var.visit.reader.say);
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
  const say = useSay();
  return (
    <Panel title={say('home.follow_panel')}>
      <p>{say('home.follow_panel_text')}</p>
      <FollowForm handle={handle} full />
    </Panel>
  );
}

function FollowForm({ handle, address, error, full = false }: FollowFormProps) {
  const say = useSay();
  return (
    <>
      <form method="post" action="/follow" novalidate>
        <Fields>
          <Join
            name="address"
            label={say('home.follow_address')}
            placeholder={say('home.follow_example')}
            width={full ? 'full' : 'normal'}
            value={address}
            error={error}
            button={say('home.follow_button')}
            autocomplete="off"
            spellcheck={false}
          />
        </Fields>
      </form>
      <Told read={say('home.follow_told')} />
      <Fine>
        <Said
          k="home.follow_search"
          values={{ handle }}
          draw={{ copy: (words) => <Handle>{words}</Handle> }}
        />
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
  const say = useSay();
  const { name } = visit.collective;
  return (
    <Page {...frameOf(visit)} title={say('home.follow', { name })} hidden>
      <Title>
        <Said k="home.follow_title" values={{ name }} draw={{ bdi: (words) => <bdi>{words}</bdi> }} />
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
  const say = useSay();
  return (
    <Page {...frameOf(visit)} title={say('home.on_title')} hidden>
      <Title
        deck={
          <Said
            k="home.on_deck"
            values={{ handle: visit.handle }}
            draw={{ copy: (words) => <Handle>{words}</Handle> }}
          />
        }
      >
        <Said k="home.on_heading" values={{ host }} draw={{ bdi: (words) => <bdi>{words}</bdi> }} />
      </Title>
      <Actions>
        <Button href={safeHref(target) ?? '/'} icon="out">
          {say('home.on_button', { host })}
        </Button>
        <Button href="/" look="plain">
          {say('home.back')}
        </Button>
      </Actions>
    </Page>
  );
}
