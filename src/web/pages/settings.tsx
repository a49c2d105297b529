import { type Context, Hono } from 'hono';
import { plainText, sanitizeHtml } from '../../core/html.ts';
import { Refusal } from '../../core/refusal.ts';
import { changeCollective } from '../../domain/collective/commands.ts';
import { introduceMember, setFederated } from '../../domain/members/commands.ts';
import type { Member } from '../../domain/members/member.ts';
import { blockHost, unblockHost } from '../../domain/moderation/commands.ts';
import { listHostBlocks } from '../../domain/moderation/queries.ts';
import { inWork, type Work } from '../../domain/work.ts';
import {
  errorOfRefusal,
  type FieldErrors,
  type Fields,
  noErrors,
  parseForm,
  readFields,
} from '../forms/fields.ts';
import { setupFieldOf } from '../forms/setup-form.ts';
import { blockForm, collectiveForm, fediverseForm, unblockForm, youForm } from '../forms/small-forms.ts';
import type { Done } from './done.tsx';
import { SettingsPage } from './settings-page.tsx';
import { type PageEnv, requireStewardViewer, requireViewer, type Site, show, type Visit } from './visit.tsx';

const fieldOf: Readonly<Record<string, string>> = {
  ...setupFieldOf,
  'member.about': 'about',
  'member.left_fediverse': 'federated',
  'host.invalid': 'host',
};

/** What a person says of themselves; for stewards also the collective, and the hosts that are shut out. */
export function settingsRoutes({ platform }: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();

  const draw = async (visit: Visit, typed: Fields, errors: FieldErrors, done?: string) => {
    const viewer = requireViewer(visit);
    const blocks = viewer.hat === 'steward' ? await listHostBlocks(platform.db) : [];
    return (
      <SettingsPage
        {...{ visit, viewer, blocks, done, errors }}
        fields={{ ...fieldsNow(visit, viewer), ...typed }}
      />
    );
  };

  routes.get('/settings', async (context) => {
    const page = await draw(context.var.visit, {}, noErrors, context.req.query('done'));
    return show(context, page);
  });

  /** One form of the page: what it changes, or the page again with what is wrong. */
  const save = async (
    context: Context<PageEnv>,
    done: Done,
    change: (fields: Fields) => FieldErrors | ((work: Work) => Promise<unknown>),
  ) => {
    const fields = await readFields(context);
    const again = async (errors: FieldErrors) =>
      show(context, await draw(context.var.visit, fields, errors), 400);
    const outcome = change(fields);
    if (typeof outcome !== 'function') return again(outcome);
    try {
      await inWork(platform, outcome);
    } catch (error) {
      return again(errorOfRefusal(error, fieldOf));
    }
    return context.redirect(`/settings?done=${done}`, 303);
  };

  routes.post('/settings/collective', (context) => {
    requireStewardViewer(context.var.visit);
    return save(context, 'settings', (fields) => {
      const form = parseForm(collectiveForm, fields);
      if (!form.ok) return form.errors;
      const { follow, join, ...profile } = form.value;
      return (work) => changeCollective(work, { ...profile, followPolicy: follow, joinPolicy: join });
    });
  });

  routes.post('/settings/you', (context) => {
    const member = requireViewer(context.var.visit);
    return save(context, 'you', (fields) => {
      const form = parseForm(youForm, fields);
      if (!form.ok) return form.errors;
      return (work) => introduceMember(work, member, { name: form.value.person, about: form.value.about });
    });
  });

  routes.post('/settings/fediverse', (context) => {
    const member = requireViewer(context.var.visit);
    return save(context, 'you', (fields) => {
      const form = parseForm(fediverseForm, fields);
      if (!form.ok) return { federated: 'Choose yes or no.' };
      const { federated, certain } = form.value;
      const isLeaving = member.isFederated && federated === 'no';
      if (isLeaving && certain !== 'yes') return { certain: 'Tick this too: leaving cannot be undone.' };
      return (work) => setFederated(work, member, federated === 'yes');
    });
  });

  routes.post('/settings/blocks', (context) => {
    requireStewardViewer(context.var.visit);
    return save(context, 'blocked', (fields) => {
      const form = parseForm(blockForm, fields);
      if (!form.ok) return form.errors;
      return (work) => blockHost(work, form.value.host, form.value.reason);
    });
  });

  routes.post('/settings/unblock', (context) => {
    requireStewardViewer(context.var.visit);
    return save(context, 'unblocked', (fields) => {
      const form = parseForm(unblockForm, fields);
      if (!form.ok) throw new Refusal('invalid', 'host.invalid', 'That names no blocked host.');
      return (work) => unblockHost(work, form.value.host);
    });
  });

  return routes;
}

function fieldsNow({ collective }: Visit, viewer: Member): Fields {
  const { name, purpose, language, colour, followPolicy, joinPolicy } = collective;
  return {
    name,
    purpose,
    language,
    colour,
    follow: followPolicy,
    join: joinPolicy,
    person: viewer.name,
    about: paragraphsOf(viewer.summary),
    federated: viewer.isFederated ? 'yes' : 'no',
    host: '',
    reason: '',
  };
}

/** HTML as text to write on in: the paragraphs, without what was set in them. */
function paragraphsOf(html: string): string {
  return html
    .split(/<\/p>|<\/li>/)
    .map((part) => plainText(sanitizeHtml(part), 2000))
    .filter((part) => part !== '')
    .join('\n\n');
}
