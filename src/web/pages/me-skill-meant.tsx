import { Hono } from 'hono';
import { z } from 'zod';
import { skillLists } from '../../domain/signposts/signpost.ts';
import { setSkills } from '../../domain/signposts/skills.ts';
import { correctSkill } from '../../domain/skills/commands.ts';
import type { MeantSkill } from '../../domain/skills/meant.ts';
import { inWork } from '../../domain/work.ts';
import { Button } from '../components/button.tsx';
import { parseForm, readFields } from '../forms/fields.ts';
import { useSay } from '../reader.tsx';
import { readOwn } from './me-own.ts';
import type { PageEnv, Site } from './visit.tsx';

const meantForm = z.strictObject({
  typed: z.string().max(200),
  label: z.string().max(200),
  /** The other questions, one in each line. */
  others: z.string().max(4000),
});

/** What was probably meant, as the address of the overview carries it: `Typografy|Typography`. */
export function meantToQuery(meant: readonly MeantSkill[]): [string, string][] {
  return meant.map(({ typed, label }) => ['meant', `${typed}|${label}`]);
}

function meantIn(query: string): MeantSkill | undefined {
  const [typed = '', label = '', ...rest] = query.split('|');
  return typed === '' || label === '' || rest.length > 0 ? undefined : { typed, label };
}

/** A skill that was probably misspelt becomes the one that was meant, with everything that was said of it. */
export function meantRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.post('/me/skills/:list{do|learning|dont}/meant', async (context) => {
    const own = await readOwn(site, context);
    const form = parseForm(meantForm, await readFields(context), own.visit.reader.say);
    const list = skillLists.find((one) => one === context.req.param('list')) ?? 'do';
    const lines = own.signpost.skills[list];
    if (form.ok && lines.some(({ label }) => label === form.value.typed)) {
      const said = lines.map(({ skill, ...line }) => ({
        ...line,
        name: line.label === form.value.typed ? form.value.label : skill,
      }));
      const { typed, label } = form.value;
      await inWork(site.platform, async (work) => {
        await correctSkill(work, own.member, typed, label);
        await setSkills(work, own.member, list, said);
      });
    }
    const others = form.ok ? form.value.others.split('\n').flatMap((query) => meantIn(query) ?? []) : [];
    const asking = new URLSearchParams([['done', list], ...meantToQuery(others)]);
    return context.redirect(`/me?${asking}#${list}`, 303);
  });
  return routes;
}

interface MeantProps {
  readonly list: string;
  /** As the address carries them. */
  readonly queries: readonly string[];
}

/** Asks whether another skill was meant; one press takes it, and doing nothing keeps what was typed. */
export function Meant({ list, queries }: MeantProps) {
  const say = useSay();
  if (!skillLists.some((one) => one === list)) return null;
  return (
    <>
      {queries
        .flatMap((query) => meantIn(query) ?? [])
        .map(({ typed, label }) => (
          <form method="post" action={`/me/skills/${list}/meant`}>
            <p>{say('signpost.meant', { typed, label })}</p>
            <input type="hidden" name="typed" value={typed} />
            <input type="hidden" name="label" value={label} />
            <input
              type="hidden"
              name="others"
              value={queries.filter((query) => query !== `${typed}|${label}`).join('\n')}
            />
            <Button look="line" small>
              {say('signpost.take_meant', { label })}
            </Button>
          </form>
        ))}
    </>
  );
}
