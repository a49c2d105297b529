import type { Child } from 'hono/jsx';
import type { IconName } from '../icons.tsx';
import { useSay } from '../reader.tsx';
import { Actions, Button } from './button.tsx';

interface PasskeyFormProps {
  /** `make` a passkey for who is signed in, or `use` one. */
  readonly act: 'make' | 'use';
  /** Where the challenge comes from, and where the answer goes. */
  readonly options: string;
  readonly finish: string;
  /** What the button says. */
  readonly button: string;
  readonly icon?: IconName | undefined;
  readonly look?: 'fill' | 'line' | undefined;
  /** Hidden inputs that go along with the answer, or a field. */
  readonly children?: Child;
}

/** What a passkey needs a module for: hidden where there is none. Beside it stands another way. */
export function PasskeyForm({
  act,
  options,
  finish,
  button,
  icon = 'key',
  look,
  children,
}: PasskeyFormProps) {
  const say = useSay();
  return (
    <form
      hidden
      data-passkey={act}
      data-options={options}
      data-finish={finish}
      data-failed={say('forms.passkey_failed')}
      data-known={say('forms.passkey_known')}
    >
      <div class="fields">
        {children}
        <Actions>
          <Button icon={icon} look={look}>
            {button}
          </Button>
        </Actions>
        <p role="status" class="fine" />
      </div>
    </form>
  );
}
