import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openHouse } from '../house.ts';
import { findPeople } from '../../../src/domain/people/find.ts';
import { readQuestion } from '../../../src/domain/people/question.ts';
import { ensureVocabulary } from '../../../src/domain/skills/keep.ts';
import { databaseTime } from '../../../src/domain/work.ts';
test('perf', { timeout: 120000 }, async () => {
  const house = await openHouse('postgresql');
  await ensureVocabulary(house.platform);
  await sql`insert into actor (id, iri, type, handle, host, name, url, inbox, is_local, created_at, updated_at) select gen_random_uuid(), 'https://loom.test/@m' || n, 'Person', 'm' || n, 'loom.test', 'Member ' || n, 'https://loom.test/@m' || n, 'https://loom.test/@m' || n || '/inbox', true, now(), now() from generate_series(1, 500) n`.execute(house.db);
  await sql`insert into member (id, actor_id, hats, joined_at, about) select gen_random_uuid(), id, '{}', now(), 'I like lighthouses and ferries' from actor where handle like 'm%' and is_local`.execute(house.db);
  await sql`insert into signpost (member_id, headline, updated_at, availability_confirmed_at) select id, 'Designer of things', now(), now() from member on conflict do nothing`.execute(house.db);
  await sql`insert into signpost_skill (member_id, skill_uri, list, position, level) select m.id, s.uri, (array['do','do','learning','dont'])[1 + s.n % 4], s.n, 1 + s.n % 4 from member m cross join lateral (select uri, row_number() over (order by hashtext(uri || m.id::text)) as n from skill limit 12) s on conflict do nothing`.execute(house.db);
  await sql`insert into signpost_week (member_id, week, state, hours) select id, date_trunc('week', now())::date + 7 * w, 'free', 20 from member, generate_series(0, 25) w`.execute(house.db);
  const kiln = await house.somebody('@kiln@kiln.example');
  const said = JSON.stringify({ skills: { do: [{ uri: null, label: 'Typography', level: 3 }], learning: [], dont: [] }, weeks: [], confirmedAt: null, place: { grain: 'none', country: null, region: null, town: null }, languages: [], terms: [] });
  await sql`insert into remote_person (actor, collective_id, name, handle, host, url, said, fetched_at) select 'https://kiln.example/m/' || n, ${kiln.id}, 'Remote ' || n, 'r' || n, 'kiln.example', 'https://kiln.example/m/' || n, ${said}::jsonb, now() from generate_series(1, 5000) n`.execute(house.db);
  const now = await databaseTime(house.db);
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  const first = performance.now();
  await findPeople(house.db, { seeker: 'members', member: null }, readQuestion({}, today), now);
  console.log('first', performance.now() - first);
  for (const asked of [{}, { skill: 'Typography' }, { q: 'lighthouse' }, { hours: '8', skill: 'typografy' }]) {
    const t: number[] = []; let total = 0;
    for (let i = 0; i < 60; i++) { const s = performance.now(); total = (await findPeople(house.db, { seeker: 'members', member: null }, readQuestion(asked, today), now)).total; t.push(performance.now() - s); }
    t.sort((a, b) => a - b);
    console.log(JSON.stringify(asked), total, 'median', t[30]?.toFixed(1), 'p95', t[56]?.toFixed(1));
  }
  await sql`update signpost set headline = 'x', updated_at = now() where member_id = ${house.steward.id}`.execute(house.db);
  const s = performance.now(); await findPeople(house.db, { seeker: 'members', member: null }, readQuestion({}, today), now); console.log('after one change', performance.now() - s);
  expect(1).toBe(1); await house.close();
});
