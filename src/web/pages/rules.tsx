import { Choices } from '../components/choices.tsx';
import type { FieldErrors } from '../forms/fields.ts';
import { useSay } from '../reader.tsx';

interface RuleChoicesProps {
  readonly fields: Readonly<Record<string, string | undefined>>;
  readonly errors: FieldErrors;
}

/** Who may follow and who may join: the same choice at setup and in the settings. */
export function RuleChoices({ fields, errors }: RuleChoicesProps) {
  const say = useSay();
  return (
    <>
      <Choices
        name="follow"
        label={say('forms.follow')}
        value={fields['follow']}
        error={errors['follow']}
        options={[
          {
            value: 'anyone',
            label: say('forms.follow_anyone'),
            hint: say('forms.follow_anyone_hint'),
          },
          { value: 'approve', label: say('forms.follow_approve'), hint: say('forms.follow_approve_hint') },
        ]}
      />
      <Choices
        name="join"
        label={say('forms.join')}
        value={fields['join']}
        error={errors['join']}
        options={[
          {
            value: 'closed',
            label: say('forms.join_closed'),
            hint: say('forms.join_closed_hint'),
          },
          { value: 'invitation', label: say('forms.join_invitation') },
          {
            value: 'application',
            label: say('forms.join_application'),
            hint: say('forms.join_application_hint'),
          },
        ]}
      />
    </>
  );
}
