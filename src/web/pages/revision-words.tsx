import type { Child } from 'hono/jsx';
import type { Status } from '../../domain/opportunities/opportunity.ts';
import type { Say } from '../../words/say.ts';
import { Said, useSay } from '../reader.tsx';

/** What a node writes as the reason when a deadline passes by itself. */
const overdue = 'The deadline has passed.';

/** Why an opportunity is where it is, as its steward said it; where the clock decided, in the reader's language. */
export function reasonWords(status: Status, reason: string, say: Say): string {
  return status === 'expired' && reason === overdue ? say('opportunity.deadline_passed') : reason;
}

/**
 * What a revision says happened, in the reader's language. It is kept in short English: `posted`, `drafted`,
 * `edited: title, roles`, `became closed: WHY`. Anything else is shown as it was kept.
 */
export function RevisionWords({ what }: { readonly what: string }): Child {
  const say = useSay();
  if (what === 'posted' || what === 'drafted') return <>{say(`opportunity.was_${what}`)}</>;
  const [, fields] = /^edited: ([a-z, ]+)$/.exec(what) ?? [];
  if (fields !== undefined) {
    const parts = fields.split(', ').map((part) => say('opportunity.part', { part }));
    const list = new Intl.ListFormat(say.language, { type: 'unit' }).format(parts);
    return <>{say('opportunity.was_edited', { fields: list })}</>;
  }
  const [, status, reason] = /^became ([a-z]+)(?:: (.*))?$/s.exec(what) ?? [];
  if (status === undefined) return <bdi>{what}</bdi>;
  if (reason === undefined) return <>{say('opportunity.became', { status })}</>;
  const values = { status, reason: reasonWords(status as Status, reason, say) };
  return (
    <Said k="opportunity.became_because" values={values} draw={{ bdi: (words) => <bdi>{words}</bdi> }} />
  );
}
