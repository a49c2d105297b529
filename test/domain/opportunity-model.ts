import type { OpportunityId } from '../../src/core/id.ts';
import type { Opportunity, OpportunityDraft, Status } from '../../src/domain/opportunities/opportunity.ts';
import type { EventKind } from '../../src/domain/outbox.ts';

/** What is expected of one opportunity. */
export interface Expected {
  readonly id: OpportunityId;
  said: OpportunityDraft;
  status: Status;
  revision: number;
  publishedAt: Temporal.Instant | null;
  /** How long its deadline has passed, in hours; 0 while it has not. */
  overdue: number;
}

/** What a command is expected to do: the events it causes, or the code of its refusal. */
export type Outcome = { readonly events: readonly string[] } | { readonly refused: string };

/** Which part of it an edit changes. */
export type Changed = 'nothing' | 'title' | 'deadline' | 'audience';

/** An event in one line. */
export function lineOf(kind: EventKind, id: OpportunityId): string {
  return `${kind} ${id}`;
}

const steps: Readonly<Record<Status, readonly Status[]>> = {
  draft: ['open'],
  open: ['shortlisting', 'filled', 'closed', 'withdrawn'],
  shortlisting: ['open', 'filled', 'closed', 'withdrawn'],
  filled: ['open', 'shortlisting'],
  closed: ['open'],
  withdrawn: [],
  expired: ['open'],
};

const isLive = (one: Expected) => one.status === 'open' || one.status === 'shortlisting';

/** The opportunities of a collective as the rules of the product have them, written down a second time and simply. */
export class OpportunityModel {
  readonly all: Expected[] = [];
  readonly deleted: { readonly id: OpportunityId; readonly wasPublished: boolean }[] = [];
  overdueHours = 0;

  /** Those on the profile, newest first. */
  featured(): OpportunityId[] {
    const newestFirst = (a: Expected, b: Expected) =>
      Temporal.Instant.compare(b.publishedAt ?? epoch, a.publishedAt ?? epoch) || (a.id < b.id ? 1 : -1);
    return this.all
      .filter((one) => isLive(one) && one.said.audience === 'public')
      .sort(newestFirst)
      .slice(0, 5)
      .map((one) => one.id);
  }

  /** Those anybody may see in a list. */
  open(): OpportunityId[] {
    return this.all
      .filter((one) => one.status !== 'draft' && one.said.audience === 'public')
      .map((one) => one.id)
      .sort();
  }

  posted(opportunity: Opportunity, said: OpportunityDraft): Outcome {
    return this.#tell(() => {
      const { id, status, publishedAt } = opportunity;
      this.all.push({ id, said, status, revision: 1, publishedAt, overdue: 0 });
      return status === 'open' ? [lineOf('opportunity.posted', id)] : [];
    });
  }

  edited(one: Expected, said: OpportunityDraft, changed: Changed): Outcome {
    const isOver = one.status !== 'draft' && !isLive(one);
    if (isOver && (changed !== 'deadline' || one.status === 'withdrawn'))
      return { refused: 'opportunity.not_live' };
    if (one.status !== 'draft' && changed === 'audience') return { refused: 'opportunity.audience_fixed' };
    if (changed === 'nothing') return { events: [] };
    one.said = said;
    one.revision += 1;
    if (changed === 'deadline') one.overdue = 0;
    return { events: one.status === 'draft' ? [] : [lineOf('opportunity.changed', one.id)] };
  }

  moved(one: Expected, next: Status, now: () => Temporal.Instant | null): Outcome {
    if (!steps[one.status].includes(next)) return { refused: 'opportunity.transition' };
    if ((next === 'open' || next === 'shortlisting') && one.overdue > 0)
      return { refused: 'opportunity.deadline' };
    return this.#tell(() => {
      const kind = one.status === 'draft' ? 'opportunity.posted' : 'opportunity.changed';
      one.publishedAt ??= now();
      one.status = next;
      one.revision += 1;
      return [lineOf(kind, one.id)];
    });
  }

  expired(): Outcome {
    return this.#tell(() => {
      const over = this.all.filter((one) => isLive(one) && one.overdue > 0);
      for (const one of over) {
        one.status = 'expired';
        one.revision += 1;
      }
      return over.sort((a, b) => b.overdue - a.overdue).map((one) => lineOf('opportunity.changed', one.id));
    });
  }

  removed(one: Expected): Outcome {
    return this.#tell(() => {
      this.all.splice(this.all.indexOf(one), 1);
      const wasPublished = one.publishedAt !== null;
      this.deleted.push({ id: one.id, wasPublished });
      return wasPublished ? [lineOf('opportunity.deleted', one.id)] : [];
    });
  }

  #tell(change: () => string[]): Outcome {
    const before = this.featured();
    const events = change();
    const after = this.featured();
    return {
      events: [
        ...events,
        ...before.filter((id) => !after.includes(id)).map((id) => lineOf('opportunity.unfeatured', id)),
        ...after.filter((id) => !before.includes(id)).map((id) => lineOf('opportunity.featured', id)),
      ],
    };
  }
}

const epoch = Temporal.Instant.fromEpochMilliseconds(0);
