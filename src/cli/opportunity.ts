import type { OpportunityId } from '../core/id.ts';
import { requireCollective } from '../domain/collective/queries.ts';
import type { Database } from '../domain/database.ts';
import { requireSteward } from '../domain/members/queries.ts';
import { listFromAllies } from '../domain/opportunities/allies.ts';
import {
  changeStatus,
  deleteOpportunity,
  editOpportunity,
  postOpportunity,
} from '../domain/opportunities/commands.ts';
import { type Opportunity, statuses } from '../domain/opportunities/opportunity.ts';
import { listOpportunities, lockOpportunity } from '../domain/opportunities/queries.ts';
import { inWork } from '../domain/work.ts';
import {
  allyToPlain,
  opportunityToPlain,
  type PlainAllyOpportunity,
  type PlainOpportunity,
  parseOpportunityId,
} from '../plain/opportunity.ts';
import { refuseOtherStatus, toDraft } from '../plain/opportunity-input.ts';
import { eachItem } from '../plain/pages.ts';
import type { Platform } from '../platform/platform.ts';
import { type Command, type CommandAnswer, isSet, textOf, UsageError } from './command.ts';
import { parseOpportunity, readDocument } from './document.ts';
import { openNode } from './open-node.ts';
import { columns } from './print.ts';

const moves = ['closed', 'filled', 'withdrawn', 'shortlisting', 'open'] as const;

const post: Command = {
  name: 'opportunity post',
  summary: 'Post an opportunity from a file: JSON, or Markdown with front matter; - reads standard input.',
  words: ['FILE'],
  options: {},
  opensNode: true,
  documentAt: 0,
  run: async ({ node, io, words: [file = ''] }) => {
    const input = parseOpportunity(await readDocument(file, io));
    const platform = await openNode(node);
    const opportunity = await inWork(platform, async (work) => {
      const steward = await requireSteward(work.tx);
      const { language } = await requireCollective(work.tx);
      const defaults = {
        contact: steward.name,
        languages: [language],
        audience: 'public',
        roles: [],
      } as const;
      return postOpportunity(work, steward, toDraft(input, defaults), input.status ?? 'open');
    });
    const { id, url, note, proposal } = opportunityToPlain(opportunity, platform.origin);
    const what = opportunity.status === 'draft' ? 'Kept as a draft' : 'Posted';
    return { json: { id, url, note, proposal }, lines: [`${what}: ${opportunity.title}`, url] };
  },
};

const edit: Command = {
  name: 'opportunity edit',
  summary: 'Say anew what an opportunity is about. ID is its id or any of its addresses.',
  words: ['ID', 'FILE'],
  options: {},
  opensNode: true,
  documentAt: 1,
  run: async ({ node, io, words: [name = '', file = ''] }) => {
    const input = parseOpportunity(await readDocument(file, io));
    const platform = await openNode(node);
    const id = parseOpportunityId(platform.origin, name);
    const opportunity = await inWork(platform, async (work) => {
      const before = await lockOpportunity(work.tx, id);
      refuseOtherStatus(input, before);
      return editOpportunity(work, await requireSteward(work.tx), id, toDraft(input, before));
    });
    return tell(opportunity, platform);
  },
};

const close: Command = {
  name: 'opportunity close',
  summary: 'Close an opportunity, or move it on in another way. Everyone who was told hears of it.',
  words: ['ID'],
  options: {
    as: { value: 'STATUS', help: 'What it becomes. Default: closed.', choices: moves },
    reason: {
      value: 'TEXT',
      help: 'Why, in one sentence its readers will see. Needed for closed and withdrawn.',
    },
  },
  opensNode: true,
  run: async ({ node, options, words: [name = ''] }) => {
    const platform = await openNode(node);
    const id = parseOpportunityId(platform.origin, name);
    const next = moves.find((status) => status === textOf(options, 'as')) ?? 'closed';
    const opportunity = await inWork(platform, async (work) =>
      changeStatus(work, await requireSteward(work.tx), id, next, textOf(options, 'reason') ?? null),
    );
    return tell(opportunity, platform);
  },
};

const remove: Command = {
  name: 'opportunity delete',
  summary: 'Delete an opportunity for good. Servers that have its post are asked to delete it too.',
  words: ['ID'],
  options: { yes: { help: 'Yes, delete it.' } },
  opensNode: true,
  run: async ({ node, options, words: [name = ''] }) => {
    if (!isSet(options, 'yes'))
      throw new UsageError(
        `This cannot be undone. If you mean it: guildhall opportunity delete ${name} --yes`,
      );
    const platform = await openNode(node);
    const id: OpportunityId = parseOpportunityId(platform.origin, name);
    await inWork(platform, async (work) => deleteOpportunity(work, await requireSteward(work.tx), id));
    return { json: { id, deleted: true }, lines: [`Deleted ${id}.`] };
  },
};

const list: Command = {
  name: 'opportunity list',
  summary: 'What this collective offers, or what its allies do; newest first.',
  words: [],
  options: {
    from: { value: 'WHOSE', help: 'Whose. Default: ours.', choices: ['ours', 'allies'] },
    status: { value: 'STATUS', help: 'Only those that stand there.', choices: statuses },
  },
  opensNode: true,
  run: async ({ node, options }) => {
    const platform = await openNode(node);
    const isAllies = textOf(options, 'from') === 'allies';
    const all = isAllies ? alliesOf(platform) : oursOf(platform);
    const wanted = textOf(options, 'status');
    const found: (PlainOpportunity | PlainAllyOpportunity)[] = [];
    for await (const one of all) if (wanted === undefined || one.status === wanted) found.push(one);
    const rows = found.map((one) => [
      one.status,
      'from' in one ? one.from.handle : one.id,
      one.title,
      one.url,
    ]);
    const nothing = isAllies ? 'No ally offers anything.' : 'There are no opportunities.';
    return { json: found, lines: rows.length === 0 ? [nothing] : columns(rows) };
  },
};

/** Everything about opportunities. */
export const opportunityCommands: readonly Command[] = [post, edit, close, remove, list];

async function* oursOf({ db, origin }: Platform<Database>): AsyncGenerator<PlainOpportunity> {
  for await (const one of eachItem((cursor) => listOpportunities(db, 'member', { cursor })))
    yield opportunityToPlain(one, origin);
}

async function* alliesOf({ db }: Platform<Database>): AsyncGenerator<PlainAllyOpportunity> {
  for await (const one of eachItem((cursor) => listFromAllies(db, cursor)))
    yield allyToPlain(one.opportunity, one.collective);
}

function tell(opportunity: Opportunity, { origin }: Platform<Database>): CommandAnswer {
  const { id, url, note, proposal, status, revision } = opportunityToPlain(opportunity, origin);
  return {
    json: { id, url, note, proposal, status, revision },
    lines: [`${opportunity.title} is ${status}, revision ${revision}.`, url],
  };
}
