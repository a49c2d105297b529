import { type Context, Hono } from 'hono';
import { chooseFediverse } from '../../domain/signposts/commands.ts';
import { isShown } from '../../domain/signposts/shown.ts';
import { viewFor } from '../../domain/signposts/signpost.ts';
import { inWork } from '../../domain/work.ts';
import { Empty } from '../components/notice.tsx';
import { Title } from '../components/section.tsx';
import { errorOfRefusal, type FieldErrors, noErrors, parseForm, readFields } from '../forms/fields.ts';
import { fediverseForm } from '../forms/small-forms.ts';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { MastodonPage } from './me-mastodon-page.tsx';
import { type Own, readOwn } from './me-own.ts';
import { SignpostPage } from './signpost-page.tsx';
import { frameOf, type PageEnv, type Site, show } from './visit.tsx';

/** As whom one may look at one's own signpost. */
export const previews = ['anyone', 'ally', 'member', 'mastodon'] as const;
/** One of those. */
export type Preview = (typeof previews)[number];

const readers = { anyone: 'anyone', ally: 'allies', member: 'members' } as const;

/** One's own page as others see it; and whether one is on the Fediverse at all. */
export function previewRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get('/me/preview', async (context) => {
    const own = await readOwn(site, context);
    const as = previews.find((one) => one === context.req.query('as')) ?? 'anyone';
    if (as === 'mastodon') return drawMastodon(context, own, noErrors);
    return show(context, <PreviewPage own={own} as={as} />);
  });
  routes.post('/me/fediverse', async (context) => {
    const own = await readOwn(site, context);
    const { say } = own.visit.reader;
    const form = parseForm(fediverseForm, await readFields(context), say);
    if (!form.ok) return drawMastodon(context, own, { federated: say('signpost.err_yes_no') });
    const isJoining = form.value.federated === 'yes';
    if (!isJoining && own.member.isFederated && form.value.certain !== 'yes')
      return drawMastodon(context, own, { certain: say('signpost.err_certain') });
    try {
      await inWork(site.platform, (work) => chooseFediverse(work, own.member, isJoining));
    } catch (error) {
      return drawMastodon(context, own, errorOfRefusal(error, {}, say));
    }
    return context.redirect(`/me?done=${isJoining ? 'federated' : 'unfederated'}#fediverse`, 303);
  });
  return routes;
}

function drawMastodon(context: Context<PageEnv>, own: Own, errors: FieldErrors) {
  const page = <MastodonPage own={own} errors={errors} above={<SeenAs as="mastodon" />} />;
  return show(context, page, errors === noErrors ? 200 : 400);
}

function PreviewPage({ own, as }: { readonly own: Own; readonly as: Exclude<Preview, 'mastodon'> }) {
  const say = useSay();
  const { visit, origin, member, signpost, now } = own;
  const reader = readers[as];
  const view = viewFor(signpost, reader);
  const above = <SeenAs as={as} />;
  // A candidate has no page for those outside, whatever is said of it.
  const isCandidate = member.stage === 'candidate' && reader !== 'members';
  if (view !== undefined && isShown(member, signpost, reader))
    return <SignpostPage {...{ visit, origin, member, view, now, reader, above }} />;
  const isSilent = view !== undefined && !isCandidate;
  const whyKey = isCandidate
    ? 'signpost.not_there_candidate'
    : isSilent
      ? 'signpost.not_there_silent'
      : 'signpost.not_there_why';
  return (
    <Page {...frameOf(visit, '/me')} title={say('signpost.title_preview')} hidden>
      {above}
      <Title>{say('signpost.title_preview')}</Title>
      <Empty title={say('signpost.not_there')}>
        <p>{say(whyKey)}</p>
      </Empty>
    </Page>
  );
}

/** As whom the page below is seen, and the way to the others and back. */
function SeenAs({ as }: { readonly as: Preview }) {
  const say = useSay();
  return (
    <nav class="seen-as" aria-label={say('signpost.title_preview')}>
      <a href="/me">{say('signpost.back')}</a>
      <span>{say('signpost.as_seen_by')}</span>
      {previews.map((one) => (
        <a href={`/me/preview?as=${one}`} aria-current={one === as ? 'page' : undefined}>
          {say(`signpost.as_${one}`)}
        </a>
      ))}
    </nav>
  );
}
