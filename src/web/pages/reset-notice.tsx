import type { Reset } from '../../domain/auth/resets.ts';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { TimeStamp, ZoneNote } from '../components/time.tsx';
import { useSay } from '../reader.tsx';

/** On every page of somebody who is being helped back in: that it runs, and how to stop it. */
export function ResetNotice({ reset }: { readonly reset: Reset }) {
  const say = useSay();
  const by = reset.startedBy ?? say('account.command_line');
  return (
    <Notice tone="bad" title={say('account.notice_title')}>
      <p>
        {say('account.notice_by', { name: by })} <TimeStamp at={reset.opensAt} look="full" />{' '}
        <ZoneNote at={reset.opensAt} />.
      </p>
      <form method="post" action="/settings/resets/stop">
        <input type="hidden" name="person" value={reset.member} />
        <Button>{say('account.notice_stop')}</Button>
      </form>
    </Notice>
  );
}
