import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askForLink } from '../../../src/domain/auth/link-requests.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { notify } from '../../../src/domain/notice.ts';
import {
  bringBack,
  putAllAway,
  putAway,
  renewStopSecret,
  setChannels,
  setRhythm,
  snooze,
  stopLetters,
  sweepNotices,
  unsnooze,
  writeNoticeLetters,
} from '../../../src/domain/notices/commands.ts';
import { listNotices, readChannels, readRhythm } from '../../../src/domain/notices/queries.ts';
import { defaultChannels, defaultRhythm, noticeEvents } from '../../../src/domain/notices/rhythm.ts';
import { countToday, readToday } from '../../../src/domain/notices/today.ts';
import { changeStatus, postOpportunity } from '../../../src/domain/opportunities/commands.ts';
import { introduce } from '../../../src/domain/signposts/commands.ts';
import { databaseTime } from '../../../src/domain/work.ts';
import { storeKinds } from '../../support/database.ts';
import { type House, openHouse } from '../house.ts';
import { draft, refusal } from '../samples.ts';

describe.each(storeKinds)('what waits for somebody, on %s', (kind) => {
  let house: House;
  let ana: Member;
  let people = 0;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  beforeEach(async () => {
    await sql`delete from notice`.execute(house.db);
    await sql`delete from opportunity`.execute(house.db);
    await sql`delete from mail`.execute(house.db);
    people += 1;
    ana = await house.member(`ana${people}`);
  });
  afterAll(() => house?.close());

  const today = async (member: Member) => readToday(house.db, member, await databaseTime(house.db));
  const kinds = async (member: Member) => {
    const { now, week, whenever } = await today(member);
    return [now, week, whenever].map((group) => group.map((item) => item.task.kind));
  };
  const joined = { event: 'member.joined', name: 'Bo', handle: 'bo' } as const;
  const letters = async () =>
    (await house.db.selectFrom('mail').select('payload').where('kind', '=', 'notices').execute()).length;

  it('is their own signpost and their passkeys, and for a plain member nothing else', async () => {
    await house.work((work) => askForLink(work, 'tomas@loom.test', '/'));
    expect(await kinds(ana)).toEqual([[], [], ['signpost', 'passkeys']]);
    expect((await kinds(house.steward))[0]).toEqual(['sign_in']);
  });

  it('is for a steward also work that somebody waits for', async () => {
    const posted = await house.work((work) => postOpportunity(work, house.steward, draft({}), 'open'));
    expect((await kinds(house.steward)).flat()).not.toContain('choose');
    await house.work((work) => changeStatus(work, house.steward, posted.id, 'shortlisting', 'We read.'));
    expect((await kinds(house.steward)).flat()).toContain('choose');
    expect((await kinds(ana)).flat()).not.toContain('choose');
  });

  it('can be put off for some days, comes back by itself, and at once if they want', async () => {
    await house.work((work) => snooze(work, ana, 'passkeys', 3));
    const later = await today(ana);
    expect(later.whenever.map((item) => item.key)).toEqual(['signpost:do']);
    expect(later.putOff.map(({ item }) => item.key)).toEqual(['passkeys']);
    const inFourDays = (await databaseTime(house.db)).add({ hours: 96 });
    expect((await readToday(house.db, ana, inFourDays)).putOff).toEqual([]);
    await house.work((work) => unsnooze(work, ana));
    expect((await today(ana)).putOff).toEqual([]);
    for (const days of [0, 31, 1.5]) {
      await expect(house.work((work) => snooze(work, ana, 'passkeys', days))).rejects.toThrow(
        refusal('invalid', 'notices.snooze'),
      );
    }
  });

  it('holds what happened until it is put away, by its own person alone, and that can be taken back', async () => {
    await house.work((work) => notify(work, { everybody: true, but: house.steward.id }, joined));
    const [notice] = await listNotices(house.db, ana.id);
    expect(notice?.notice).toEqual(joined);
    expect(await listNotices(house.db, house.steward.id)).toEqual([]);
    const shown = async () => (await today(ana)).notices.length;
    await house.work((work) => putAway(work, house.steward, notice?.id ?? ''));
    expect(await shown()).toBe(1);
    await house.work((work) => putAway(work, ana, notice?.id ?? ''));
    expect(await shown()).toBe(0);
    await house.work((work) => bringBack(work, ana, notice?.id ?? ''));
    expect(await shown()).toBe(1);
    // What only happened is no task.
    expect(countToday(await today(ana))).toBe(2);
    await house.work((work) => putAllAway(work, ana));
    expect(await listNotices(house.db, ana.id)).toEqual([]);
  });

  it('shows no event that a person does not want there', async () => {
    await house.work((work) => notify(work, { member: ana.id }, joined));
    const quiet = { today: false, mail: false, digest: true };
    await house.work((work) => setChannels(work, ana, { 'member.joined': quiet }));
    expect(await listNotices(house.db, ana.id)).toEqual([]);
    expect(await readChannels(house.db, ana.id)).toEqual({ ...defaultChannels, 'member.joined': quiet });
  });

  it('is told to those who wear a hat, and to nobody who left', async () => {
    await sql`update member set stage = 'alum', left_at = now() where id = ${ana.id}`.execute(house.db);
    await house.work((work) => notify(work, { hat: 'steward' }, joined));
    await house.work((work) => notify(work, { everybody: true }, joined));
    const rows = await house.db.selectFrom('notice').select('member_id').execute();
    expect(rows.filter((row) => row.member_id === ana.id)).toEqual([]);
    expect(rows.filter((row) => row.member_id === house.steward.id)).toHaveLength(2);
  });

  it('goes out in one letter when it is due, once, and not at all once it was put away', async () => {
    const anyTime = { digestDay: null, quietFrom: 6, quietUntil: 6 };
    await house.work((work) => setRhythm(work, house.steward, anyTime));
    await sql`update member set joined_at = now() - interval '60 days' where id = ${house.steward.id}`.execute(
      house.db,
    );
    const ready = { event: 'application.ready', application: 'a', name: 'Cy' } as const;
    await house.work((work) => notify(work, { hat: 'steward' }, ready));
    await house.work((work) => notify(work, { hat: 'steward' }, joined));
    expect(await writeNoticeLetters(house)).toBe(1);
    expect(await letters()).toBe(1);
    expect(await writeNoticeLetters(house)).toBe(0);
    await house.work((work) => notify(work, { hat: 'steward' }, ready));
    await house.work((work) => putAllAway(work, house.steward));
    expect(await writeNoticeLetters(house)).toBe(0);
  });

  it('writes each letter once, however many processes write', async () => {
    await house.work((work) =>
      setRhythm(work, house.steward, { digestDay: null, quietFrom: 6, quietUntil: 6 }),
    );
    const ready = { event: 'application.ready', application: 'a', name: 'Cy' } as const;
    await sql`delete from notice_rhythm`.execute(house.db);
    await house.work((work) =>
      setRhythm(work, house.steward, { digestDay: null, quietFrom: 6, quietUntil: 6 }),
    );
    await house.work((work) => notify(work, { hat: 'steward' }, ready));
    const written = await Promise.all([1, 2, 3, 4].map(() => writeNoticeLetters(house)));
    expect(written.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(await letters()).toBe(1);
  });

  it('stops by the link of the newest letter, for mail alone', async () => {
    const first = await house.work((work) => renewStopSecret(work, ana.id));
    const second = await house.work((work) => renewStopSecret(work, ana.id));
    await expect(house.work((work) => stopLetters(work, first))).rejects.toThrow(
      refusal('gone', 'notices.stopped'),
    );
    await house.work((work) => stopLetters(work, second));
    const channels = await readChannels(house.db, ana.id);
    expect(noticeEvents.filter((event) => channels[event].mail || channels[event].digest)).toEqual([]);
    expect(noticeEvents.filter((event) => channels[event].today)).not.toEqual([]);
    expect(await readRhythm(house.db, ana.id)).toEqual(defaultRhythm);
  });

  it('reminds somebody with an empty signpost once, a week after they came, and nobody else', async () => {
    await sql`update member set email = 'ana@loom.test', joined_at = now() - interval '8 days' where id = ${ana.id}`.execute(
      house.db,
    );
    const nudges = async () =>
      (
        await house.db
          .selectFrom('notice')
          .select(['member_id'])
          .where('event', '=', 'signpost.empty')
          .execute()
      ).map((row) => row.member_id);
    await house.work(sweepNotices);
    await house.work(sweepNotices);
    expect(await nudges()).toEqual([ana.id]);
    await sql`delete from notice`.execute(house.db);
    await house.work((work) => introduce(work, ana, { name: 'Ana', headline: 'Weaver', about: '' }));
    await house.work(sweepNotices);
    expect(await nudges()).toEqual([]);
    await sql`update member set email = null where id = ${ana.id}`.execute(house.db);
  });

  it('has a rhythm of real hours and days', async () => {
    for (const wrong of [
      { digestDay: 8 },
      { digestDay: 0 },
      { quietFrom: 24 },
      { quietUntil: -1 },
      { quietFrom: 1.5 },
    ]) {
      await expect(
        house.work((work) => setRhythm(work, ana, { ...defaultRhythm, ...wrong })),
      ).rejects.toThrow(refusal('invalid', 'notices.rhythm'));
    }
  });
});
