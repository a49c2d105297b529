import fc from 'fast-check';
import { gzipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { introduceMember } from '../../../src/domain/members/commands.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { requireMember } from '../../../src/domain/members/queries.ts';
import { archiveLimits, readBrought } from '../../../src/domain/signposts/archive.ts';
import { exportFiles, seeSignpost } from '../../../src/domain/signposts/export.ts';
import { applyImport, previewImport, readImport } from '../../../src/domain/signposts/import.ts';
import { addLink } from '../../../src/domain/signposts/links.ts';
import { readSignpost } from '../../../src/domain/signposts/queries.ts';
import { setSkills } from '../../../src/domain/signposts/skills.ts';
import { isNothing } from '../../../src/domain/signposts/suggestion.ts';
import { ensureVocabulary } from '../../../src/domain/skills/keep.ts';
import { storeKinds } from '../../support/database.ts';
import { type House, openHouse } from '../house.ts';
import { refusal } from '../samples.ts';
import { actor, hashtag, json, outbox, post, streamedZipOf, tarGzOf, tarOf, zipOf } from './archives.ts';

const boats =
  '<p>A hull is tight again: <a href="https://boats.example/hull" rel="nofollow">boats.example/hull</a></p>';
const files = { 'actor.json': json(actor), 'outbox.json': json(outbox([post(boats)])) };

/** A resume somebody else's software wrote. */
const resume = {
  basics: {
    name: 'Ines',
    label: 'Boat builder',
    summary: 'Wood *and* glue.',
    email: 'ines@mail.example',
    url: 'https://ines.example/',
    location: { countryCode: 'PT', city: 'Almada', region: 'Lisboa' },
    profiles: [{ network: 'Code', username: 'ines', url: 'https://code.example/ines' }],
  },
  work: [
    {
      ...{ name: 'Yard', position: 'Shipwright', url: 'https://yard.example', summary: 'Hulls.' },
      ...{ startDate: '2013-12-01', endDate: '2014', highlights: ['Ten hulls', 'No leaks'] },
    },
  ],
  projects: [{ name: 'Sail', keywords: ['Weaving', 'no such skill'], startDate: '2015-02' }],
  skills: [
    { name: 'Carpentry', level: 'Master', keywords: ['Masonry', 'unheard of'] },
    { name: 'Bending of ribs', level: 'Beginner' },
  ],
  languages: [
    { language: 'Portuguese', fluency: 'Native speaker' },
    { language: 'Klingon of the south', fluency: 'x' },
  ],
  education: [{ institution: 'School' }],
};

describe('a file somebody brings', () => {
  it.each([
    ['a zip', zipOf(files)],
    ['a zip that was written as it went', streamedZipOf(files)],
    [
      'a zip with everything below a folder',
      zipOf({ 'archive-1/actor.json': files['actor.json'], 'archive-1/outbox.json': files['outbox.json'] }),
    ],
    ['a tar.gz', tarGzOf({ 'media/1.png': new Uint8Array(70_000), ...files, 'likes.json': json({}) })],
  ])('is read as a Mastodon archive: %s', (_, bytes) => {
    expect(readBrought(bytes)).toEqual({ kind: 'mastodon', actor, outbox: outbox([post(boats)]) });
  });

  it('may be one document of it, or JSON Resume, whatever it is called', () => {
    expect(readBrought(json(actor))).toEqual({ kind: 'mastodon', actor, outbox: undefined });
    expect(readBrought(json(outbox([])))).toEqual({ kind: 'mastodon', actor: undefined, outbox: outbox([]) });
    expect(readBrought(json(resume))).toEqual({ kind: 'json-resume', document: resume });
  });

  it.each([
    ['nothing', new Uint8Array(), 'import.not_json'],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), 'import.not_json'],
    ['JSON of another kind', json({ hello: 'world' }), 'import.unknown'],
    ['a list', json([1, 2]), 'import.unknown'],
    ['a zip without what is wanted', zipOf({ 'a.txt': json(1) }), 'import.archive'],
    ['a zip that ends too early', zipOf(files).subarray(0, 60), 'import.archive'],
    [
      'a tar.gz that ends too early',
      tarGzOf({ 'x.bin': new Uint8Array(9000), ...files }).subarray(0, 60),
      'import.archive',
    ],
    ['a gzip of no tar', gzipSync(Buffer.alloc(4096, 'x')), 'import.archive'],
    ['an archive of broken documents', zipOf({ 'actor.json': Buffer.from('{') }), 'import.not_json'],
  ])('is refused where it is %s', (_, bytes, code) => {
    expect(() => readBrought(bytes)).toThrow(refusal('invalid', code) as Error);
  });

  describe('that is hostile', () => {
    const bomb = new Uint8Array(archiveLimits.unpackedBytes + 1024 * 1024);

    it.each([
      ['zip', () => zipOf({ 'outbox.json': bomb })],
      ['streamed zip', () => streamedZipOf({ 'outbox.json': bomb })],
      ['tar.gz', () => gzipSync(tarOf({ 'outbox.json': bomb }))],
    ])('is stopped while it unpacks: a bomb in a %s', (_, make) => {
      const bytes = make();
      expect(bytes.length).toBeLessThan(200_000);
      const before = process.memoryUsage().arrayBuffers;
      expect(() => readBrought(bytes)).toThrow(refusal('invalid', 'import.too_large') as Error);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200 * 1024 * 1024);
    });

    it('does not unpack what nobody wants', () => {
      expect(readBrought(zipOf({ 'media.bin': bomb, ...files }))).toMatchObject({ kind: 'mastodon', actor });
    });

    it('may have only so many entries', () => {
      const many = Object.fromEntries(
        Array.from({ length: archiveLimits.entries + 1 }, (_, at) => [`${at}`, new Uint8Array()]),
      );
      expect(() => readBrought(zipOf(many))).toThrow(refusal('invalid', 'import.too_large') as Error);
    });

    it('uses no name as a path, and of two with one name takes the first', () => {
      const names = {
        '../../../etc/actor.json': files['actor.json'],
        '/abs/actor.json': json({ type: 'Person', name: 'other' }),
      };
      expect(readBrought(zipOf(names))).toEqual({ kind: 'mastodon', actor, outbox: undefined });
    });

    it('is refused before it is looked at where it is too large', () => {
      expect(() => readBrought(new Uint8Array(archiveLimits.bytes + 1))).toThrow(
        refusal('invalid', 'import.too_large') as Error,
      );
    });

    it('never breaks what reads it, whatever bytes it has', () => {
      const head = fc.constantFrom([], [0x50, 0x4b, 3, 4], [0x1f, 0x8b, 8, 0], [0x7b]);
      fc.assert(
        fc.property(head, fc.uint8Array({ maxLength: 600 }), (start, rest) => {
          try {
            readImport(Buffer.concat([Buffer.from(start), rest]));
          } catch (error) {
            expect(error).toMatchObject({ name: 'Refusal', kind: 'invalid' });
          }
        }),
      );
    });
  });
});

describe('posts of a Mastodon archive', () => {
  const workOf = (...activities: unknown[]) => readImport(json(outbox(activities))).work;

  it('with a link become work with the month they were written in', () => {
    expect(workOf(post(boats))).toMatchObject([
      {
        title: 'A hull is tight again: boats.example/hull',
        ...{ url: 'https://boats.example/hull', role: '', source: 'mastodon' },
      },
    ]);
    expect(workOf(post(boats))[0]?.began?.toString()).toBe('2024-05');
  });

  it('with a hashtag become work that links to the post', () => {
    const mention = '<a href="https://social.example/@ana" class="u-url mention">@ana</a>';
    const tagged = '<a href="https://social.example/tags/x" class="mention hashtag" rel="tag">#carpentry</a>';
    expect(workOf(post(`<p>${mention} ${tagged}</p>`, { tag: [hashtag('carpentry')] }))).toMatchObject([
      { url: 'https://social.example/@ines/1', skills: ['carpentry'] },
    ]);
    expect(workOf(post(`<p>${mention} good morning</p>`))).toEqual([]);
  });

  it.each([
    ['for followers only', { to: ['https://social.example/users/ines/followers'], cc: [] }],
    ['for one person', { to: ['https://social.example/users/ana'], cc: [] }],
    ['in answer to somebody', { inReplyTo: 'https://social.example/users/ana/statuses/1' }],
    ['of another kind', { type: 'Question' }],
  ])('that are %s are not looked into', (_, rest) => {
    expect(workOf(post(boats, rest))).toEqual([]);
  });

  it('that were boosted are not one’s own work', () => {
    expect(workOf({ type: 'Announce', object: 'https://boats.example/1' })).toEqual([]);
  });

  it('are text, whatever HTML they have, and the newest fifty', () => {
    const many = Array.from({ length: 60 }, (_, at) =>
      post(
        `<p>No ${at} <script>alert(1)</script><a href="https://x.example/${at}">x</a> [a](javascript:b)</p>`,
      ),
    );
    const { work, leftOut } = readImport(json(outbox(many)));
    expect([work.length, leftOut]).toEqual([50, 10]);
    expect(work[0]).toMatchObject({ title: 'No 59 x [a](javascript:b)', url: 'https://x.example/59' });
    expect(JSON.stringify(work)).not.toContain('alert');
  });

  it('come with links of the profile and its text', () => {
    const said = readImport(zipOf(files));
    expect(said.about).toBe('I mend boats. And more');
    expect(said.links).toEqual([
      { url: 'https://social.example/@ines', label: 'Mastodon' },
      { url: 'https://shop.example/?a=1&b=2', label: 'Shop' },
    ]);
  });
});

describe.each(storeKinds)('an import, on %s', (kind) => {
  let house: House;
  let people = 0;
  let ana: Member;
  beforeAll(async () => {
    house = await openHouse(kind);
    await ensureVocabulary(house);
  });
  beforeEach(async () => {
    people += 1;
    ana = await house.member(`ana${people}`);
  });
  afterAll(() => house?.close());

  const now = () => Temporal.Now.instant();
  const read = () => readSignpost(house.db, ana.id, now());
  const preview = (bytes: Uint8Array) => previewImport(house.db, ana, readImport(bytes), now());
  const apply = (bytes: Uint8Array) => house.work((work) => applyImport(work, ana, readImport(bytes)));

  it('of a resume is shown first, then added, claimed, and adds nothing again', async () => {
    const shown = await preview(json(resume));
    expect(isNothing(await preview(json(resume)))).toBe(false);
    expect((await read()).updatedAt).toBeNull();
    expect(await apply(json(resume))).toEqual(shown);
    const signpost = await read();
    expect(signpost).toMatchObject({
      headline: 'Boat builder',
      place: { grain: 'town', country: 'PT', region: 'Lisboa', town: 'Almada' },
      languages: [{ tag: 'pt', level: 'native' }],
      contact: { policy: 'introduced', how: 'ines@mail.example' },
    });
    expect(signpost.skills.do.map(({ label, level }) => [label, level])).toEqual([
      ['Carpentry', 4],
      ['Bending of ribs', 1],
      ['Masonry', null],
    ]);
    expect(signpost.work).toMatchObject([
      {
        title: 'Yard',
        role: 'Shipwright',
        summary: 'Hulls.\n\n- Ten hulls\n- No leaks',
        source: 'json-resume',
      },
      { title: 'Sail', skills: [{ label: 'Weaving' }] },
    ]);
    expect(signpost.work.every((one) => one.evidence === 'claimed')).toBe(true);
    expect(signpost.links.map((one) => one.url)).toEqual([
      'https://ines.example/',
      'https://code.example/ines',
    ]);
    expect((await requireMember(house.db, ana.id)).about).toBe('Wood *and* glue.');
    expect(isNothing(await preview(json(resume)))).toBe(true);
    await apply(json(resume));
    expect({ ...(await read()), updatedAt: null }).toEqual({ ...signpost, updatedAt: null });
  });

  it('of a Mastodon archive makes no skill of a hashtag nobody knows', async () => {
    const tagged = post(boats, { tag: [hashtag('Carpentry'), hashtag('MondayMood')] });
    const archive = zipOf({ ...files, 'outbox.json': json(outbox([tagged])) });
    await apply(archive);
    const { work, links, skills } = await read();
    expect(work).toMatchObject([{ source: 'mastodon', skills: [{ label: 'Carpentry' }] }]);
    expect([links.length, skills.do]).toEqual([2, []]);
    expect((await requireMember(house.db, ana.id)).about).toBe('I mend boats. And more');
    await apply(archive);
    expect((await read()).work).toHaveLength(1);
  });

  it('changes nothing that is there', async () => {
    await house.work((work) => introduceMember(work, ana, { name: 'Ana', about: 'Mine' }));
    ana = await requireMember(house.db, ana.id);
    const line = { name: 'Carpentry', level: 1, since: null, lastUsed: null, note: 'mine' };
    await house.work((work) => setSkills(work, ana, 'dont', [line]));
    await house.work((work) => addLink(work, ana, { url: 'https://code.example/ines', label: 'Mine' }));
    await apply(json(resume));
    const { skills, links } = await read();
    expect(skills.dont).toMatchObject([{ label: 'Carpentry', level: 1, note: 'mine' }]);
    expect(skills.do.map((one) => one.label)).toEqual(['Bending of ribs', 'Masonry']);
    expect(links.map((one) => one.label)).toEqual(['Mine', '']);
    expect(await requireMember(house.db, ana.id)).toMatchObject({ name: 'Ana', about: 'Mine' });
  });

  it('of what was exported gives somebody else the same skills, terms and work', async () => {
    await apply(
      json({ ...resume, 'gh:terms': [{ kind: 'hourly', from: '85.00', currency: 'EUR', note: 'n' }] }),
    );
    const seen = await seeSignpost(house.db, house.origin, ana, 'me', now());
    const [file] = seen === undefined ? [] : exportFiles(seen, 'json-resume', now());
    const first = await read();
    ana = await house.member(`ben${people}`);
    await apply(Buffer.from(file?.text ?? ''));
    const second = await read();
    const withoutIds = ({ id: _, source: __, ...rest }: (typeof first.work)[number]) => rest;
    expect(second.skills).toEqual(first.skills);
    expect(second.terms).toEqual(first.terms);
    expect(first.terms).toHaveLength(1);
    expect(second.work.map(withoutIds)).toEqual(first.work.map(withoutIds));
    expect(second.links.map((one) => one.url)).toEqual(first.links.map((one) => one.url));
  });

  it('of any JSON either adds what nobody would refuse, or is refused with a reason', async () => {
    const odd = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom(
        '',
        ' ',
        '\0',
        '9999-99',
        '2999-01',
        '-',
        '#',
        'JavaScript',
        'XX',
        'javascript:alert(1)',
        'https://a b/',
        'x'.repeat(5000),
        '>'.repeat(60),
      ),
      fc.integer(),
      fc.constant(null),
    );
    const entry = fc.dictionary(
      fc.constantFrom(
        'name',
        'position',
        'url',
        'summary',
        'startDate',
        'endDate',
        'keywords',
        'gh:skills',
        'level',
        'gh:since',
        'gh:lastUsed',
        'kind',
        'from',
        'to',
        'currency',
        'language',
        'gh:tag',
        'hoursPerWeek',
        'countryCode',
        'label',
      ),
      fc.oneof(odd, fc.array(odd, { maxLength: 3 })),
    );
    const some = fc.oneof(odd, entry, fc.array(fc.oneof(odd, entry), { maxLength: 4 }));
    const document = fc.record({
      ...{ basics: some, work: some, skills: some, projects: some, languages: some },
      ...{ 'gh:terms': some, 'gh:availability': some, 'gh:learning': some, 'gh:contact': some },
    });
    await fc.assert(
      fc.asyncProperty(document, async (value) => {
        const bytes = json(value);
        const shown = await preview(bytes);
        expect(await apply(bytes)).toEqual(shown);
        expect(isNothing(await preview(bytes))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
