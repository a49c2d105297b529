import { termsKinds } from '../../domain/opportunities/opportunity.ts';
import { Actions, Button } from '../components/button.tsx';
import { Failure, Field, FieldRow, Fields, fieldId, Hint, wiring } from '../components/form.tsx';
import { Entry } from '../components/section.tsx';
import type { FieldErrors } from '../forms/fields.ts';
import type { RoleFields } from '../forms/role-form.ts';
import { Said, useSay } from '../reader.tsx';

interface RolesEntryProps {
  readonly roles: readonly RoleFields[];
  readonly errors: FieldErrors;
  /** The address of the form. */
  readonly action: string;
  /** Names of skills that the browser offers while somebody types. */
  readonly skillNames: readonly string[];
}

/** What connects the fields for skills with the names offered for them. */
const skillNamesId = 'skill-names';

/** The roles of the form. Adding and removing sends the form to itself and loses nothing. */
export function RolesEntry({ roles, errors, action, skillNames }: RolesEntryProps) {
  const say = useSay();
  return (
    <Entry title={say('opportunity-form.roles')} note={say('opportunity-form.roles_note')} id="roles">
      <Fields>
        {roles.map((role, index) => (
          <RoleFieldset
            role={role}
            index={index}
            errors={errors}
            action={action}
            isOnly={roles.length === 1}
          />
        ))}
        <datalist id={skillNamesId}>
          {skillNames.map((name) => (
            <option value={name} />
          ))}
        </datalist>
        <div id={fieldId('roles')}>
          <Failure name="roles" error={errors['roles']} />
          <Actions>
            <Button look="line" small icon="plus" name="do" value="add-role" formaction={`${action}#roles`}>
              {say('opportunity-form.add_role')}
            </Button>
          </Actions>
        </div>
      </Fields>
    </Entry>
  );
}

interface RoleProps {
  readonly role: RoleFields;
  readonly index: number;
  readonly errors: FieldErrors;
  readonly action: string;
  readonly isOnly: boolean;
}

function RoleFieldset({ role, index, errors, action, isOnly }: RoleProps) {
  const say = useSay();
  const name = (part: keyof RoleFields) => `roles.${index}.${part}`;
  const at: At = (part) => ({ name: name(part), value: role[part], error: errors[name(part)] });
  return (
    <fieldset class="choices">
      <legend class={isOnly ? 'hush' : undefined}>
        {say('opportunity-form.role', { number: index + 1 })}
      </legend>
      <Fields>
        <input type="hidden" name={name('key')} value={role.key} />
        <Field
          {...at('name')}
          label={say('opportunity-form.name')}
          hint={say('opportunity-form.name_hint')}
          width="full"
          required
        />
        <FieldRow>
          <Field
            {...at('headcount')}
            label={say('opportunity-form.headcount')}
            width="short"
            inputmode="numeric"
            required
          />
          <Field {...at('hours')} label={say('opportunity-form.hours')} width="short" inputmode="decimal" />
        </FieldRow>
        <SkillsField {...at('skills')} />
        <TermsFields at={at} />
        {!isOnly && (
          <Actions>
            <Button look="plain" small name="do" value={`remove-${index}`} formaction={`${action}#roles`}>
              <Said
                k="opportunity-form.remove_role"
                values={{ role: role.name }}
                draw={{ hush: (words) => <span class="hush">{words}</span> }}
              />
            </Button>
          </Actions>
        )}
      </Fields>
    </fieldset>
  );
}

/** Name, value and error of one field of a role. */
type At = (part: keyof RoleFields) => SkillsFieldProps;

function TermsFields({ at }: { readonly at: At }) {
  const say = useSay();
  return (
    <>
      <Field
        {...at('terms')}
        label={say('opportunity-form.in_return')}
        options={termsKinds.map((kind) => ({ value: kind, label: say(`opportunity-form.terms_${kind}`) }))}
      />
      <FieldRow>
        <Field
          {...at('amount')}
          label={say('opportunity-form.amount')}
          width="short"
          inputmode="decimal"
          placeholder={say('opportunity-form.amount_example')}
        />
        <Field
          {...at('currency')}
          label={say('opportunity-form.currency')}
          width="short"
          maxlength={3}
          spellcheck={false}
        />
      </FieldRow>
      <Field
        {...at('text')}
        label={say('opportunity-form.text')}
        hint={say('opportunity-form.text_hint')}
        width="full"
      />
    </>
  );
}

interface SkillsFieldProps {
  readonly name: string;
  readonly value: string;
  readonly error: string | undefined;
}

/** The skills of a role; the browser offers names while the first is typed. */
function SkillsField({ name, value, error }: SkillsFieldProps) {
  const say = useSay();
  const hint = say('opportunity-form.skills_hint');
  return (
    <div class="field full">
      <label for={fieldId(name)}>{say('opportunity-form.skills')}</label>
      <Hint name={name} hint={hint} />
      <input {...wiring({ name, hint, error })} type="text" value={value} list={skillNamesId} />
      <Failure name={name} error={error} />
    </div>
  );
}
