import { Hono } from 'hono';
import { z } from 'zod';
import { setAudiences, setIndexable } from '../../domain/signposts/commands.ts';
import { fields as parts } from '../../domain/signposts/signpost.ts';
import { inWork } from '../../domain/work.ts';
import { Actions, Button } from '../components/button.tsx';
import { Choices } from '../components/choices.tsx';
import { Fields as FieldList } from '../components/form.tsx';
import { Entries, Entry } from '../components/section.tsx';
import { errorOfRefusal, type FieldErrors, noErrors, parseForm, readFields } from '../forms/fields.ts';
import { audienceField, type Chosen, takeAudiences } from '../forms/signpost-form.ts';
import { useSay } from '../reader.tsx';
import { type Own, readOwn } from './me-own.ts';
import { MePage } from './me-page.tsx';
import { AudienceSelect, savedAddress, WhoIsTold } from './me-part.tsx';
import { type PageEnv, type Site, show } from './visit.tsx';

const path = '/me/audiences';
const indexableForm = z.strictObject({ indexable: z.string().optional() });

/** Who sees what, all of it on one page. A part that the form does not name stays: that is how one choice is taken back. */
export function audiencesRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get(path, async (context) => {
    const own = await readOwn(site, context);
    return show(context, <AudiencesPage own={own} chosen={{}} errors={noErrors} />);
  });
  routes.post(path, async (context) => {
    const own = await readOwn(site, context);
    const { chosen, fields } = takeAudiences(await readFields(context));
    parseForm(indexableForm, fields, own.visit.reader.say);
    const indexable = fields['indexable'];
    try {
      await inWork(site.platform, async (work) => {
        await setAudiences(work, own.member, chosen);
        if (indexable !== undefined) await setIndexable(work, own.member, indexable === 'yes');
      });
    } catch (error) {
      const page = { 'signpost.page_public': audienceField('page') };
      const errors = errorOfRefusal(error, page, own.visit.reader.say);
      return show(context, <AudiencesPage {...{ own, chosen, errors }} />, 400);
    }
    return context.redirect(savedAddress(own, 'audiences', chosen), 303);
  });
  return routes;
}

interface AudiencesPageProps {
  readonly own: Own;
  readonly chosen: Chosen;
  readonly errors: FieldErrors;
}

function AudiencesPage({ own, chosen, errors }: AudiencesPageProps) {
  const say = useSay();
  const title = say('signpost.title_audiences');
  return (
    <MePage own={own} title={title} deck={say('signpost.deck_audiences')} part="audiences" errors={errors}>
      <form method="post" action={path} novalidate>
        <Entries>
          <Entry title={say('signpost.page_itself')} note={say('signpost.page_itself_note')} strong>
            <FieldList>
              <AudienceSelect part="page" own={own} chosen={chosen} isAlone={false} />
              <Choices
                name="indexable"
                label={say('signpost.indexable')}
                hint={say('signpost.indexable_hint')}
                value={own.signpost.isIndexable ? 'yes' : 'no'}
                options={[
                  { value: 'yes', label: say('signpost.indexable_yes') },
                  { value: 'no', label: say('signpost.indexable_no') },
                ]}
              />
            </FieldList>
          </Entry>
          <Entry title={say('signpost.parts')} note={say('signpost.parts_note')} strong>
            <div class="pairs">
              {parts
                .filter((part) => part !== 'page')
                .map((part) => (
                  <AudienceSelect part={part} own={own} chosen={chosen} isAlone={false} />
                ))}
            </div>
          </Entry>
          <Entry label={say('signpost.save')} strong>
            <FieldList>
              <Actions>
                <Button>{say('signpost.save')}</Button>
                <Button look="plain" href="/me#audiences">
                  {say('signpost.leave')}
                </Button>
              </Actions>
              <WhoIsTold own={own} />
            </FieldList>
          </Entry>
        </Entries>
      </form>
    </MePage>
  );
}
