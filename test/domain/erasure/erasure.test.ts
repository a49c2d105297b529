import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Iri } from '../../../src/core/id.ts';
import { askToJoin, receiveInvite, receiveJoinAnswer } from '../../../src/domain/affiliations/memberships.ts';
import { erasePerson, finishErasures } from '../../../src/domain/erasure/commands.ts';
import { holdings } from '../../../src/domain/erasure/erasure.ts';
import { namesPerson } from '../../../src/domain/erasure/texts.ts';
import { setFederated } from '../../../src/domain/members/commands.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { findMember, requireMember } from '../../../src/domain/members/queries.ts';
import { readSignpost } from '../../../src/domain/signposts/queries.ts';
import { storeKinds } from '../../support/database.ts';
import { type House, openHouse } from '../house.ts';
import { refusal } from '../samples.ts';
import { fillRows } from './rows.ts';

/** Every table, and the columns in it that point to one of these two. */
async function readSchema(db: House['db']) {
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE'`.execute(db);
  const keys = await sql<{ table: string; column: string; target: string }>`
    select source.table_name as "table", source.column_name as "column", target.table_name as target
    from information_schema.table_constraints as rule
    join information_schema.key_column_usage as source using (constraint_schema, constraint_name)
    join information_schema.constraint_column_usage as target using (constraint_schema, constraint_name)
    where rule.constraint_type = 'FOREIGN KEY' and rule.table_schema = current_schema()
      and target.table_name in ('member', 'actor')`.execute(db);
  return { tables: tables.rows.map((row) => row.name), keys: keys.rows };
}

describe.each(storeKinds)('erasing a person, on %s', (kind) => {
  let house: House;
  let people = 0;
  let person: Member;
  let other: Member;
  let canary: string;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  beforeEach(async () => {
    people += 1;
    canary = `canary${people}zq`;
    person = await house.member(canary);
    other = await house.member(`other${people}`);
  });
  afterAll(() => house?.close());

  const erase = (who: Pick<Member, 'id'>) => house.work((work) => erasePerson(work, who));

  /** The tables in which a text stands. */
  const tablesWith = async (text: string): Promise<string[]> => {
    const { tables } = await readSchema(house.db);
    const found: string[] = [];
    for (const table of tables) {
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from ${sql.table(table)} as row
        where position(${text}::text in lower(row::text)) > 0`.execute(house.db);
      if ((rows[0]?.count ?? 0) > 0) found.push(table);
    }
    return found.sort();
  };

  it('is told for every table there is, and for every column that points to a member or an actor', async () => {
    const { tables, keys } = await readSchema(house.db);
    const listed = holdings.map(({ table }) => table);
    expect(listed.filter((table, at) => listed.indexOf(table) !== at)).toEqual([]);
    expect(tables.filter((table) => !listed.includes(table))).toEqual([]);
    expect(listed.filter((table) => !tables.includes(table))).toEqual([]);
    expect(keys.length).toBeGreaterThan(50);
    const known = holdings.flatMap(({ table, member = {}, actor = {} }) => [
      ...Object.keys(member).map((column) => `${table}.${column} → member`),
      ...Object.keys(actor).map((column) => `${table}.${column} → actor`),
    ]);
    expect(known.sort()).toEqual(
      keys.map(({ table, column, target }) => `${table}.${column} → ${target}`).sort(),
    );
  });

  it('says why of every table in which rows stay or texts are emptied', () => {
    for (const { table, member = {}, actor = {}, note } of holdings) {
      const fates = [...Object.values(member), ...Object.values(actor)];
      if (fates.length === 0 || fates.includes('keep'))
        expect([table, note]).toEqual([table, expect.any(String)]);
    }
  });

  it('leaves no word of theirs in any table, and no row that was theirs alone', async () => {
    await fillRows(house, person, other, canary);
    const rowsOf = async (of: Member) => {
      const counted = new Map<string, number>();
      for (const { table, member = {}, actor = {} } of holdings)
        for (const [column, fate] of [...Object.entries(member), ...Object.entries(actor)]) {
          if (fate === 'keep') continue;
          const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)}
            where ${sql.ref(column)} in (${of.id}, ${of.actor})`.execute(house.db);
          counted.set(`${table}.${column}`, rows[0]?.count ?? 0);
        }
      return counted;
    };
    const before = await rowsOf(person);
    expect([...before].filter(([, count]) => count === 0)).toEqual([]);
    expect((await tablesWith(canary)).length).toBeGreaterThan(25);
    await erase(person);
    expect(await tablesWith(canary)).toEqual([]);
    expect([...(await rowsOf(person))].filter(([, count]) => count > 0)).toEqual([]);
  });

  it('leaves to others what is theirs, and a shell that says who posted what', async () => {
    await fillRows(house, person, other, canary);
    await house.told();
    await erase(person);
    const contacts = await house.db
      .selectFrom('opportunity')
      .select(['contact', 'revision', 'posted_by'])
      .where('posted_by', '=', person.id)
      .orderBy('revision')
      .execute();
    expect(contacts).toEqual([
      { contact: 'Somebody else', revision: 1, posted_by: person.id },
      { contact: 'Loom', revision: 2, posted_by: person.id },
    ]);
    expect(await house.told()).toMatchObject([{ kind: 'opportunity.changed', by: house.actor.id }]);
    expect(await findMember(house.db, person.id)).toBeUndefined();
    expect((await requireMember(house.db, other.id)).invitedBy).toBeNull();
    const pools = await house.db
      .selectFrom('pool')
      .select('name')
      .where('member_id', '=', other.id)
      .execute();
    expect(pools).toEqual([{ name: 'Boats' }]);
    const came = await house.db
      .selectFrom('invitation')
      .select(['name', 'email', 'note', 'inviter_id'])
      .where('member_id', '=', person.id)
      .execute();
    expect(came).toEqual([{ name: '', email: null, note: '', inviter_id: other.id }]);
    expect((await readSignpost(house.db, person.id, Temporal.Now.instant())).updatedAt).toBeNull();
  });

  it('frees a handle that nobody elsewhere was told of', async () => {
    await erase(person);
    expect(await tablesWith(canary)).toEqual([]);
    expect(await house.toldKinds()).not.toContain('actor.deleted');
    expect((await house.member(canary)).handle).toBe(canary);
  });

  it('tells other servers of somebody on the Fediverse, and keeps the address so that it answers 410', async () => {
    await house.work((work) => setFederated(work, person, true));
    person = await requireMember(house.db, person.id);
    await house.told();
    await house.db.updateTable('actor').set({ name: 'Secret' }).where('id', '=', person.actor).execute();
    await erase(person);
    expect(await house.told()).toEqual([
      { kind: 'actor.deleted', by: person.actor },
      { kind: 'member.unlisted', by: house.actor.id, member: person.actor, role: 'member' },
    ]);
    expect(await tablesWith('secret')).toEqual([]);
    expect(await tablesWith(canary)).toEqual(['actor', 'gone']);
    const keys = () =>
      house.db.selectFrom('actor_key').select('kind').where('actor_id', '=', person.actor).execute();
    // The Delete has to be signed; a month later nobody asks any more.
    expect(await keys()).toHaveLength(2);
    await house.work(finishErasures);
    expect(await keys()).toHaveLength(2);
    await house.db
      .updateTable('actor')
      .set({ deleted_at: Temporal.Now.instant().subtract({ hours: 31 * 24 }) })
      .where('id', '=', person.actor)
      .execute();
    await house.work(finishErasures);
    expect(await keys()).toEqual([]);
    await expect(house.member(canary)).rejects.toThrow();
  });

  it('leaves the collectives elsewhere first, and tells them that the address is gone', async () => {
    await house.work((work) => setFederated(work, person, true));
    person = await requireMember(house.db, person.id);
    const reef = await house.somebody(`@reef@${canary}.example`);
    const kiln = await house.somebody(`@kiln@${canary}.example`);
    await house.work(async (work) => {
      await askToJoin(work, person, reef, 'I weave.');
      await receiveJoinAnswer(work, reef, { id: null, by: person.actor }, true);
      await receiveInvite(work, person, kiln, `${kiln.iri}/invite` as Iri);
    });
    await house.told();
    await erase(person);
    const by = person.actor;
    const told = await house.told();
    expect(told).toHaveLength(4);
    expect(told).toEqual(
      expect.arrayContaining([
        { kind: 'membership.left', by, collective: reef.id },
        { kind: 'membership.answered', by, collective: kiln.id, invite: `${kiln.iri}/invite`, isYes: false },
        { kind: 'actor.deleted', by, alsoTo: [reef.id] },
        { kind: 'member.unlisted', by: house.actor.id, member: by, role: 'member' },
      ]),
    );
    expect(told.findIndex(({ kind }) => kind === 'membership.left')).toBeLessThan(
      told.findIndex(({ kind }) => kind === 'actor.deleted'),
    );
  });

  it('also works for who left, and twice', async () => {
    await house.db
      .updateTable('member')
      .set({ stage: 'alum', left_at: Temporal.Now.instant(), about: canary })
      .where('id', '=', person.id)
      .execute();
    await erase(person);
    await erase(person);
    expect(await tablesWith(canary)).toEqual([]);
  });

  it('is refused for the last steward, and for nobody', async () => {
    await expect(erase(house.steward)).rejects.toThrow(refusal('conflict', 'member.last_steward'));
    const nobody = { id: '0199a8f0-0000-7000-8000-000000000001' as Member['id'] };
    await expect(erase(nobody)).rejects.toThrow(refusal('not-found', 'member.unknown'));
  });
});

describe('a line that says whom to ask', () => {
  const al = { name: 'Al', handle: 'al', email: 'al@mail.test' };
  it.each([
    ['Al', true],
    ['ask AL, please', true],
    ['@al@loom.test', true],
    ['write to al@mail.test', true],
    ['Alan', false],
    ['Hal', false],
    ['@alan@loom.test', false],
    ['', false],
  ])('%j names Al: %s', (line, isNamed) => {
    expect(namesPerson(line, al)).toBe(isNamed);
  });

  it('names nobody who has no name', () => {
    expect(namesPerson('anything', { name: '', handle: 'x', email: null })).toBe(false);
  });
});
