import type { Member } from '../../domain/members/member.ts';
import { nameOf } from '../../words/language.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Choices } from '../components/choices.tsx';
import { Facts } from '../components/facts.tsx';
import { Failure, Field, Fields as FieldList, fieldId, Hint, wiring } from '../components/form.tsx';
import { Entries, Entry, Fine } from '../components/section.tsx';
import { readingLanguages } from '../forms/account-forms.ts';
import type { FieldErrors, Fields } from '../forms/fields.ts';
import { useSay } from '../reader.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import type { Visit } from './visit.tsx';

interface SettingsPageProps {
  readonly visit: Visit;
  readonly viewer: Member;
  readonly fields: Fields;
  readonly errors: FieldErrors;
  readonly done: string | undefined;
}

/** The first page of the settings: you. Each part is a form of its own. */
export function SettingsPage(props: SettingsPageProps) {
  const { visit, done, errors } = props;
  const say = useSay();
  return (
    <SettingsFrame
      {...{ visit, done, errors }}
      current="/settings"
      title={say('settings.title')}
      deck={say('settings.deck')}
    >
      <Entries>
        <YouEntry {...props} />
        <ReadingEntry {...props} />
        <FediverseEntry {...props} />
        <Entry title={say('settings.browser')} strong>
          <form method="post" action="/sign-out">
            <Button look="line">{say('settings.sign_out')}</Button>
          </form>
          <Fine>{say('settings.sign_out_note')}</Fine>
        </Entry>
        <Entry title={say('joining.leave')} note={say('joining.leave_deck')}>
          <Actions>
            <Button href="/leave" look="line">
              {say('joining.leave_title', { place: visit.collective.name })}
            </Button>
            <Button href="/me/erase" look="plain">
              {say('account.erase_title')}
            </Button>
          </Actions>
        </Entry>
      </Entries>
    </SettingsFrame>
  );
}

function YouEntry({ viewer, fields, errors }: SettingsPageProps) {
  const say = useSay();
  const at = (name: string) => ({ name, value: fields[name], error: errors[name] });
  return (
    <Entry title={say('settings.you')} strong>
      <form method="post" action="/settings/you" novalidate>
        <FieldList>
          <Field {...at('person')} label={say('settings.name')} autocomplete="name" required />
          <Field {...at('about')} label={say('settings.about')} hint={say('settings.about_hint')} rows={4} />
          <Actions>
            <Button>{say('settings.save')}</Button>
          </Actions>
          {viewer.isFederated && (
            <Told
              read={say('settings.you_read')}
              told={say('settings.you_told')}
              undo={say('settings.any_day')}
            />
          )}
        </FieldList>
      </form>
    </Entry>
  );
}

function ReadingEntry({ visit, fields, errors }: SettingsPageProps) {
  const say = useSay();
  const asCollective = { value: '', label: say('settings.language_collective') };
  const languages = readingLanguages.map((tag) => ({
    value: tag,
    label: tag === 'ar' ? say('settings.language_draft', { language: nameOf(tag) }) : nameOf(tag),
  }));
  return (
    <Entry
      title={say('settings.reading')}
      note={say('settings.reading_note', { name: visit.collective.name })}
      strong
    >
      <form method="post" action="/settings/reading" novalidate>
        <FieldList>
          <Field
            name="language"
            label={say('settings.language')}
            value={fields['language']}
            error={errors['language']}
            options={[asCollective, ...languages]}
          />
          <ZoneField value={fields['zone']} error={errors['zone']} />
          <Actions>
            <Button look="line">{say('settings.save')}</Button>
          </Actions>
        </FieldList>
      </form>
    </Entry>
  );
}

/** All the zones this machine knows. */
const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

function ZoneField({
  value,
  error,
}: {
  readonly value: string | undefined;
  readonly error: string | undefined;
}) {
  const say = useSay();
  const hint = say('settings.zone_hint');
  return (
    <div class="field">
      <label for={fieldId('zone')}>{say('settings.zone')}</label>
      <Hint name="zone" hint={hint} />
      <input
        {...wiring({ name: 'zone', hint, error })}
        list="zones"
        value={value}
        spellcheck={false}
        autocomplete="off"
        required
      />
      <datalist id="zones">
        {zones.map((zone) => (
          <option value={zone} />
        ))}
      </datalist>
      <Failure name="zone" error={error} />
    </div>
  );
}

function FediverseEntry({ visit, viewer, fields, errors }: SettingsPageProps) {
  const say = useSay();
  const handle = `@${viewer.handle}@${visit.host}`;
  const { isFederated } = viewer;
  return (
    <Entry title={say('settings.fediverse')} note={say('settings.fediverse_note')}>
      <form method="post" action="/settings/fediverse" novalidate>
        <FieldList>
          <Facts
            facts={[
              {
                label: say('settings.handle'),
                value: <bdi>{handle}</bdi>,
                note: say('settings.permanent_handle'),
              },
            ]}
          />
          <Choices
            name="federated"
            label={say('settings.fediverse_question')}
            value={fields['federated']}
            error={errors['federated']}
            options={[
              { value: 'yes', label: say('settings.yes'), hint: say('settings.fediverse_yes') },
              { value: 'no', label: say('settings.no'), hint: say('settings.fediverse_no') },
            ]}
          />
          {isFederated && (
            <Choices
              many
              name="certain"
              label={say('settings.leaving')}
              hint={say('settings.leaving_hint', { handle })}
              error={errors['certain']}
              options={[{ value: 'yes', label: say('settings.leaving_known') }]}
            />
          )}
          <Actions>
            <Button look="line">{say('settings.fediverse_save')}</Button>
          </Actions>
          <Told
            read={say(isFederated ? 'settings.in_read' : 'settings.out_read')}
            told={say(isFederated ? 'settings.in_told' : 'settings.out_told')}
            undo={say(isFederated ? 'settings.in_undo' : 'settings.out_undo')}
          />
        </FieldList>
      </form>
    </Entry>
  );
}
