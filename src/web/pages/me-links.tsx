import { type Context, Hono } from 'hono';
import { isId } from '../../core/id.ts';
import { paths } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { setAudiences } from '../../domain/signposts/commands.ts';
import { addLink, removeLink } from '../../domain/signposts/links.ts';
import type { LinkId } from '../../domain/signposts/signpost.ts';
import { inWork } from '../../domain/work.ts';
import { Actions, Button } from '../components/button.tsx';
import { Field, Fields as FieldList } from '../components/form.tsx';
import { Entries, Entry, Handle } from '../components/section.tsx';
import { Links, linkWords } from '../components/signpost-parts.tsx';
import {
  errorOfRefusal,
  type FieldErrors,
  type Fields,
  noErrors,
  parseForm,
  readFields,
} from '../forms/fields.ts';
import { type Chosen, takeAudiences } from '../forms/signpost-form.ts';
import { linkForm } from '../forms/signpost-parts-form.ts';
import { bareForm } from '../forms/small-forms.ts';
import { useSay } from '../reader.tsx';
import { type Own, readOwn } from './me-own.ts';
import { MePage } from './me-page.tsx';
import { AudienceSelect, savedAddress, WhoIsTold } from './me-part.tsx';
import { type PageEnv, type Site, show } from './visit.tsx';

const path = '/me/links';
const fieldOf = { 'signpost.address': 'url', 'signpost.too_long': 'label', 'signpost.too_many': 'url' };

/** One's pages elsewhere: add one, take one away. */
export function linksRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get(path, async (context) => {
    const own = await readOwn(site, context);
    return show(context, <LinksPage {...{ own, fields: {}, chosen: {}, errors: noErrors }} />);
  });
  routes.post(path, (context) => add(site, context));
  routes.post(`${path}/:id/remove`, async (context) => {
    const own = await readOwn(site, context);
    parseForm(bareForm, await readFields(context), own.visit.reader.say);
    const id = context.req.param('id');
    const link = isId(id) ? own.signpost.links.find((one) => one.id === (id as LinkId)) : undefined;
    if (link === undefined)
      throw new Refusal('not-found', 'signpost.link_unknown', 'That link is not on this signpost.');
    await inWork(site.platform, (work) => removeLink(work, own.member, link.id));
    const query = new URLSearchParams({ done: 'unlinked', url: link.url, label: link.label });
    return context.redirect(`/me?${query}#links`, 303);
  });
  return routes;
}

async function add(site: Site, context: Context<PageEnv>): Promise<Response> {
  const own = await readOwn(site, context);
  const { say } = own.visit.reader;
  const { chosen, fields } = takeAudiences(await readFields(context));
  const draw = (errors: FieldErrors) =>
    show(context, <LinksPage {...{ own, fields, chosen, errors }} />, 400);
  const form = parseForm(linkForm, fields, say);
  if (!form.ok) return draw(form.errors);
  try {
    await inWork(site.platform, async (work) => {
      if (Object.keys(chosen).length > 0) await setAudiences(work, own.member, chosen);
      await addLink(work, own.member, form.value);
    });
  } catch (error) {
    return draw(errorOfRefusal(error, fieldOf, say));
  }
  return context.redirect(savedAddress(own, 'links', chosen), 303);
}

interface LinksPageProps {
  readonly own: Own;
  readonly fields: Fields;
  readonly chosen: Chosen;
  readonly errors: FieldErrors;
}

function LinksPage(props: LinksPageProps) {
  const say = useSay();
  const { own, fields, chosen, errors } = props;
  const title = say('signpost.title_links');
  const { links } = own.signpost;
  return (
    <MePage own={own} title={title} deck={say('signpost.deck_links')} part="links" errors={errors}>
      <Entries>
        <Entry title={say('signpost.add_a_link')} strong>
          <form method="post" action={path} novalidate>
            <FieldList>
              <Field
                name="url"
                label={say('signpost.link_url')}
                type="url"
                inputmode="url"
                placeholder="https://"
                value={fields['url']}
                error={errors['url']}
                width="full"
              />
              <Field
                name="label"
                label={say('signpost.link_label')}
                hint={say('signpost.link_label_hint')}
                value={fields['label']}
                error={errors['label']}
                maxlength={80}
              />
              <AudienceSelect part="links" own={own} chosen={chosen} isAlone />
              <Actions>
                <Button>{say('signpost.add_link')}</Button>
                <Button look="plain" href="/me#links">
                  {say('signpost.leave')}
                </Button>
              </Actions>
              <WhoIsTold own={own} />
            </FieldList>
          </form>
        </Entry>
        <ProveEntry own={own} />
        {links.length > 0 && <NowEntry own={own} />}
      </Entries>
    </MePage>
  );
}

/** What the other page has to hold, so that the link is verified. */
function ProveEntry({ own }: { readonly own: Own }) {
  const say = useSay();
  const address = `${own.origin}${paths.actor(own.member.handle)}`;
  return (
    <Entry title={say('signpost.prove_link')} note={say('signpost.prove_link_note')} strong>
      <p>
        <Handle>{`<a rel="me" href="${address}">${own.member.name}</a>`}</Handle>
      </p>
      <p class="fine">{say('signpost.prove_link_mastodon')}</p>
      <p>
        <Handle>{address}</Handle>
      </p>
    </Entry>
  );
}

function NowEntry({ own }: { readonly own: Own }) {
  const say = useSay();
  const { links } = own.signpost;
  return (
    <Entry title={say('signpost.links_now')} strong>
      <Links links={links} />
      <Actions>
        {links.map((link) => (
          <form method="post" action={`${path}/${link.id}/remove`}>
            <Button look="plain" small>
              {say('signpost.remove_link', { link: linkWords(link) })}
            </Button>
          </form>
        ))}
      </Actions>
    </Entry>
  );
}
