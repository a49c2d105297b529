import type { Iri } from '../../src/core/id.ts';
import { requireCollective } from '../../src/domain/collective/queries.ts';
import type { Database } from '../../src/domain/database.ts';
import { receiveAnswer, requestFollow } from '../../src/domain/follows/commands.ts';
import { keepAllyOpportunity } from '../../src/domain/opportunities/allies.ts';
import { inWork } from '../../src/domain/work.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { keepWeaver } from './api-node.ts';

/** An opportunity of a collective we follow. Returns its address. */
export async function offerSails(platform: Platform<Database>): Promise<Iri> {
  const weave = await keepWeaver(platform, 'weave');
  const { actor } = await requireCollective(platform.db);
  const address = 'https://weave.test/o/1' as Iri;
  const now = Temporal.Instant.from('2026-11-01T10:00:00Z');
  await inWork(platform, async (work) => {
    await requestFollow(work, actor, weave);
    await receiveAnswer(work, weave, actor, null, 'accepted');
    await keepAllyOpportunity(
      work,
      weave,
      {
        iri: address,
        url: 'https://weave.test/o/1.html' as Iri,
        attributedTo: weave.iri,
        status: 'open',
        title: 'Sails',
        outcome: '<p>Sails for two boats.</p>',
        roles: [
          { key: 'r', name: 'Sailmaker', headcount: 1, minutes: 20, skills: [], terms: { kind: 'none' } },
        ],
        deadline: null,
        place: { kind: 'remote', name: null },
        languages: ['de'],
        contact: 'Bea',
        revision: 1,
        publishedAt: now,
        updatedAt: now,
      },
      'https://weave.test/o/1/post' as Iri,
    );
  });
  return address;
}
