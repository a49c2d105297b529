import { termsKinds } from '../../domain/opportunities/opportunity.ts';
import { Actions, Button } from '../components/button.tsx';
import { Failure, Field, FieldRow, Fields, fieldId, Hint, wiring } from '../components/form.tsx';
import { Entry } from '../components/section.tsx';
import type { FieldErrors } from '../forms/fields.ts';
import { type RoleFields, termsLabels } from '../forms/role-form.ts';

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
  return (
    <Entry title="Roles" note="Terms belong to a role, so one team can mix them.">
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
              Add a role
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
  const name = (part: keyof RoleFields) => `roles.${index}.${part}`;
  const at = (part: keyof RoleFields) => ({ name: name(part), value: role[part], error: errors[name(part)] });
  return (
    <fieldset class="choices">
      <legend class={isOnly ? 'hush' : undefined}>Role {index + 1}</legend>
      <Fields>
        <input type="hidden" name={name('key')} value={role.key} />
        <Field
          {...at('name')}
          label="Who is needed"
          hint="The name of the role: copy-editor."
          width="full"
          required
        />
        <FieldRow>
          <Field {...at('headcount')} label="People" width="short" inputmode="numeric" required />
          <Field {...at('hours')} label="Hours in all" width="short" inputmode="decimal" />
        </FieldRow>
        <SkillsField {...at('skills')} />
        <Field
          {...at('terms')}
          label="In return"
          options={termsKinds.map((kind) => ({ value: kind, label: termsLabels[kind] }))}
        />
        <FieldRow>
          <Field
            {...at('amount')}
            label="Amount of money"
            width="short"
            inputmode="decimal"
            placeholder="68.00"
          />
          <Field {...at('currency')} label="Currency" width="short" maxlength={3} spellcheck={false} />
        </FieldRow>
        <Field {...at('text')} label="Points or exchange, in words" hint="Only for those two." width="full" />
        {!isOnly && (
          <Actions>
            <Button look="plain" small name="do" value={`remove-${index}`} formaction={`${action}#roles`}>
              Remove this role
              <span class="hush"> {role.name}</span>
            </Button>
          </Actions>
        )}
      </Fields>
    </fieldset>
  );
}

interface SkillsFieldProps {
  readonly name: string;
  readonly value: string;
  readonly error: string | undefined;
}

/** The skills of a role; the browser offers names while the first is typed. */
function SkillsField({ name, value, error }: SkillsFieldProps) {
  const hint = 'With commas between them.';
  return (
    <div class="field full">
      <label for={fieldId(name)}>Skills</label>
      <Hint name={name} hint={hint} />
      <input {...wiring({ name, hint, error })} type="text" value={value} list={skillNamesId} />
      <Failure name={name} error={error} />
    </div>
  );
}
