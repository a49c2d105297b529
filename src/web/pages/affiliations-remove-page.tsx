import { fullHandle } from '../../domain/actors/actor.ts';
import type { Guest } from '../../domain/affiliations/affiliation.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Field, Fields } from '../components/form.tsx';
import { Stack, Title } from '../components/section.tsx';
import type { FieldErrors } from '../forms/fields.ts';
import { Page } from '../layout.tsx';
import { Said, useSay } from '../reader.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface RemovePageProps {
  readonly visit: Visit;
  readonly guest: Guest;
  readonly reason: string;
  readonly errors: FieldErrors;
}

/** Takes a member from elsewhere off, or an invitation back, and says why. */
export function RemovePage({ visit, guest: { actor }, reason, errors }: RemovePageProps) {
  const say = useSay();
  const name = actor.name || actor.handle;
  const values = { handle: fullHandle(actor), collective: visit.collective.name };
  const bdi = (words: string) => <bdi>{words}</bdi>;
  return (
    <Page {...frameOf(visit, '/affiliations')} title={say('people.remove_title', { name })} hidden>
      <Title deck={<Said k="people.remove_deck" values={values} draw={{ bdi }} />}>
        {say('people.remove_title', { name })}
      </Title>
      <Stack>
        <form method="post" action="/affiliations/remove" novalidate>
          <input type="hidden" name="actor" value={actor.id} />
          <Fields>
            <Field
              name="reason"
              label={say('people.remove_reason')}
              hint={say('people.remove_reason_hint')}
              value={reason}
              error={errors['reason']}
              rows={3}
              maxlength={500}
            />
            <Actions>
              <Button>{say('people.remove_button')}</Button>
              <Button href="/affiliations" look="plain">
                {say('people.cancel')}
              </Button>
            </Actions>
          </Fields>
        </form>
        <Told
          read={say('people.remove_read')}
          told={say('people.remove_told')}
          undo={say('people.remove_undo')}
        />
      </Stack>
    </Page>
  );
}
