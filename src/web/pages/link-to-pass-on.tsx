import { Actions, Button } from '../components/button.tsx';
import { Entry, Handle } from '../components/section.tsx';
import { useSay } from '../reader.tsx';

interface LinkToPassOnProps {
  readonly link: string;
  /** The page it was made on, and what the way back there is called. */
  readonly back: string;
  readonly backWords: string;
}

/** A link that a steward passes on by hand: shown once, to be copied whole. */
export function LinkToPassOn({ link, back, backWords }: LinkToPassOnProps) {
  const say = useSay();
  return (
    <Entry title={say('account.to_copy')} note={say('account.shown_once')} strong>
      <p>
        <Handle>{link}</Handle>
      </p>
      <Actions>
        <Button href={back} look="line">
          {backWords}
        </Button>
      </Actions>
    </Entry>
  );
}
