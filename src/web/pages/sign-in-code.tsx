import { type Context, Hono } from 'hono';
import { accountLimit, countAttempt } from '../../domain/auth/attempts.ts';
import { useRecoveryCode } from '../../domain/auth/recovery-codes.ts';
import { proveSession } from '../../domain/auth/sessions.ts';
import { inWork } from '../../domain/work.ts';
import { HttpRefusal } from '../../http/errors.ts';
import { safeNext } from '../../http/next.ts';
import { requireSession } from '../../http/proof.ts';
import { giveSession } from '../../http/session.ts';
import {
  errorOfRefusal,
  type FieldErrors,
  type Fields,
  noErrors,
  parseForm,
  readFields,
} from '../forms/fields.ts';
import { codeForm, proofCodeForm } from '../forms/sign-in-forms.ts';
import { firstKeyPath, letIn, slowDown } from './sign-in.tsx';
import { CodePage, ProofPage } from './sign-in-code-page.tsx';
import { frameOf, type PageEnv, requireViewer, type Site, show } from './visit.tsx';

const fieldOf = { 'recovery.unknown': 'code' } as const;

/** Sign in with a recovery code, and show once more that it is you. */
export function signInCodeRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get('/sign-in/code', (context) => {
    const next = safeNext(context.req.query('next'));
    if (context.var.viewer !== undefined) return context.redirect(next, 303);
    return drawCode(context, { next }, noErrors);
  });
  routes.post('/sign-in/code', async (context) => {
    await slowDown(site, context);
    return signInByCode(site, context);
  });
  routes.get('/sign-in/again', (context) => {
    requireViewer(context.var.visit);
    return drawProof(context, { next: context.req.query('next') ?? '/' }, noErrors);
  });
  routes.post('/sign-in/again', async (context) => {
    requireViewer(context.var.visit);
    await slowDown(site, context);
    return proveByCode(site, context);
  });
  return routes;
}

async function signInByCode(site: Site, context: Context<PageEnv>): Promise<Response> {
  const fields = await readFields(context);
  const form = parseForm(codeForm, fields, context.var.visit.reader.say);
  if (!form.ok) return drawCode(context, fields, form.errors);
  const { who, code, next } = form.value;
  await countCode(site, who);
  try {
    await letIn(site, context, async (work) => ({
      member: await useRecoveryCode(work, who, code),
      isProof: true,
    }));
  } catch (error) {
    return drawCode(context, { who, next }, errorOfRefusal(error, fieldOf, context.var.visit.reader.say));
  }
  return context.redirect(firstKeyPath(next, 'code'), 303);
}

async function proveByCode(site: Site, context: Context<PageEnv>): Promise<Response> {
  const session = requireSession(context);
  const fields = await readFields(context);
  const form = parseForm(proofCodeForm, fields, context.var.visit.reader.say);
  if (!form.ok) return drawProof(context, fields, form.errors);
  const { code, next } = form.value;
  const { handle } = session.member;
  await countCode(site, handle);
  try {
    const secret = await inWork(site.platform, async (work) => {
      await useRecoveryCode(work, handle, code);
      return proveSession(work, session.id);
    });
    giveSession(context, site.platform.origin, secret);
  } catch (error) {
    return drawProof(context, { next }, errorOfRefusal(error, fieldOf, context.var.visit.reader.say));
  }
  return context.redirect(safeNext(next), 303);
}

/** Five codes in a quarter of an hour, for a person as they were named, here or not. @throws HttpRefusal 429 */
async function countCode({ platform }: Site, who: string): Promise<void> {
  const waitSeconds = await countAttempt(platform.db, accountLimit, who);
  if (waitSeconds === undefined) return;
  throw new HttpRefusal(429, 'recovery.rate', 'Too many codes were tried for this person.', waitSeconds);
}

function drawCode(context: Context<PageEnv>, fields: Fields, errors: FieldErrors) {
  const next = safeNext(fields['next']);
  const page = (
    <CodePage frame={frameOf(context.var.visit)} who={fields['who']} next={next} errors={errors} />
  );
  return show(context, page, errors === noErrors ? 200 : 400);
}

function drawProof(context: Context<PageEnv>, fields: Fields, errors: FieldErrors) {
  const next = safeNext(fields['next']);
  const page = <ProofPage frame={frameOf(context.var.visit)} next={next} errors={errors} />;
  return show(context, page, errors === noErrors ? 200 : 400);
}
