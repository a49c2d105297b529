import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireActor } from '../../src/domain/actors/queries.ts';
import { changeCollective } from '../../src/domain/collective/commands.ts';
import { deleteOpportunity, postOpportunity } from '../../src/domain/opportunities/commands.ts';
import type { EventKind } from '../../src/domain/outbox.ts';
import type { Work } from '../../src/domain/work.ts';
import { storeKinds } from '../support/database.ts';
import { type House, openHouse } from './house.ts';
import { draft } from './samples.ts';
import { type Scene, tellingCommands } from './telling-commands.ts';

describe.each(storeKinds)('what leaves the node, on %s', (kind) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  afterAll(() => house?.close());

  let scenes = 0;
  const setScene = async (): Promise<Scene> => {
    scenes += 1;
    const post = (work: Work, audience: 'public' | 'followers', status: 'draft' | 'open') =>
      postOpportunity(work, house.steward, draft({ audience }), status);
    const ana = await house.somebody(`@ana@kiln${scenes}.example`);
    const member = await house.member(`member${scenes}`);
    return house.work(async (work) => {
      // As it was at the start, whatever the row before changed.
      await changeCollective(work, house.collective);
      for (const { id } of await work.tx.selectFrom('opportunity').select('id').execute())
        await deleteOpportunity(work, house.steward, id);
      return {
        ...{ house, ana, member, us: await requireActor(work.tx, house.actor.id) },
        open: await post(work, 'public', 'open'),
        draft: await post(work, 'public', 'draft'),
        hidden: await post(work, 'followers', 'open'),
      };
    });
  };

  it.each(tellingCommands)('when we $command: $tells', async ({ before, act, tells }) => {
    const scene = await setScene();
    if (before !== undefined) await house.work((work) => before(work, scene));
    await house.told();
    await house.work((work) => act(work, scene));
    expect(await house.toldKinds()).toEqual(tells);
  });

  it('is every kind of event there is', () => {
    const seen = new Set(tellingCommands.flatMap((row) => row.tells));
    const all: Record<EventKind, boolean> = {
      ...{ 'opportunity.posted': true, 'opportunity.changed': true, 'opportunity.deleted': true },
      ...{ 'opportunity.featured': true, 'opportunity.unfeatured': true, announced: true },
      ...{ 'follow.requested': true, 'follow.undone': true },
      ...{ 'guest.invited': true, 'guest.admitted': true, 'guest.refused': true },
      ...{ 'guest.listed': true, 'guest.unlisted': true },
      ...{ 'membership.asked': true, 'membership.answered': true, 'membership.left': true },
      ...{ 'follower.accepted': true, 'follower.rejected': true },
      ...{ 'member.listed': true, 'member.unlisted': true },
      ...{ 'actor.updated': true, 'actor.deleted': true },
      'announce.undone': true,
    };
    for (const [event, isTold] of Object.entries(all))
      expect([event, seen.has(event as EventKind)]).toEqual([event, isTold]);
  });
});
