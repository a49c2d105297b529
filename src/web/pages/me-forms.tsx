import { chooseTimeZone } from '../../domain/members/commands.ts';
import { introduce, setContact, setLanguages, setPlace } from '../../domain/signposts/commands.ts';
import { contactPolicies, fluencies, grains } from '../../domain/signposts/signpost.ts';
import type { Say } from '../../words/say.ts';
import { Actions, Button } from '../components/button.tsx';
import { Choices } from '../components/choices.tsx';
import { Field, FieldRow, type Option } from '../components/form.tsx';
import { begun, countryWords, languageWords } from '../components/signpost-words.ts';
import { type Fields, parseForm } from '../forms/fields.ts';
import { languageOptions } from '../forms/languages.ts';
import {
  contactForm,
  introductionForm,
  type LanguagesFields,
  languagesToFields,
  moreLanguages,
  nestLanguages,
  parseLanguages,
  placeForm,
  placeOf,
} from '../forms/signpost-parts-form.ts';
import { useSay } from '../reader.tsx';
import type { DrawnPart, PartForm } from './me-part.tsx';

const asSent = (sent: Fields): Fields => sent;

/** Name, one line, and a text. */
export const introductionPart: PartForm<Fields> = {
  path: '/me/introduction',
  part: 'introduction',
  seen: ['introduction'],
  title: 'signpost.title_introduction',
  deck: 'signpost.deck_introduction',
  fieldsOf: ({ member, signpost }) => ({
    name: member.name,
    headline: signpost.headline,
    about: member.about,
  }),
  nest: asSent,
  parse: (fields, { member, visit }) => {
    const form = parseForm(introductionForm, fields, visit.reader.say);
    return form.ok ? { ok: true, value: (work) => introduce(work, member, form.value) } : form;
  },
  fieldOf: {
    'member.name': 'name',
    'member.about': 'about',
    'signpost.too_long': 'headline',
    'html.too_deep': 'about',
  },
  draw: (drawn) => <IntroductionFields {...drawn} />,
};

function IntroductionFields({ fields, errors }: DrawnPart<Fields>) {
  const say = useSay();
  const at = (name: string) => ({ name, value: fields[name], error: errors[name] });
  return (
    <>
      <Field {...at('name')} label={say('signpost.your_name')} autocomplete="name" maxlength={64} required />
      <Field
        {...at('headline')}
        label={say('signpost.headline')}
        hint={say('signpost.headline_hint')}
        maxlength={120}
      />
      <Field {...at('about')} label={say('signpost.about_you')} hint={say('signpost.about_hint')} rows={6} />
    </>
  );
}

/** Where somebody is, as exactly as they like, and where their clock is. */
export const placePart: PartForm<Fields> = {
  path: '/me/place',
  part: 'place',
  seen: ['place', 'zone'],
  title: 'signpost.title_place',
  deck: 'signpost.deck_place',
  fieldsOf: ({ member, signpost: { place } }) => ({
    grain: place.grain,
    country: place.country ?? '',
    region: place.region ?? '',
    town: place.town ?? '',
    zone: member.timeZone,
  }),
  nest: asSent,
  parse: (fields, { member, visit }) => {
    const form = parseForm(placeForm, fields, visit.reader.say);
    if (!form.ok) return form;
    return {
      ok: true,
      value: async (work) => {
        await chooseTimeZone(work, member, form.value.zone);
        await setPlace(work, member, placeOf(form.value));
      },
    };
  },
  fieldOf: { 'signpost.country': 'country', 'signpost.place': 'town', 'member.time_zone': 'zone' },
  draw: (drawn) => <PlaceFields {...drawn} />,
};

function PlaceFields({ fields, errors }: DrawnPart<Fields>) {
  const say = useSay();
  const at = (name: string) => ({ name, value: fields[name], error: errors[name] });
  return (
    <>
      <Choices
        {...at('grain')}
        label={say('signpost.how_exactly')}
        options={grains.map((grain) => ({ value: grain, label: say(`signpost.grain_${grain}`) }))}
      />
      <FieldRow>
        <Field {...at('country')} label={say('signpost.country')} options={countryOptions(say)} />
        <Field {...at('region')} label={say('signpost.region')} maxlength={80} />
        <Field {...at('town')} label={say('signpost.town')} maxlength={80} autocomplete="address-level2" />
      </FieldRow>
      <Field
        {...at('zone')}
        label={say('signpost.zone')}
        hint={say('signpost.zone_hint')}
        options={zoneOptions(fields['zone'] ?? 'UTC')}
      />
    </>
  );
}

const countries = new Map<string, Option[]>();

/** Every country by its name in a language. Naming them costs more than a page; there are as many lists as languages. */
function countryOptions(say: Say): Option[] {
  const known = countries.get(say.language) ?? nameCountries(say);
  countries.set(say.language, known);
  return known;
}

function nameCountries(say: Say): Option[] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const known = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const codes = letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !/^(?:ZZ|X[ABK]|EU|EZ|UN|QO)$/.test(code) || code === 'XK')
    .filter((code) => known.of(code) !== undefined);
  const options = codes.map((code) => ({ value: code, label: countryWords(say, code) }));
  const inOrder = new Intl.Collator(say.language);
  return [
    { value: '', label: say('signpost.no_country') },
    ...options.sort((a, b) => inOrder.compare(a.label, b.label)),
  ];
}

function zoneOptions(chosen: string): Option[] {
  const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), chosen]);
  return [...zones].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));
}

/** Which languages somebody speaks, and how well. */
export const languagesPart: PartForm<LanguagesFields> = {
  path: '/me/languages',
  part: 'languages',
  seen: ['languages'],
  title: 'signpost.title_languages',
  deck: 'signpost.deck_languages',
  fieldsOf: ({ signpost }) => languagesToFields(signpost.languages),
  nest: nestLanguages,
  more: moreLanguages,
  parse: (fields, { member, visit }) => {
    const parsed = parseLanguages(fields, visit.reader.say);
    return parsed.ok ? { ok: true, value: (work) => setLanguages(work, member, parsed.value) } : parsed;
  },
  fieldOf: {},
  draw: (drawn) => <LanguageRows {...drawn} />,
};

function LanguageRows({ fields, errors }: DrawnPart<LanguagesFields>) {
  const say = useSay();
  const levels = fluencies.map((level) => ({
    value: level,
    label: begun(say, say(`signpost.fluency_${level}`)),
  }));
  return (
    <div class="lines">
      {fields.rows.map((row, index) => {
        const name = (part: string) => `languages.${index}.${part}`;
        return (
          <fieldset>
            <legend class="hush">
              {row.tag === '' ? say('signpost.another_language') : languageWords(say, row.tag)}
            </legend>
            <FieldRow>
              <Field
                name={name('tag')}
                label={say('signpost.language')}
                value={row.tag}
                error={errors[name('tag')]}
                options={[{ value: '', label: say('signpost.no_language') }, ...languageOptions(row.tag)]}
              />
              <Field
                name={name('level')}
                label={say('signpost.how_well')}
                value={row.level}
                error={errors[name('level')]}
                options={levels}
              />
            </FieldRow>
          </fieldset>
        );
      })}
      <Actions>
        <Button look="line" small icon="plus" name="do" value="more">
          {say('signpost.more_rows')}
        </Button>
      </Actions>
    </div>
  );
}

/** Whether and how to be reached. */
export const contactPart: PartForm<Fields> = {
  path: '/me/contact',
  part: 'contact',
  seen: ['contact'],
  title: 'signpost.title_contact',
  deck: 'signpost.deck_contact',
  fieldsOf: ({ signpost: { contact } }) => ({ policy: contact.policy, how: contact.how }),
  nest: asSent,
  parse: (fields, { member, visit }) => {
    const form = parseForm(contactForm, fields, visit.reader.say);
    return form.ok ? { ok: true, value: (work) => setContact(work, member, form.value) } : form;
  },
  fieldOf: { 'signpost.too_long': 'how', 'signpost.contact': 'policy' },
  draw: (drawn) => <ContactFields {...drawn} />,
};

function ContactFields({ own, fields, errors }: DrawnPart<Fields>) {
  const say = useSay();
  const collective = own.visit.collective.name;
  return (
    <>
      <Choices
        name="policy"
        label={say('signpost.who_may_write')}
        value={fields['policy']}
        error={errors['policy']}
        options={contactPolicies.map((policy) => ({
          value: policy,
          label: say(`signpost.policy_${policy}`),
          hint: say(`signpost.policy_${policy}_hint`, { collective }),
        }))}
      />
      <Field
        name="how"
        label={say('signpost.how_to_reach')}
        hint={say('signpost.how_hint')}
        value={fields['how']}
        error={errors['how']}
        maxlength={200}
      />
    </>
  );
}
