import { formatAmount } from '../../core/money.ts';
import { setTerms } from '../../domain/signposts/commands.ts';
import { type TermsKind, termsKinds } from '../../domain/signposts/signpost.ts';
import { Field, FieldRow, fieldId } from '../components/form.tsx';
import { termsKeys } from '../components/signpost-words.ts';
import type { Fields } from '../forms/fields.ts';
import { parseTerms, termsToFields } from '../forms/signpost-parts-form.ts';
import { useSay } from '../reader.tsx';
import type { DrawnPart, PartForm } from './me-part.tsx';

/** On which terms somebody works, each kind for itself. */
export const termsPart: PartForm<Fields> = {
  path: '/me/terms',
  part: 'terms',
  seen: ['terms', 'engagement'],
  title: 'signpost.title_terms',
  deck: 'signpost.deck_terms',
  fieldsOf: ({ signpost }) =>
    termsToFields(signpost, (line) => (line.floor === null ? '' : formatAmount(line.floor))),
  nest: (sent) => sent,
  parse: (fields, { member, visit }) => {
    const parsed = parseTerms(fields, visit.reader.say);
    return parsed.ok ? { ok: true, value: (work) => setTerms(work, member, parsed.value) } : parsed;
  },
  fieldOf: {},
  draw: (drawn) => <TermsFields {...drawn} />,
};

function TermsFields(drawn: DrawnPart<Fields>) {
  return (
    <div class="lines">
      {termsKinds.map((kind) => (
        <KindFields {...drawn} kind={kind} />
      ))}
    </div>
  );
}

function KindFields({ fields, errors, kind }: DrawnPart<Fields> & { readonly kind: TermsKind }) {
  const say = useSay();
  const at = (part: string) => {
    const name = `${kind}.${part}`;
    return { name, value: fields[name], error: errors[name] };
  };
  const on = fieldId(`${kind}.on`);
  const hasFloor = kind === 'hourly' || kind === 'fixed';
  return (
    <fieldset>
      <legend class="hush">{say(termsKeys[kind])}</legend>
      <p class="choice">
        <input
          type="checkbox"
          id={on}
          name={`${kind}.on`}
          value="yes"
          checked={fields[`${kind}.on`] === 'yes'}
        />
        <label for={on}>
          {say(termsKeys[kind])}
          <small>{say(`signpost.terms_${kind}_hint`)}</small>
        </label>
      </p>
      <FieldRow>
        {hasFloor && (
          <>
            <Field
              {...at('amount')}
              label={say(kind === 'hourly' ? 'signpost.least_hourly' : 'signpost.least_fixed')}
              width="short"
              inputmode="decimal"
              placeholder="80.00"
            />
            <Field
              {...at('currency')}
              label={say('signpost.currency')}
              width="short"
              maxlength={3}
              spellcheck={false}
            />
          </>
        )}
        <Field {...at('note')} label={say('signpost.note')} width="grow" maxlength={200} />
      </FieldRow>
    </fieldset>
  );
}
