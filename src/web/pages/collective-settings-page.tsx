import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { MarkChoices } from '../components/choices.tsx';
import { contrastOf } from '../components/contrast.ts';
import { Facts } from '../components/facts.tsx';
import { Failure, Field, Fields as FieldList, fieldId, Hint, wiring } from '../components/form.tsx';
import { isColour } from '../components/house.ts';
import { Entries, Entry, Fine } from '../components/section.tsx';
import { colourOptions } from '../forms/colours.ts';
import type { FieldErrors, Fields } from '../forms/fields.ts';
import { languageOptions } from '../forms/languages.ts';
import { useSay } from '../reader.tsx';
import { RuleChoices } from './rules.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import type { Visit } from './visit.tsx';

interface CollectiveSettingsPageProps {
  readonly visit: Visit;
  readonly fields: Fields;
  readonly errors: FieldErrors;
  readonly done: string | undefined;
}

/** What the collective says of itself, how it looks, and its rules. */
export function CollectiveSettingsPage(props: CollectiveSettingsPageProps) {
  const { visit, done, errors, fields } = props;
  const say = useSay();
  return (
    <SettingsFrame
      {...{ visit, done, errors }}
      current="/settings/collective"
      title={say('settings.collective')}
      deck={say('settings.collective_deck')}
    >
      <form id="collective" method="post" action="/settings/collective" novalidate>
        <Entries>
          <ProfileEntry {...props} />
          <ColourEntry {...props} />
          <Entry title={say('settings.rules')} strong>
            <FieldList>
              <RuleChoices fields={fields} errors={errors} />
              <Field
                name="invitations"
                label={say('settings.quota')}
                hint={say('settings.quota_hint')}
                type="number"
                inputmode="numeric"
                min="0"
                max="1000"
                value={fields['invitations']}
                error={errors['invitations']}
              />
              <Actions>
                <Button>{say('settings.collective_save')}</Button>
              </Actions>
              <Told
                read={say('settings.collective_read')}
                told={say('settings.collective_told')}
                undo={say('settings.any_day')}
              />
            </FieldList>
          </Entry>
        </Entries>
      </form>
      <Entries>
        <LogoEntry {...props} />
      </Entries>
    </SettingsFrame>
  );
}

function ProfileEntry({ visit, fields, errors }: CollectiveSettingsPageProps) {
  const say = useSay();
  const { collective, host, handle } = visit;
  const at = (name: string) => ({ name, value: fields[name], error: errors[name] });
  return (
    <Entry title={say('settings.profile')} strong>
      <FieldList>
        <Facts
          facts={[
            { label: say('settings.domain'), value: host, note: say('settings.domain_note') },
            {
              label: say('settings.address'),
              value: <bdi>{handle}</bdi>,
              note: say('settings.address_note'),
            },
          ]}
        />
        <Field
          {...at('name')}
          label={say('settings.collective_name')}
          autocomplete="organization"
          maxlength={80}
          required
        />
        <Field
          {...at('purpose')}
          label={say('settings.purpose')}
          hint={say('settings.purpose_hint')}
          rows={5}
          required
        />
        <Field
          {...at('language')}
          label={say('settings.post_language')}
          options={languageOptions(collective.language)}
        />
      </FieldList>
    </Entry>
  );
}

function ColourEntry({ visit, fields, errors }: CollectiveSettingsPageProps) {
  const say = useSay();
  const { collective, host } = visit;
  const colour = collective.colour.toLowerCase();
  const contrast = isColour(colour) ? contrastOf(colour) : undefined;
  const figure = (ratio: number) => say('settings.ratio', { ratio: Math.floor(ratio * 10) / 10 });
  return (
    <Entry title={say('settings.colour')} note={say('settings.colour_note')} strong>
      <FieldList>
        <MarkChoices
          name="colour"
          label={say('settings.colour_of')}
          value={fields['colour']}
          error={errors['colour']}
          options={colourOptions(host, colour, say)}
          initials={collective.name}
        />
        <Field
          name="own"
          label={say('settings.own_colour')}
          hint={say('settings.own_colour_hint')}
          maxlength={7}
          spellcheck={false}
          placeholder="#2b5d8a"
          value={fields['own']}
          error={errors['own']}
        />
        {contrast !== undefined && (
          <Facts
            facts={[
              { label: say('settings.contrast_day'), value: figure(contrast.day) },
              { label: say('settings.contrast_night'), value: figure(contrast.night) },
              {
                label: say('settings.contrast_button'),
                value: figure(contrast.button),
                note: say('settings.contrast_note'),
              },
            ]}
          />
        )}
      </FieldList>
    </Entry>
  );
}

function LogoEntry({ visit: { collective }, errors }: CollectiveSettingsPageProps) {
  const say = useSay();
  const hint = say('settings.logo_hint');
  const error = errors['logo'];
  return (
    <Entry title={say('settings.logo')} note={say('settings.logo_note')} strong>
      {collective.logo !== null && (
        <p>
          <img src={collective.logo} alt={say('settings.logo_now')} width="128" height="128" />
        </p>
      )}
      <form method="post" action="/settings/logo" enctype="multipart/form-data">
        <FieldList>
          <div class="field">
            <label for={fieldId('logo')}>{say('settings.logo_file')}</label>
            <Hint name="logo" hint={hint} />
            <input
              type="file"
              {...wiring({ name: 'logo', hint, error })}
              accept="image/png,image/jpeg,image/webp,image/avif"
              required
            />
            <Failure name="logo" error={error} />
          </div>
          <Actions>
            <Button look="line">{say('settings.logo_send')}</Button>
          </Actions>
          <Told
            read={say('settings.collective_read')}
            told={say('settings.collective_told')}
            undo={say('settings.any_day')}
          />
        </FieldList>
      </form>
      {collective.logo !== null && (
        <form method="post" action="/settings/logo/remove">
          <Actions>
            <Button look="plain">{say('settings.logo_remove')}</Button>
            <Fine>{say('settings.logo_remove_note')}</Fine>
          </Actions>
        </form>
      )}
    </Entry>
  );
}
