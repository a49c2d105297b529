import { Choices } from '../components/choices.tsx';
import type { FieldErrors } from '../forms/fields.ts';

interface RuleChoicesProps {
  readonly fields: Readonly<Record<string, string | undefined>>;
  readonly errors: FieldErrors;
}

/** Who may follow and who may join: the same choice at setup and in the settings. */
export function RuleChoices({ fields, errors }: RuleChoicesProps) {
  return (
    <>
      <Choices
        name="follow"
        label="Who may follow"
        value={fields['follow']}
        error={errors['follow']}
        options={[
          {
            value: 'anyone',
            label: 'Anyone, at once',
            hint: 'Your work travels furthest. You can still send people away.',
          },
          { value: 'approve', label: 'Each one after a steward agrees', hint: 'Requests wait under Allies.' },
        ]}
      />
      <Choices
        name="join"
        label="Who may join"
        value={fields['join']}
        error={errors['join']}
        options={[
          {
            value: 'closed',
            label: 'Nobody now',
            hint: 'You are complete, and the front page does not ask.',
          },
          { value: 'invitation', label: 'People a member invites' },
          { value: 'application', label: 'Anybody who applies', hint: 'A steward still decides.' },
        ]}
      />
    </>
  );
}
