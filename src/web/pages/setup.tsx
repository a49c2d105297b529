import { type Context, Hono } from 'hono';
import type { MemberId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import { deviceWords } from '../../domain/auth/device.ts';
import { consumeLink, isLinkOpen } from '../../domain/auth/links.ts';
import { openSession } from '../../domain/auth/sessions.ts';
import { type FirstSetup, setUpNode } from '../../domain/auth/setup.ts';
import { findCollective } from '../../domain/collective/queries.ts';
import { inWork, type Work } from '../../domain/work.ts';
import type { WebEnv } from '../../http/request-facts.ts';
import { giveSession } from '../../http/session.ts';
import { generateActorKeys } from '../../platform/actor-keys.ts';
import { drawnColour } from '../forms/colours.ts';
import { errorOfRefusal, type FieldErrors, noErrors, readFields } from '../forms/fields.ts';
import {
  emptySetup,
  parseSetup,
  readSetup,
  type SetupFields,
  type SetupScreen,
  screenErrors,
  screenOf,
  setupFieldOf,
  setupScreens,
} from '../forms/setup-form.ts';
import { ReadBy } from '../reader.tsx';
import { readerOf } from '../reader-of.ts';
import { SetupPage } from './setup-screens.tsx';
import type { Site } from './visit.tsx';

/**
 * The first start: three screens that ask, then the collective exists and its steward is signed in. What was typed
 * travels from screen to screen in the form itself; the link is used up only by the last button.
 */
export function setupRoutes(site: Site): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  const { host } = new URL(site.platform.origin);
  routes.get('/setup', async (context) => {
    const token = context.req.query('token') ?? '';
    await requireOpen(site, token);
    const { language } = readerOf(context, undefined, undefined).say;
    return draw(context, host, { ...emptySetup(token, drawnColour(host)), language }, 'collective');
  });
  routes.post('/setup', async (context) => {
    const { say } = readerOf(context, undefined, undefined);
    const read = readSetup(await readFields(context), say);
    if (!read.ok)
      throw new Refusal('invalid', 'form.invalid', 'This form does not read. Open the setup link again.');
    const fields = read.value;
    await requireOpen(site, fields.token);
    if (fields.do === 'back') return draw(context, host, fields, neighbour(fields, -1));
    const errors = screenErrors(fields, fields.screen, host, say);
    if (Object.keys(errors).length > 0) return draw(context, host, fields, fields.screen, errors);
    if (fields.screen !== 'rules') return draw(context, host, fields, neighbour(fields, 1));
    return finish(site, context, host, fields);
  });
  return routes;
}

/** @throws Refusal conflict `node.set_up` once somebody lives here; gone `setup.link_used` for a link that does not open */
async function requireOpen({ platform }: Site, token: string): Promise<void> {
  const collective = await findCollective(platform.db);
  if (collective !== undefined) {
    throw new Refusal('conflict', 'node.set_up', `${collective.name} lives here already. Sign in instead.`);
  }
  if (await inWork(platform, (work) => isLinkOpen(work, 'setup', token))) return;
  throw new Refusal(
    'gone',
    'setup.link_used',
    'This setup link was used or is older than 30 minutes. Start the node again: it prints a new one.',
  );
}

function draw(
  context: Context<WebEnv>,
  host: string,
  fields: SetupFields,
  screen: SetupScreen,
  errors: FieldErrors = noErrors,
): Response | Promise<Response> {
  context.header('cache-control', 'no-store');
  const status = errors === noErrors ? 200 : 400;
  const reader = readerOf(context, undefined, undefined);
  return context.html(
    <ReadBy value={reader}>
      <SetupPage {...{ screen, fields, errors, host }} />
    </ReadBy>,
    status,
  );
}

async function finish(
  site: Site,
  context: Context<WebEnv>,
  host: string,
  fields: SetupFields,
): Promise<Response> {
  const { say } = readerOf(context, undefined, undefined);
  const setup = parseSetup(fields, host, say);
  if (!setup.ok) return draw(context, host, fields, setup.screen, setup.errors);
  try {
    const device = deviceWords(context.req.header('user-agent'));
    const session = await inWork(site.platform, async (work) => {
      const steward = await found(work, site, fields.token, setup.value);
      return openSession(work, steward, { device });
    });
    giveSession(context, site.platform.origin, session);
    return context.redirect('/setup/done', 303);
  } catch (error) {
    const refused = errorOfRefusal(error, setupFieldOf, say);
    return draw(context, host, fields, screenOf(Object.keys(refused)[0] ?? ''), refused);
  }
}

/** Everything or nothing: the link is used up, the collective exists, its steward may come in. Returns who that is. */
async function found(work: Work, { platform }: Site, token: string, setup: FirstSetup): Promise<MemberId> {
  await consumeLink(work, 'setup', token);
  const { signIn } = await setUpNode(work, setup, (actor) => generateActorKeys(platform.seal, actor));
  const steward = await consumeLink(work, 'sign-in', signIn);
  if (steward === null) throw new Error('A sign-in link was made for nobody.');
  return steward;
}

function neighbour(fields: SetupFields, step: 1 | -1): SetupScreen {
  return setupScreens[setupScreens.indexOf(fields.screen) + step] ?? fields.screen;
}
