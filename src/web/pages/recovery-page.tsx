import { Actions, Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { Columns, Entries, Entry, Fine, Title } from '../components/section.tsx';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface RecoveryEntryProps {
  readonly codes: number;
  readonly isProved: boolean;
}

/** How many codes are left, and new ones. */
export function RecoveryEntry({ codes, isProved }: RecoveryEntryProps) {
  const say = useSay();
  return (
    <Entry title={say('account.codes')} id="codes" note={say('account.codes_note')} strong>
      <p>{say('account.codes_count', { count: codes })}</p>
      {isProved && (
        <form method="post" action="/settings/recovery">
          <Actions>
            <Button look="line">{say(codes === 0 ? 'account.codes_make' : 'account.codes_make_new')}</Button>
            {codes > 0 && <Fine>{say('account.codes_over')}</Fine>}
          </Actions>
        </form>
      )}
    </Entry>
  );
}

interface RecoveryPageProps {
  readonly visit: Visit;
  readonly codes: readonly string[];
}

/** The new codes, this once. */
export function RecoveryPage({ visit, codes }: RecoveryPageProps) {
  const say = useSay();
  const title = say('account.codes_title');
  return (
    <Page {...frameOf(visit, '/settings')} title={title} scripts={['codes']} hidden>
      <Title deck={say('account.codes_deck')}>{title}</Title>
      <Entries>
        <Entry
          title={say('account.codes_for', { host: visit.host })}
          note={say('account.codes_before')}
          strong
        >
          <div data-codes="">
            <Columns items={codes.map((code) => <code class="handle">{code}</code>)} />
          </div>
          <CodeActs codes={codes} />
          <p class="fine" role="status" data-codes-says="" />
        </Entry>
        <Entry title={say('account.codes_kept_title')} strong>
          <Notice>
            <p>{say('account.codes_warning')}</p>
          </Notice>
          <Actions>
            <Button href="/settings/sign-in">{say('account.codes_kept')}</Button>
          </Actions>
        </Entry>
      </Entries>
    </Page>
  );
}

function CodeActs({ codes }: Pick<RecoveryPageProps, 'codes'>) {
  const say = useSay();
  return (
    <Actions>
      <button
        class="button line"
        type="button"
        data-copy=""
        data-copied={say('account.codes_copied')}
        data-failed={say('account.codes_not_copied')}
        hidden
      >
        {say('account.codes_copy')}
      </button>
      <button class="button line" type="button" data-print="" hidden>
        {say('account.codes_print')}
      </button>
      <form method="post" action="/settings/recovery/text">
        <input type="hidden" name="codes" value={codes.join(' ')} />
        <Button look="line">{say('account.codes_save')}</Button>
      </form>
    </Actions>
  );
}
