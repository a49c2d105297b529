import { sql } from 'kysely';
import type { MemberId } from '../../../src/core/id.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import type { House } from '../house.ts';

/**
 * Gives a person rows everywhere they can have some, each text of theirs with the canary in it. `other` is a second
 * member, who wrote about them.
 */
export async function fillRows(house: House, person: Member, other: Member, canary: string): Promise<void> {
  const run = (query: ReturnType<typeof sql>) => query.execute(house.db);
  const ana = await house.somebody(`@ana${person.handle.length}@${other.handle}.example`, { name: 'Ana' });
  const id = person.id;
  const actor = person.actor;
  const mail = `${canary}@mail.test`;
  await run(sql`update actor set name = ${canary}, summary = ${canary}, also_known_as = ${[`https://x.example/${canary}`]}
    where id = ${actor}`);
  await run(sql`update member set email = ${mail}, about = ${canary}, language = 'de', time_zone = 'Europe/Lisbon',
    hats = '{moderator}', invited_by = ${other.id} where id = ${id}`);
  await run(sql`update member set invited_by = ${id} where id = ${other.id}`);
  await fillSigningIn(run, id, canary, mail);
  await fillSignpost(run, id, canary);
  await fillJoining(run, id, other.id, ana.id, canary, mail);
  await fillOwn(run, id, other.id, canary, mail);
  await fillWork(run, id, canary);
  await fillNetwork(run, actor, ana.id, canary);
}

type Run = (query: ReturnType<typeof sql>) => Promise<unknown>;

async function fillSigningIn(run: Run, id: MemberId, canary: string, mail: string): Promise<void> {
  const session = crypto.randomUUID();
  await run(sql`insert into session (hash, member_id, created_at, seen_at, expires_at, id, device)
    values (decode(md5(${canary}), 'hex'), ${id}, now(), now(), now() + interval '1 day', ${session}, ${canary})`);
  await run(
    sql`insert into passkey_challenge values (decode(md5(${canary}), 'hex'), 'add', ${session}, now())`,
  );
  await run(sql`insert into api_token (hash, name, scopes, created_at, member_id)
    values (decode(md5(${canary}), 'hex'), ${canary}, '{read}', now(), ${id})`);
  await run(sql`insert into link_token (hash, purpose, member_id, created_at, expires_at, email)
    values (decode(md5(${canary}), 'hex'), 'mail-address', ${id}, now(), now() + interval '1 day', ${mail})`);
  await run(
    sql`insert into passkey values (gen_random_uuid(), ${id}, ${canary}, '\\x00', 0, '{}', false, false, ${canary}, now(), null)`,
  );
  await run(sql`insert into recovery_code values (decode(md5(${canary}), 'hex'), ${id}, now(), null)`);
  await run(sql`insert into mail_change values (gen_random_uuid(), ${id}, ${mail}, now())`);
  await run(sql`insert into account_reset values (gen_random_uuid(), ${id}, ${id}, now(), null)`);
}

async function fillSignpost(run: Run, id: MemberId, canary: string): Promise<void> {
  await run(sql`insert into signpost (member_id, headline, place_grain, country, region, town, contact_how, updated_at)
    values (${id}, ${canary}, 'town', 'PT', ${canary}, ${canary}, ${canary}, now())`);
  await run(sql`insert into skill (uri, label, key, kind, origin, version, created_at)
    values ('https://loom.test/skills/1', 'Sail making', 'sail making', 'other', 'local', 1, now()) on conflict do nothing`);
  await run(sql`insert into skill (uri, label, key, kind, origin, version, created_at)
    values ('https://loom.test/skills/2', 'Sails', 'sails', 'other', 'local', 1, now()) on conflict do nothing`);
  await run(
    sql`insert into skill_redirect values ('https://loom.test/skills/2', 'https://loom.test/skills/1', ${id}, now())
    on conflict (from_uri) do update set merged_by = excluded.merged_by`,
  );
  await run(sql`insert into signpost_skill (member_id, skill_uri, list, position, note)
    values (${id}, 'https://loom.test/skills/1', 'do', 0, ${canary})`);
  await run(sql`insert into signpost_week values (${id}, '2026-11-23', 'free', 20)`);
  await run(sql`insert into signpost_terms values (${id}, 'barter', null, null, ${canary})`);
  await run(sql`insert into signpost_language values (${id}, 'pt', 'native', 0)`);
  await run(sql`insert into signpost_work (id, member_id, title, role, url, summary, source, position, created_at)
    values (gen_random_uuid(), ${id}, ${canary}, ${canary}, ${`https://x.example/${canary}`}, ${canary}, 'typed', 0, now())`);
  await run(sql`insert into signpost_link (id, member_id, url, label, position, created_at, check_at)
    values (gen_random_uuid(), ${id}, ${`https://x.example/${canary}`}, ${canary}, 0, now(), now())`);
}

async function fillJoining(
  run: Run,
  id: MemberId,
  other: MemberId,
  guest: string,
  canary: string,
  mail: string,
): Promise<void> {
  const own = crypto.randomUUID();
  await run(sql`insert into application (id, name, email, fediverse, does, why, links, created_at, decided_at, is_admitted, reason)
    values (${own}, ${canary}, ${mail}, ${canary}, ${canary}, ${canary}, ${[canary]}, now(), now(), true, ${canary})`);
  await run(sql`insert into application_vouch values (${own}, ${other}, ${canary}, now())`);
  const others = crypto.randomUUID();
  await run(sql`insert into application (id, name, does, why, created_at, decided_at, decided_by, is_admitted)
    values (${others}, 'Else', 'x', 'y', now(), now(), ${id}, false)`);
  await run(sql`insert into application_vouch values (${others}, ${id}, ${canary}, now())`);
  const invite = (by: MemberId, of: MemberId | null, application: string | null) =>
    run(sql`insert into invitation (id, inviter_id, application_id, name, email, engagement, stage, note, question, created_at, expires_at, used_at, member_id)
      values (gen_random_uuid(), ${by}, ${application}, ${canary}, ${mail}, 'freelancer', 'member', ${canary}, ${canary}, now(), now(),
        ${of === null ? null : sql`now()`}, ${of})`);
  await invite(other, id, own);
  await invite(other, null, null);
  await invite(id, other, null);
  await run(
    sql`insert into joining_link values (decode(md5(${canary}), 'hex'), null, null, ${id}, now(), now())`,
  );
  await run(sql`insert into departure values (${id}, 'member', true, false, ${canary}, null, now())`);
  await run(sql`insert into departure values (${other}, 'member', true, false, 'x', ${id}, now())`);
  await run(
    sql`insert into guest (actor_id, state, decided_by, since, check_at) values (${guest}, 'refused', ${id}, now(), now())`,
  );
  await run(
    sql`insert into membership (member_id, collective_id, state, since, check_at) values (${id}, ${guest}, 'asked', now(), now())`,
  );
}

async function fillOwn(run: Run, id: MemberId, other: MemberId, canary: string, mail: string): Promise<void> {
  const pool = crypto.randomUUID();
  const others = crypto.randomUUID();
  await run(
    sql`insert into pool values (${pool}, ${id}, ${canary}, now(), null), (${others}, ${other}, 'Boats', now(), null)`,
  );
  await run(
    sql`insert into pool_person values (${pool}, ${other}, null, now()), (${others}, ${id}, null, now())`,
  );
  await run(
    sql`insert into person_note values (${id}, ${other}, null, ${canary}, now()), (${other}, ${id}, null, ${canary}, now())`,
  );
  const notice = (member: MemberId, payload: object) =>
    run(sql`insert into notice values (gen_random_uuid(), ${member}, ${'event' in payload ? payload.event : ''},
      ${JSON.stringify(payload)}::text::jsonb, now(), null, null)`);
  await notice(id, { event: 'link.failed', url: canary });
  await notice(other, { event: 'member.joined', name: canary, handle: 'x' });
  await notice(other, { event: 'application.opened', application: 'x', name: canary });
  await run(sql`insert into notice_setting values (${id}, 'member.joined', true, true, true)`);
  await run(sql`insert into notice_rhythm (member_id) values (${id})`);
  await run(sql`insert into snooze values (${id}, ${canary}, now())`);
  const letter = (member: MemberId | null, recipient: string | null, payload: object) =>
    run(sql`insert into mail (id, kind, member_id, recipient, payload, created_at, run_at)
      values (gen_random_uuid(), 'sign-in', ${member}, ${recipient}, ${JSON.stringify(payload)}::text::jsonb, now(), now())`);
  await letter(id, null, { next: canary });
  await letter(null, mail.toLowerCase(), { kind: 'sign-in' });
  await letter(null, 'old@mail.test', { kind: 'mail-moved', member: id, note: canary });
}

async function fillWork(run: Run, id: MemberId, canary: string): Promise<void> {
  const post = (contact: string, status: string) =>
    run(sql`insert into opportunity (id, status, revision, title, outcome, roles, place_kind, languages, contact, audience, posted_by, created_at, updated_at)
      values (gen_random_uuid(), ${status}, 1, 'Boat', 'Tight', '[]', 'remote', '{en}', ${contact}, 'public', ${id}, now(), now())`);
  await post(`Ask ${canary}!`, 'open');
  await post('Somebody else', 'draft');
  await run(
    sql`insert into opportunity_revision select id, 1, ${id}, 'posted', now() from opportunity where posted_by = ${id}`,
  );
}

async function fillNetwork(run: Run, actor: string, ana: string, canary: string): Promise<void> {
  await run(
    sql`insert into follower values (${actor}, ${ana}, null, 'accepted', now()), (${ana}, ${actor}, null, 'accepted', now())`,
  );
  await run(sql`insert into following values (${actor}, ${ana}, 'https://loom.test/f/1', 'accepted', now(), now()),
    (${ana}, ${actor}, 'https://loom.test/f/2', 'accepted', now(), now())`);
  await run(
    sql`insert into blocked_by values (${actor}, ${ana}, null, now()), (${ana}, ${actor}, null, now())`,
  );
  await run(sql`insert into reaction values (${actor}, 'like', 'https://x.example/1', ${canary}, now())`);
  await run(
    sql`insert into post values (${`https://x.example/${canary}`}, ${actor}, null, ${canary}, 'en', ${canary}, 'public', now(), now(), now())`,
  );
  const event = crypto.randomUUID();
  const address = `https://loom.test/activities/${event}`;
  const payload = JSON.stringify({ kind: 'actor.updated', by: actor, note: canary });
  await run(
    sql`insert into outbox (id, kind, payload, created_at, done_at) values (${event}, 'actor.updated', ${payload}::text::jsonb, now(), now())`,
  );
  await run(
    sql`insert into outbox (id, kind, payload, created_at) values (gen_random_uuid(), 'actor.updated', ${payload}::text::jsonb, now())`,
  );
  await run(
    sql`insert into activity values (${address}, ${event}, ${actor}, 'Update', ${address}, true, ${canary}, now())`,
  );
  await run(
    sql`insert into delivery (activity_iri, inbox, host, state, error) values (${address}, 'https://x.example/inbox', 'x.example', 'retrying', ${canary})`,
  );
  await run(
    sql`insert into message (queue, activity_iri, inbox, body) values ('outbox', ${address}, 'https://x.example/inbox', ${canary})`,
  );
}
