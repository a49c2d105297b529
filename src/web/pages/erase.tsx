import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { erasePerson } from '../../domain/erasure/commands.ts';
import type { Member } from '../../domain/members/member.ts';
import { inWork } from '../../domain/work.ts';
import { takeSession } from '../../http/session.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Field, Fields } from '../components/form.tsx';
import { ErrorSummary } from '../components/notice.tsx';
import { Entries, Entry, Fine, Stack, Title } from '../components/section.tsx';
import {
  errorOfRefusal,
  type FieldErrors,
  noErrors,
  parseForm,
  readFields,
  summaryOf,
} from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { requireProofOfViewer } from './passkeys.tsx';
import { frameOf, type PageEnv, requireViewerMay, type Site, show, type Visit } from './visit.tsx';

const eraseForm = z.strictObject({ handle: z.string().max(200) });

/** A person erases everything about themselves, for good. */
export function eraseRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get('/me/erase', (context) => {
    const member = requireOwn(context);
    requireProofOfViewer(site, context, '/me/erase');
    return draw(context, member, noErrors);
  });
  routes.post('/me/erase', async (context) => {
    const member = requireOwn(context);
    requireProofOfViewer(site, context, '/me/erase');
    const { say } = context.var.visit.reader;
    const form = parseForm(eraseForm, await readFields(context), say);
    if (!form.ok) return draw(context, member, form.errors);
    const typed = form.value.handle.trim().replace(/^@/, '');
    if (typed !== member.handle) {
      return draw(context, member, { handle: say('account.erase_wrong', { typed, handle: member.handle }) });
    }
    try {
      await inWork(site.platform, (work) => erasePerson(work, member));
    } catch (error) {
      return draw(context, member, errorOfRefusal(error, {}, say));
    }
    takeSession(context, site.platform.origin);
    return context.redirect('/erased', 303);
  });
  routes.get('/erased', (context) => show(context, <ErasedPage visit={context.var.visit} />));
  return routes;
}

function requireOwn({ var: { visit } }: Context<PageEnv>): Member {
  return requireViewerMay(visit, 'person.erase', { owner: visit.viewer?.id });
}

function draw(context: Context<PageEnv>, member: Member, errors: FieldErrors) {
  const status = errors === noErrors ? 200 : 400;
  return show(context, <ErasePage visit={context.var.visit} {...{ member, errors }} />, status);
}

interface ErasePageProps {
  readonly visit: Visit;
  readonly member: Member;
  readonly errors: FieldErrors;
}

function ErasePage({ visit, member, errors }: ErasePageProps) {
  const say = useSay();
  return (
    <Page {...frameOf(visit, '/settings')} title={say('account.erase_title')} hidden>
      <Title deck={say('account.erase_deck')}>{say('account.erase_title')}</Title>
      <Stack far>
        <ErrorSummary errors={summaryOf(errors)} />
        <Entries>
          <Entry title={say('account.erase_first')} strong>
            <p>{say('account.erase_first_words')}</p>
            <Actions>
              <Button href="/me/export" look="line">
                {say('account.erase_export')}
              </Button>
              <Button href="/leave" look="plain">
                {say('account.erase_leave')}
              </Button>
            </Actions>
          </Entry>
          <Entry title={say('account.erase_what')} strong>
            <p>{say('account.erase_goes')}</p>
            <p>{say('account.erase_stays')}</p>
          </Entry>
          <Entry title={say('account.erase_do')} strong>
            <form method="post" action="/me/erase" novalidate>
              <Fields>
                <Field
                  name="handle"
                  label={say('account.erase_type', { handle: member.handle })}
                  error={errors['handle']}
                  autocomplete="off"
                  spellcheck={false}
                  required
                />
                <Actions>
                  <Button>{say('account.erase_act')}</Button>
                </Actions>
                <Told
                  told={member.isFederated ? say('account.erase_told') : undefined}
                  undo={say('account.erase_undo')}
                />
              </Fields>
            </form>
          </Entry>
        </Entries>
      </Stack>
    </Page>
  );
}

function ErasedPage({ visit }: { readonly visit: Visit }) {
  const say = useSay();
  return (
    <Page {...frameOf(visit)} title={say('account.erased_title')} hidden>
      <Title deck={say('account.erased_deck')}>{say('account.erased_title')}</Title>
      <Fine>
        <a href="/">{say('account.erased_home')}</a>
      </Fine>
    </Page>
  );
}
