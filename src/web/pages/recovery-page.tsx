import { Actions, Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { Columns, Entries, Entry, Fine, Title } from '../components/section.tsx';
import { Page } from '../layout.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface RecoveryEntryProps {
  readonly codes: number;
  readonly isProved: boolean;
}

/** How many codes are left, and new ones. */
export function RecoveryEntry({ codes, isProved }: RecoveryEntryProps) {
  return (
    <Entry title="Recovery codes" note="Ten, for paper. Each lets you in once." strong>
      <p>{codes === 0 ? 'You have no codes.' : `${codes} of your ten codes are left.`}</p>
      {isProved && (
        <form method="post" action="/settings/recovery">
          <Actions>
            <Button look="line">Make ten {codes === 0 ? '' : 'new '}codes</Button>
            {codes > 0 && <Fine>The codes you have now are over then.</Fine>}
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
  return (
    <Page {...frameOf(visit, '/settings')} title="Your recovery codes" scripts={['codes']} hidden>
      <Title deck="Write them down or keep them as a file, away from this device. We keep no copy and cannot show them again.">
        Your recovery codes
      </Title>
      <Entries>
        <Entry title={`For ${visit.host}`} note="The codes you had before are over." strong>
          <div data-codes="">
            <Columns items={codes.map((code) => <code class="handle">{code}</code>)} />
          </div>
          <Actions>
            <button
              class="button line"
              type="button"
              data-copy=""
              data-copied="Copied."
              data-failed="The browser does not let us copy. Mark the codes instead."
              hidden
            >
              Copy them
            </button>
            <button class="button line" type="button" data-print="" hidden>
              Print them
            </button>
            <form method="post" action="/settings/recovery/text">
              <input type="hidden" name="codes" value={codes.join(' ')} />
              <Button look="line">Save as text</Button>
            </form>
          </Actions>
          <p class="fine" role="status" data-codes-says="" />
        </Entry>
        <Entry title="When you have them" strong>
          <Notice>
            <p>Whoever has one of these codes and knows your name can sign in as you.</p>
          </Notice>
          <Actions>
            <Button href="/settings/sign-in">I have kept them</Button>
          </Actions>
        </Entry>
      </Entries>
    </Page>
  );
}
