import { type Context, Hono } from 'hono';
import { skillsToSuggest } from '../../domain/signposts/by-skill.ts';
import { introduce, setAvailability } from '../../domain/signposts/commands.ts';
import { setSkills } from '../../domain/signposts/skills.ts';
import { addWork } from '../../domain/signposts/work.ts';
import { skillsMeant } from '../../domain/skills/meant.ts';
import { inWork, type Work } from '../../domain/work.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Field, FieldRow } from '../components/form.tsx';
import { Entries, Entry, Fine } from '../components/section.tsx';
import { begun, levelKeys } from '../components/signpost-words.ts';
import { errorOfRefusal, type FieldErrors, noErrors, readFields } from '../forms/fields.ts';
import {
  nestStart,
  newStart,
  parseStart,
  type StartFields,
  type StartSaid,
} from '../forms/signpost-start-form.ts';
import { offeredHours } from '../forms/signpost-weeks-form.ts';
import { workFieldOf } from '../forms/signpost-work-form.ts';
import { useSay } from '../reader.tsx';
import { type Own, readOwn } from './me-own.ts';
import { MePage } from './me-page.tsx';
import { meantToQuery } from './me-skill-meant.tsx';
import { SkillName, SkillNames } from './me-skills.tsx';
import { type PageEnv, type Site, show } from './visit.tsx';

/** Where somebody begins who has said nothing yet: everything that makes a signpost worth showing, on one page. */
export const startPath = '/me/start';

/** The first form of a signpost. Once something was said, there is nothing left to begin, and it leads to the overview. */
export function startRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get(startPath, async (context) => {
    const own = await readOwn(site, context);
    if (own.signpost.updatedAt !== null) return context.redirect('/me', 303);
    return draw(site, context, own, newStart(own.now));
  });
  routes.post(startPath, async (context) => {
    const own = await readOwn(site, context);
    if (own.signpost.updatedAt !== null) return context.redirect('/me', 303);
    const { say } = own.visit.reader;
    const fields = nestStart(await readFields(context));
    const parsed = parseStart(fields, own.now, say);
    if (!parsed.ok) return draw(site, context, own, fields, parsed.errors);
    const names = parsed.value.skills.map(({ name }) => name);
    const meant = await skillsMeant(site.platform.db, names);
    try {
      await inWork(site.platform, (work) => begin(work, own, parsed.value));
    } catch (error) {
      const { 'signpost.address': url } = workFieldOf;
      return draw(site, context, own, fields, errorOfRefusal(error, { 'signpost.address': url }, say));
    }
    const asking = new URLSearchParams([['done', 'do'], ...meantToQuery(meant)]);
    return context.redirect(meant.length > 0 ? `/me?${asking}#do` : `/@${own.member.handle}`, 303);
  });
  return routes;
}

async function begin(work: Work, { member }: Own, said: StartSaid): Promise<void> {
  const { name, about } = member;
  if (said.headline !== '') await introduce(work, member, { name, headline: said.headline, about });
  if (said.skills.length > 0) await setSkills(work, member, 'do', said.skills);
  if (said.weeks !== undefined) await setAvailability(work, member, said.weeks);
  if (said.work !== undefined) await addWork(work, member, said.work);
}

async function draw(
  site: Site,
  context: Context<PageEnv>,
  own: Own,
  fields: StartFields,
  errors: FieldErrors = noErrors,
): Promise<Response> {
  const skillNames = await skillsToSuggest(site.platform.db, 60);
  return show(
    context,
    <StartPage {...{ own, fields, errors, skillNames }} />,
    errors === noErrors ? 200 : 400,
  );
}

interface StartPageProps {
  readonly own: Own;
  readonly fields: StartFields;
  readonly errors: FieldErrors;
  readonly skillNames: readonly string[];
}

function StartPage(props: StartPageProps) {
  const say = useSay();
  const { own, fields, errors } = props;
  const at = (name: string) => ({ name, value: fields.texts[name] ?? '', error: errors[name] });
  const title = say('signpost.title_start');
  return (
    <MePage own={own} title={title} deck={say('signpost.deck_start')} part="introduction" errors={errors}>
      <form method="post" action={startPath} novalidate>
        <Entries>
          <Entry title={say('signpost.head_introduction')} strong>
            <Field
              {...at('headline')}
              label={say('signpost.headline')}
              hint={say('signpost.headline_hint')}
              width="full"
              maxlength={120}
            />
          </Entry>
          <SkillsEntry {...props} />
          <FreeEntry {...props} />
          <Entry title={say('signpost.start_work')} strong>
            <Field {...at('title')} label={say('signpost.work_title')} width="full" maxlength={160} />
            <Field
              {...at('url')}
              label={say('signpost.start_url')}
              type="url"
              inputmode="url"
              placeholder="https://"
              width="full"
            />
          </Entry>
          <Entry label={say('signpost.save')} strong>
            <Actions>
              <Button>{say('signpost.start_save')}</Button>
              <Button look="plain" href="/me">
                {say('signpost.start_later')}
              </Button>
            </Actions>
            <WhoReadsIt own={own} />
            <Fine>
              <a href="/me/import">{say('signpost.start_import')}</a>
            </Fine>
          </Entry>
        </Entries>
      </form>
    </MePage>
  );
}

/** Nobody chooses audiences here: what is said is for those it is usually for. */
function WhoReadsIt({ own: { member, followers } }: Pick<StartPageProps, 'own'>) {
  const say = useSay();
  const { stage, isFederated } = member;
  const told = isFederated
    ? say('signpost.told_followers', { count: followers })
    : say('signpost.told_nobody');
  return (
    <Told
      read={say(stage === 'candidate' ? 'signpost.start_read_candidate' : 'signpost.start_read')}
      told={told}
      undo={say(isFederated ? 'signpost.told_undo_federated' : 'signpost.told_undo')}
    />
  );
}

function SkillsEntry({ fields, errors, skillNames }: StartPageProps) {
  const say = useSay();
  const levels = ([1, 2, 3, 4] as const).map((level) => ({
    value: String(level),
    label: begun(say, say(levelKeys[level])),
  }));
  return (
    <Entry title={say('signpost.head_do')} note={say('signpost.start_skills_note')} strong>
      {fields.skills.rows.map((row, index) => {
        const skill = (part: 'name' | 'level') => {
          const name = `skills.${index}.${part}`;
          return { name, value: row[part], error: errors[name] };
        };
        return (
          <fieldset>
            <legend class="hush">{row.name === '' ? say('signpost.another_skill') : row.name}</legend>
            <FieldRow>
              <SkillName {...skill('name')} label={say('signpost.skill')} />
              <Field
                {...skill('level')}
                label={say('signpost.how_well')}
                options={[{ value: '', label: say('signpost.level_unsaid') }, ...levels]}
              />
            </FieldRow>
          </fieldset>
        );
      })}
      <SkillNames names={skillNames} />
    </Entry>
  );
}

function FreeEntry({ fields: { texts }, errors }: StartPageProps) {
  const say = useSay();
  const hours = offeredHours.map((count) => ({
    value: String(count),
    label: say('signpost.week_hours', { hours: count }),
  }));
  return (
    <Entry title={say('signpost.head_availability')} note={say('signpost.start_free_note')} strong>
      <FieldRow>
        <Field
          name="as"
          label={say('signpost.start_as')}
          value={texts['as'] ?? ''}
          error={errors['as']}
          options={[
            { value: '', label: say('signpost.week_unknown') },
            { value: 'booked', label: say('signpost.week_booked') },
            ...hours,
          ]}
        />
        <Field
          name="until"
          label={say('signpost.fill_until')}
          type="date"
          value={texts['until'] ?? ''}
          error={errors['until']}
        />
      </FieldRow>
    </Entry>
  );
}
