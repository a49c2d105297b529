import { type Context, Hono } from 'hono';
import { thisWeek } from '../../domain/signposts/availability.ts';
import { confirmAvailability, setAudiences, setAvailability } from '../../domain/signposts/commands.ts';
import { inWork } from '../../domain/work.ts';
import { errorOfRefusal, type FieldErrors, noErrors, parseForm, readFields } from '../forms/fields.ts';
import { type Chosen, takeAudiences } from '../forms/signpost-form.ts';
import {
  fillWeeks,
  nestWeeks,
  parseWeeks,
  type WeeksFields,
  weeksToFields,
} from '../forms/signpost-weeks-form.ts';
import { bareForm } from '../forms/small-forms.ts';
import { AvailabilityPage } from './me-availability-page.tsx';
import { type Own, readOwn } from './me-own.ts';
import { savedAddress } from './me-part.tsx';
import { type PageEnv, type Site, show } from './visit.tsx';

const path = '/me/availability';
const fieldOf = { 'signpost.week': '', 'signpost.hours': '' };

/** When one is free: week by week, filled in a line, or still as it was. */
export function availabilityRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get(path, async (context) => {
    const own = await readOwn(site, context);
    return draw(context, own, weeksToFields(own.signpost.availability, own.now), {});
  });
  routes.post(path, (context) => save(site, context));
  routes.post(`${path}/confirm`, async (context) => {
    const { member } = await readOwn(site, context);
    parseForm(bareForm, await readFields(context), context.var.visit.reader.say);
    await inWork(site.platform, (work) => confirmAvailability(work, member));
    return context.redirect('/me?done=confirmed#availability', 303);
  });
  return routes;
}

async function save(site: Site, context: Context<PageEnv>): Promise<Response> {
  const own = await readOwn(site, context);
  const { say } = own.visit.reader;
  const { do: pressed, ...sent } = await readFields(context);
  const { chosen, fields: rest } = takeAudiences(sent);
  const typed = nestWeeks(rest);
  const isFilling = pressed === 'fill';
  const filled = isFilling ? fillWeeks(typed, say) : { ok: true as const, value: typed };
  if (!filled.ok) return draw(context, own, typed, chosen, filled.errors);
  const parsed = parseWeeks(filled.value, say);
  if (!parsed.ok) return draw(context, own, typed, chosen, parsed.errors);
  try {
    await inWork(site.platform, async (work) => {
      if (Object.keys(chosen).length > 0) await setAudiences(work, own.member, chosen);
      await setAvailability(work, own.member, parsed.value);
    });
  } catch (error) {
    return draw(context, own, typed, chosen, errorOfRefusal(error, fieldOf, say));
  }
  return context.redirect(isFilling ? `${path}?done=filled` : savedAddress(own, 'availability', chosen), 303);
}

async function draw(
  context: Context<PageEnv>,
  own: Own,
  fields: WeeksFields,
  chosen: Chosen,
  errors: FieldErrors = noErrors,
): Promise<Response> {
  const today = thisWeek(own.now);
  const isFilled = context.req.query('done') === 'filled' && errors === noErrors;
  const page = <AvailabilityPage {...{ own, fields, chosen, errors, today, isFilled }} />;
  return show(context, page, errors === noErrors ? 200 : 400);
}
