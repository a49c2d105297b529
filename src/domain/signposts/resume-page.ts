import { escapeHtml, markdownToHtml, type SafeHtml, safeHref } from '../../core/html.ts';
import { displayMoney } from '../../core/money.ts';
import { stretchesOf } from './availability.ts';
import type { SignpostPerson } from './json-resume.ts';
import type { Level, SignpostSkill, SignpostView, SpokenLanguage, TermsKind, WorkLine } from './signpost.ts';

/** The words of an exported page, for saying it in another language. */
export interface ResumeWords {
  /** BCP 47; numbers, money and names of languages follow it. */
  readonly language: string;
  readonly do: string;
  readonly learning: string;
  readonly dont: string;
  readonly availability: string;
  readonly terms: string;
  readonly place: string;
  readonly languages: string;
  readonly contact: string;
  readonly work: string;
  readonly links: string;
  readonly levels: Readonly<Record<Level, string>>;
  readonly termsKinds: Readonly<Record<TermsKind, string>>;
  readonly fluencies: Readonly<Record<SpokenLanguage['level'], string>>;
  readonly contactPolicies: Readonly<Record<'anyone' | 'introduced' | 'nobody', string>>;
  readonly evidence: Readonly<Record<'claimed' | 'witnessed', string>>;
  readonly free: (hours: number | null) => string;
  readonly booked: string;
  readonly confirmed: (day: string) => string;
  readonly stale: string;
  readonly since: (year: number) => string;
  readonly from: (amount: string) => string;
  /** Where the page comes from and when it was written. */
  readonly written: (collective: string, day: string) => string;
}

/** The words in English. */
export const englishResumeWords: ResumeWords = {
  language: 'en',
  do: 'I do',
  learning: 'I’m learning',
  dont: 'I don’t do',
  availability: 'Availability',
  terms: 'Terms',
  place: 'Place',
  languages: 'Languages',
  contact: 'Contact',
  work: 'Work',
  links: 'Links',
  levels: { 1: 'with help', 2: 'on my own', 3: 'others ask me', 4: 'I teach it' },
  termsKinds: {
    hourly: 'By the hour',
    fixed: 'Fixed price',
    equity: 'A share',
    barter: 'In exchange',
    training: 'To learn',
    none: 'For nothing',
  },
  fluencies: { native: 'native', fluent: 'fluent', working: 'at work', basic: 'a little' },
  contactPolicies: { anyone: 'Anyone may write', introduced: 'By introduction', nobody: 'Not now' },
  evidence: { claimed: 'claimed', witnessed: 'witnessed' },
  free: (hours) => (hours === null ? 'free' : `free, ${hours} hours a week`),
  booked: 'booked',
  confirmed: (day) => `Said on ${day}.`,
  stale: 'That is more than 30 days ago.',
  since: (year) => `since ${year}`,
  from: (amount) => `from ${amount}`,
  written: (collective, day) => `From ${collective}, ${day}.`,
};

/**
 * A signpost as one HTML file that needs nothing else: no script, no address is loaded, everything a person wrote is
 * escaped or rendered from Markdown by our allow-list. `now` is when it is written.
 */
export function toResumePage(
  view: SignpostView,
  person: SignpostPerson,
  now: Temporal.Instant,
  words: ResumeWords = englishResumeWords,
): string {
  const title = escapeHtml(person.name);
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${style}</style>`;
  const day = (person.updatedAt ?? now).toZonedDateTimeISO('UTC').toPlainDate().toString();
  const body = [
    `<header><h1>${title}</h1>${paragraph(view.headline)}<p>${link(person.url, `@${person.handle}`)}</p></header>`,
    person.about === undefined || person.about === '' ? '' : `<section>${markdown(person.about)}</section>`,
    ...(['do', 'learning', 'dont'] as const).map((list) =>
      section(
        words[list],
        view[list]?.map((one) => skillItem(one, words)),
      ),
    ),
    availabilitySection(view, words),
    section(words.terms, termsItems(view, words)),
    section(words.place, placeItems(view, person, words)),
    section(words.languages, languageItems(view, words)),
    section(words.contact, contactItems(view, words)),
    section(
      words.work,
      view.work?.map((one) => workItem(one, words)),
    ),
    section(
      words.links,
      view.links?.map(({ url, label }) => link(url, label === '' ? url : label)),
    ),
    `<footer><p>${escapeHtml(words.written(person.collective.name, day))}</p></footer>`,
  ].filter((part) => part !== '');
  const language = escapeHtml(words.language);
  return `<!doctype html>\n<html lang="${language}">\n<head>${head}</head>\n<body>\n${body.join('\n')}\n</body>\n</html>\n`;
}

const style =
  ':root{color-scheme:light dark}body{font:1rem/1.5 Georgia,serif;max-inline-size:42rem;margin:2rem auto;padding-inline:1rem}h1{font-size:1.75rem;margin:0}h2{font-size:1rem;border-block-start:1px solid;padding-block-start:.5rem;margin-block:2rem .5rem}ul{padding-inline-start:1.25rem;margin:0}li{margin-block:.25rem}small{opacity:.75}footer{margin-block-start:2rem;border-block-start:1px solid}';

function section(title: string, items: readonly string[] | undefined, note = ''): string {
  if (items === undefined || items.length === 0) return '';
  const list = items.map((item) => `<li>${item}</li>`).join('');
  return `<section><h2>${escapeHtml(title)}</h2><ul>${list}</ul>${paragraph(note)}</section>`;
}

function paragraph(text: string | undefined): string {
  return text === undefined || text === '' ? '' : `<p>${escapeHtml(text)}</p>`;
}

function markdown(text: string): SafeHtml {
  return markdownToHtml(text);
}

function link(address: string, text: string): string {
  const href = safeHref(address);
  if (href === undefined) return escapeHtml(text);
  return `<a href="${escapeHtml(href)}" rel="noopener noreferrer">${escapeHtml(text)}</a>`;
}

/** What is known beside a thing, small behind it. */
function withMore(thing: string, more: readonly (string | null)[]): string {
  const known = more.filter((one) => one !== null && one !== '');
  return known.length === 0 ? thing : `${thing} <small>${escapeHtml(known.join(' · '))}</small>`;
}

function skillItem({ label, level, since, note, evidence }: SignpostSkill, words: ResumeWords): string {
  return withMore(escapeHtml(label), [
    level === null ? null : words.levels[level],
    since === null ? null : words.since(since),
    note,
    words.evidence[evidence],
  ]);
}

function availabilitySection({ availability }: SignpostView, words: ResumeWords): string {
  if (availability === undefined || availability.confirmedAt === null) return '';
  const items = stretchesOf(availability.weeks).map(
    ({ from, to, state, hours }) =>
      `${from} – ${to}: ${escapeHtml(state === 'free' ? words.free(hours) : words.booked)}`,
  );
  const day = availability.confirmedAt.toZonedDateTimeISO('UTC').toPlainDate().toString();
  const said = words.confirmed(day);
  return section(words.availability, items, availability.isStale ? `${said} ${words.stale}` : said);
}

function termsItems({ terms }: SignpostView, words: ResumeWords): string[] | undefined {
  return terms?.map(({ kind, floor, note }) =>
    withMore(escapeHtml(words.termsKinds[kind]), [
      floor === null ? null : words.from(displayMoney(floor, words.language)),
      note,
    ]),
  );
}

function placeItems({ place, hasZone }: SignpostView, person: SignpostPerson, words: ResumeWords): string[] {
  const country =
    place?.country == null
      ? null
      : (new Intl.DisplayNames(words.language, { type: 'region' }).of(place.country) ?? place.country);
  const where = [place?.town, place?.region, country].filter((part) => part != null).join(', ');
  const zone = hasZone ? (person.timeZone ?? '') : '';
  return [where, zone].filter((part) => part !== '').map(escapeHtml);
}

function languageItems({ languages }: SignpostView, words: ResumeWords): string[] | undefined {
  const names = new Intl.DisplayNames(words.language, { type: 'language' });
  return languages?.map(({ tag, level }) =>
    withMore(escapeHtml(names.of(tag) ?? tag), [words.fluencies[level]]),
  );
}

function contactItems({ contact }: SignpostView, words: ResumeWords): string[] | undefined {
  return contact && [withMore(escapeHtml(words.contactPolicies[contact.policy]), [contact.how])];
}

function workItem(one: WorkLine, words: ResumeWords): string {
  const title = one.url === null ? escapeHtml(one.title) : link(one.url, one.title);
  const months = [one.began, one.ended].filter((month) => month !== null).join(' – ');
  const skills = one.skills.map(({ label }) => label).join(', ');
  const line = withMore(title, [one.role, months, skills, words.evidence[one.evidence]]);
  return one.summary === '' ? line : `${line}${markdown(one.summary)}`;
}
