import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Iri } from '../../../src/core/id.ts';
import { csvParts, toCsv } from '../../../src/domain/signposts/csv.ts';
import { readJsonResume } from '../../../src/domain/signposts/from-json-resume.ts';
import { toJsonResume } from '../../../src/domain/signposts/json-resume.ts';
import { toResumePage } from '../../../src/domain/signposts/resume-page.ts';
import {
  audiences,
  type Signpost,
  type SignpostView,
  viewFor,
} from '../../../src/domain/signposts/signpost.ts';
import { ines, signposts } from './samples.ts';

const now = Temporal.Instant.from('2026-11-20T12:00:00Z');

function everythingOf(signpost: Signpost): SignpostView {
  const view = viewFor(signpost, 'me');
  if (view === undefined) throw new Error('A person sees all of their own signpost.');
  return view;
}

function sampled(): Signpost {
  const [signpost] = fc.sample(signposts, { numRuns: 1, seed: 7 });
  if (signpost === undefined) throw new Error('Nothing was made up.');
  return signpost;
}

/** A CSV as RFC 4180 reads it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  for (const match of text.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n)/g)) {
    const [, cell = '', end] = match;
    const row = rows.at(-1);
    const value = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
    if (row === undefined || row.at(-1) === '\n') rows.push([value]);
    else row.push(value);
    if (end === '\r\n') rows.at(-1)?.push('\n');
  }
  return rows.map((row) => row.filter((cell) => cell !== '\n'));
}

describe('JSON Resume', () => {
  it('written and read again keeps skills, terms, work, languages and weeks of any signpost', () => {
    fc.assert(
      fc.property(signposts, (signpost) => {
        const written = JSON.parse(JSON.stringify(toJsonResume(everythingOf(signpost), ines)));
        const read = readJsonResume(written);
        const skills = Object.entries(signpost.skills).flatMap(([list, lines]) =>
          lines.map(({ label, skill, evidence: _, ...rest }) => ({ ...rest, list, name: label, uri: skill })),
        );
        expect(read.skills).toEqual(skills);
        expect(read.terms).toEqual(signpost.terms);
        expect(read.work).toEqual(
          signpost.work.map(({ id: _, evidence: __, skills: used, ...rest }) => ({
            ...rest,
            source: 'json-resume',
            skills: used.map(({ label }) => label),
          })),
        );
        expect(read.languages).toEqual(signpost.languages);
        expect(read.weeks).toEqual(signpost.availability.weeks);
        expect(read.place).toEqual(signpost.place);
        expect(read.contact).toEqual(signpost.contact);
        expect(read.links.map(({ url }) => url)).toEqual(signpost.links.map(({ url }) => url));
        expect([read.headline ?? '', read.about]).toEqual([signpost.headline, ines.about]);
      }),
    );
  });

  it('says where other readers look for it, and keeps what one does not offer out of the skills', () => {
    const signpost: Signpost = {
      ...sampled(),
      headline: 'Accessibility engineer',
      links: [],
      skills: {
        do: [skillNamed('Accessibility')],
        learning: [skillNamed('Rust')],
        dont: [skillNamed('Plumbing')],
      },
      terms: [{ kind: 'hourly', floor: { minor: 8500n, currency: 'EUR' }, note: '' }],
    };
    expect(toJsonResume(everythingOf(signpost), ines)).toMatchObject({
      $schema: 'https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json',
      basics: {
        ...{ name: 'Inês Duarte', label: 'Accessibility engineer', email: 'ines@mail.test' },
        location: { countryCode: 'PT', region: 'Lisboa' },
        profiles: [{ network: 'ActivityPub', username: 'ines@loom.test', url: 'https://loom.test/@ines' }],
      },
      skills: [{ name: 'Accessibility', level: 'advanced', 'gh:uri': 'https://skills.test/Accessibility' }],
      'gh:learning': [{ name: 'Rust' }],
      'gh:dont': [{ name: 'Plumbing' }],
      'gh:terms': [{ kind: 'hourly', currency: 'EUR', from: '85.00' }],
      'gh:timezone': 'Europe/Lisbon',
    });
  });

  it('puts weeks on end together, as long as the same is known of them', () => {
    const week = (text: string, hours: number | null) => ({
      ...{ week: Temporal.PlainDate.from(text), state: 'free' as const, hours },
    });
    const weeks = [
      week('2026-11-30', 20),
      week('2026-12-07', 20),
      week('2026-12-14', 10),
      week('2026-12-28', 10),
    ];
    const signpost = { ...sampled(), availability: { weeks, confirmedAt: now, isStale: false } };
    expect(toJsonResume(everythingOf(signpost), ines)['gh:availability']).toEqual([
      { from: '2026-11-30', to: '2026-12-13', state: 'free', hoursPerWeek: 20, confirmed: '2026-11-20' },
      { from: '2026-12-14', to: '2026-12-20', state: 'free', hoursPerWeek: 10, confirmed: '2026-11-20' },
      { from: '2026-12-28', to: '2027-01-03', state: 'free', hoursPerWeek: 10, confirmed: '2026-11-20' },
    ]);
  });
});

describe('no export', () => {
  const canary = 'CANARY-8c1f';
  const marked = (signpost: Signpost): Signpost => ({
    ...signpost,
    headline: `${canary}-introduction`,
    skills: {
      do: [skillNamed(`${canary}-do`)],
      learning: [skillNamed(`${canary}-learning`)],
      dont: [skillNamed(`${canary}-dont`)],
    },
    terms: [{ kind: 'barter', floor: null, note: `${canary}-terms` }],
    place: { grain: 'town', country: 'PT', region: null, town: `${canary}-place` },
    contact: { policy: 'anyone', how: `${canary}-contact` },
    work: signpost.work.slice(0, 1).map((one) => ({ ...one, title: `${canary}-work` })),
    links: signpost.links.slice(0, 1).map((one) => ({ ...one, label: `${canary}-links` })),
  });

  it('holds a part for a reader it is not for, in any of its forms', () => {
    fc.assert(
      fc.property(signposts.map(marked), fc.constantFrom(...audiences), (signpost, reader) => {
        const view = viewFor(signpost, reader);
        if (view === undefined) return;
        const all = [
          JSON.stringify(toJsonResume(view, ines)),
          toResumePage(view, ines, now),
          ...csvParts.map((part) => toCsv(view, part) ?? ''),
        ].join('\n');
        const found = new Set([...all.matchAll(/CANARY-8c1f-(\w+)/g)].map(([, field]) => field));
        for (const field of found)
          expect(audiences.indexOf(signpost.audiences[field as 'do'])).toBeLessThanOrEqual(
            audiences.indexOf(reader),
          );
      }),
    );
  });
});

describe('the page', () => {
  const hostile = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'';

  it('loads nothing, runs nothing and escapes whatever a person wrote', () => {
    const signpost: Signpost = {
      ...sampled(),
      headline: hostile,
      skills: { do: [skillNamed(hostile)], learning: [], dont: [] },
      contact: { policy: 'anyone', how: hostile },
      terms: [{ kind: 'barter', floor: null, note: hostile }],
      place: { grain: 'town', country: 'PT', region: hostile, town: hostile },
      work: [{ ...workNamed(hostile), url: 'javascript:alert(1)' as Iri, summary: hostile, role: hostile }],
      links: [{ ...linkTo('javascript:alert(1)'), label: hostile }],
    };
    const person = { ...ines, name: hostile, about: `${hostile}\n\n[x](javascript:alert(1))` };
    const html = toResumePage(everythingOf(signpost), person, now);
    const tags = new Set([...html.matchAll(/<\/?([a-z0-9!]+)/gi)].map(([, name = '']) => name.toLowerCase()));
    expect(
      [...tags].filter((tag) => ['script', 'img', 'iframe', 'link', 'object', 'form'].includes(tag)),
    ).toEqual([]);
    expect(html).not.toMatch(/href="javascript:|<[^>]*\s(?:src|on\w+)=|url\(|@import/i);
    expect(html).toContain('&#60;script&#62;alert(1)');
  });

  it('says everything in words of one’s own language', () => {
    const html = toResumePage(everythingOf(sampled()), ines, now);
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(html).toContain('<h1>Inês Duarte</h1>');
    expect(html).toContain('I make pages <strong>everybody</strong> can use.');
    expect(html).toContain('Lisboa, Portugal');
    expect(html).toContain('claimed');
  });
});

describe('CSV', () => {
  it.each(['=cmd|calc', '+1', '-1+1', '@SUM(A1)', '\t=1', ' =1', '|x', '%0a=1', '＝1'])(
    'does not let a spreadsheet run %j',
    (formula) => {
      const signpost = { ...sampled(), work: [{ ...workNamed(formula), summary: `"x",\n${formula}` }] };
      const csv = toCsv(everythingOf(signpost), 'work') ?? '';
      const [, row = []] = parseCsv(csv);
      expect(row[0]).toBe(`'${formula}`);
      expect(row[5]).toBe(`"x",\n${formula}`);
    },
  );

  it('of any signpost has cells that begin with nothing a spreadsheet runs, and rows of one length', () => {
    fc.assert(
      fc.property(signposts, fc.constantFrom(...csvParts), (signpost, part) => {
        const rows = parseCsv(toCsv(everythingOf(signpost), part) ?? '');
        expect(new Set(rows.map((row) => row.length)).size).toBe(1);
        for (const cell of rows.flat()) expect(cell).not.toMatch(/^\s*[=+\-@|%]/);
      }),
    );
  });

  it('is not written of what is not for the reader', () => {
    const signpost = {
      ...sampled(),
      audiences: { ...sampled().audiences, page: 'anyone', terms: 'me' },
    } as const;
    const view = viewFor(signpost, 'members');
    expect(view && toCsv(view, 'terms')).toBeUndefined();
  });
});

function skillNamed(label: string): Signpost['skills']['do'][number] {
  const skill = `https://skills.test/${encodeURIComponent(label)}` as Iri;
  return { skill, label, level: 3, since: 2015, lastUsed: null, note: '', evidence: 'claimed' };
}

function workNamed(title: string): Signpost['work'][number] {
  const rest = { role: '', url: null, began: null, ended: null, summary: '', skills: [] };
  return { id: '1' as Signpost['work'][number]['id'], title, ...rest, source: 'typed', evidence: 'claimed' };
}

function linkTo(url: string): Signpost['links'][number] {
  const id = '1' as Signpost['links'][number]['id'];
  return { id, url: url as Iri, label: '', verifiedAt: null, checkedAt: null, failure: null };
}
