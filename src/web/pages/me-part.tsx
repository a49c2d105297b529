import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { setAudiences } from '../../domain/signposts/commands.ts';
import { audiences, type Field as Part } from '../../domain/signposts/signpost.ts';
import type { MeantSkill } from '../../domain/skills/meant.ts';
import { inWork, type Work } from '../../domain/work.ts';
import type { Key } from '../../words/say.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Field, Fields as FieldList, FieldRow } from '../components/form.tsx';
import { audienceKeys } from '../components/signpost-words.ts';
import {
  errorOfRefusal,
  type FieldErrors,
  type Fields,
  noErrors,
  type Parsed,
  readFields,
} from '../forms/fields.ts';
import { audienceField, type Chosen, takeAudiences } from '../forms/signpost-form.ts';
import { useSay } from '../reader.tsx';
import { type Own, readOwn } from './me-own.ts';
import { MePage } from './me-page.tsx';
import { meantToQuery } from './me-skill-meant.tsx';
import { type PageEnv, type Site, show } from './visit.tsx';

/** What is drawn of a form: the fields as they were typed, and what is wrong. */
export interface DrawnPart<F> {
  readonly own: Own;
  readonly fields: F;
  readonly errors: FieldErrors;
  /** Names of skills that the browser offers; none where the form asks for no skills. */
  readonly skillNames: readonly string[];
}

/** The form of one part of a signpost: a page of its own that leads back to the part on the overview. */
export interface PartForm<F> {
  readonly path: `/me/${string}`;
  /** The anchor of the part on the overview. */
  readonly part: string;
  /** The parts whose audience is chosen here. */
  readonly seen: readonly Part[];
  readonly title: Key;
  readonly deck: Key;
  readonly fieldsOf: (own: Own) => F;
  readonly nest: (sent: Fields) => F;
  /** The form with more room: what the button "more" does. */
  readonly more?: ((fields: F) => F) | undefined;
  /** The form with a row in another place: what a button of a row does. Undefined for the name of any other button. */
  readonly move?: ((fields: F, pressed: string) => F | undefined) | undefined;
  readonly parse: (fields: F, own: Own) => Parsed<(work: Work) => Promise<unknown>>;
  /** What of the form was probably meant otherwise; asked before it is saved. */
  readonly meant?: ((site: Site, fields: F) => Promise<MeantSkill[]>) | undefined;
  /** Where refusals of the domain belong. */
  readonly fieldOf: Readonly<Record<string, string>>;
  readonly draw: (drawn: DrawnPart<F>) => Child;
  readonly skillNames?: ((site: Site) => Promise<string[]>) | undefined;
}

/** The routes of such a form. */
export function partRoutes<F>(site: Site, form: PartForm<F>): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  const draw = async (
    context: Context<PageEnv>,
    own: Own,
    fields: F,
    chosen: Chosen,
    errors: FieldErrors = noErrors,
  ) => {
    const skillNames = (await form.skillNames?.(site)) ?? [];
    const page = <PartPage form={form} own={own} fields={fields} {...{ chosen, errors, skillNames }} />;
    return show(context, page, errors === noErrors ? 200 : 400);
  };
  routes.get(form.path, async (context) => {
    const own = await readOwn(site, context);
    return draw(context, own, form.fieldsOf(own), {});
  });
  routes.post(form.path, async (context) => {
    const own = await readOwn(site, context);
    const { do: pressed, ...sent } = await readFields(context);
    const { chosen, fields: rest } = takeAudiences(sent);
    const fields = form.nest(rest);
    if (pressed === 'more' && form.more !== undefined) return draw(context, own, form.more(fields), chosen);
    const moved = pressed === undefined ? undefined : form.move?.(fields, pressed);
    if (moved !== undefined) return draw(context, own, moved, chosen);
    const parsed = form.parse(fields, own);
    if (!parsed.ok) return draw(context, own, fields, chosen, parsed.errors);
    const meant = (await form.meant?.(site, fields)) ?? [];
    try {
      await inWork(site.platform, (work) => saveBoth(work, own, parsed.value, chosen));
    } catch (error) {
      const errors = errorOfRefusal(error, form.fieldOf, own.visit.reader.say);
      return draw(context, own, fields, chosen, errors);
    }
    return context.redirect(savedAddress(own, form.part, chosen, meant), 303);
  });
  return routes;
}

async function saveBoth(
  work: Work,
  { member }: Own,
  save: (work: Work) => Promise<unknown>,
  chosen: Chosen,
): Promise<void> {
  if (Object.keys(chosen).length > 0) await setAudiences(work, member, chosen);
  await save(work);
}

/** The overview at the part that was saved; with who saw it before, where that changed, so that it can be taken back. */
export function savedAddress(
  { signpost }: Own,
  part: string,
  chosen: Chosen,
  meant: readonly MeantSkill[] = [],
): string {
  const was = Object.entries(chosen).flatMap(([field, audience]) => {
    const before = signpost.audiences[field as Part];
    return before === audience ? [] : [`${field}:${before}`];
  });
  const query = new URLSearchParams([
    ['done', part],
    ...(was.length === 0 ? [] : [['was', was.join(',')]]),
    ...meantToQuery(meant),
  ]);
  return `/me?${query}#${part}`;
}

type PartPageProps<F> = DrawnPart<F> & { readonly form: PartForm<F>; readonly chosen: Chosen };

function PartPage<F>({ form, chosen, ...drawn }: PartPageProps<F>) {
  const say = useSay();
  const { own, errors } = drawn;
  const title = say(form.title);
  return (
    <MePage own={own} title={title} deck={say(form.deck)} part={form.part} errors={errors}>
      <form method="post" action={form.path} novalidate>
        {/* What the enter key presses. */}
        <button class="hush" type="submit" name="do" value="save" tabindex={-1}>
          {say('signpost.save')}
        </button>
        <FieldList>
          {form.draw(drawn)}
          <FieldRow>
            {form.seen.map((part) => (
              <AudienceSelect part={part} isAlone={form.seen.length === 1} {...{ own, chosen }} />
            ))}
          </FieldRow>
          <Actions>
            <Button name="do" value="save">
              {say('signpost.save')}
            </Button>
            <Button look="plain" href={`/me#${form.part}`}>
              {say('signpost.leave')}
            </Button>
          </Actions>
          <WhoIsTold own={own} />
        </FieldList>
      </form>
    </MePage>
  );
}

interface AudienceSelectProps {
  readonly part: Part;
  readonly own: Own;
  readonly chosen: Chosen;
  /** Whether it is the only one of its form, so that it need not say of what. */
  readonly isAlone: boolean;
}

/** Who sees a part. */
export function AudienceSelect({ part, own, chosen, isAlone }: AudienceSelectProps) {
  const say = useSay();
  return (
    <Field
      name={audienceField(part)}
      label={say(isAlone ? 'signpost.who_sees' : `signpost.sees_${part}`)}
      value={chosen[part] ?? own.signpost.audiences[part]}
      options={audiences.map((audience) => ({ value: audience, label: say(audienceKeys[audience]) }))}
    />
  );
}

/** Who reads what is saved, who is told, and whether it can be undone. */
export function WhoIsTold({ own }: { readonly own: Own }) {
  const say = useSay();
  const { member, followers } = own;
  return (
    <Told
      read={say('signpost.told_read')}
      told={
        member.isFederated
          ? say('signpost.told_followers', { count: followers })
          : say('signpost.told_nobody')
      }
      undo={say(member.isFederated ? 'signpost.told_undo_federated' : 'signpost.told_undo')}
    />
  );
}
