import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Child } from 'hono/jsx';
import { describe, expect, test } from 'vitest';
import { packageFolder } from '../../src/platform/platform.ts';
import { assets } from '../../src/web/assets.ts';
import { houseOf } from '../../src/web/components/house.ts';
import { contentSecurityPolicy } from '../../src/web/csp.ts';
import { type Frame, Page } from '../../src/web/layout.tsx';
import {
  BadRequestPage,
  BrokenPage,
  ForbiddenPage,
  GonePage,
  MisdirectedPage,
  NotFoundPage,
  TooManyRequestsPage,
  UnavailablePage,
} from '../../src/web/pages/error.tsx';
import { ReadBy } from '../../src/web/reader.tsx';
import { sayIn } from '../../src/words/say.ts';
import { frame, publicFrame } from './specimen-frame.tsx';
import { specimens } from './specimen-server.tsx';

const print = (element: Child) => String(element);
const words = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const bare: Frame = { software: { version: '1.2.3', href: '/about/software' } };

describe('a page', () => {
  test('is a whole document in its language and direction', () => {
    const html = print(
      <ReadBy value={{ say: sayIn('ar'), zone: 'UTC' }}>
        <Page {...publicFrame} title="لوم">
          x
        </Page>
      </ReadBy>,
    );
    expect(html).toMatch(/^<!doctype html><html lang="ar" dir="rtl">/);
    expect(html).toMatch(/<\/html>$/);
  });

  test('says in its head what it is, where it is and where machines read it', () => {
    const html = print(
      <Page
        {...publicFrame}
        title={'Audit "of" <a>'}
        description={'"><script>alert(1)</script>'}
        url="https://loom.example/opportunities/41"
        activity="https://loom.example/opportunities/41.json"
      >
        x
      </Page>,
    );
    expect(html).toContain('<title>Audit &quot;of&quot; &lt;a&gt; · Loom</title>');
    expect(html).toContain(
      '<meta name="description" content="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"/>',
    );
    expect(html).toContain('<meta property="og:title" content="Audit &quot;of&quot; &lt;a&gt;"/>');
    expect(html).toContain('<meta property="og:url" content="https://loom.example/opportunities/41"/>');
    expect(html).toContain('<link rel="canonical" href="https://loom.example/opportunities/41"/>');
    expect(html).toContain(
      '<link rel="alternate" type="application/activity+json" href="https://loom.example/opportunities/41.json"/>',
    );
    expect(html).not.toMatch(/<script|noindex/);
  });

  test('leaves out what it was not given', () => {
    const html = print(
      <Page {...bare} title="x" hidden>
        x
      </Page>,
    );
    expect(html).not.toMatch(/og:url|og:description|canonical|alternate|name="description"/);
    expect(html).toContain('<meta name="robots" content="noindex"/>');
  });

  test('does not name the collective twice in its tab', () => {
    expect(
      print(
        <Page {...publicFrame} title="Loom: eleven free agents">
          x
        </Page>,
      ),
    ).toContain('<title>Loom: eleven free agents</title>');
  });

  test('links the stylesheet, the one preloaded font, and a collective’s own colour only if it has one', () => {
    const own = print(
      <Page {...frame} title="x">
        x
      </Page>,
    );
    expect(own).toContain(
      `<link rel="stylesheet" href="${assets().stylesheet}"/><link rel="stylesheet" href="/assets/house/loom.example/00507e.css"/>`,
    );
    expect(own).toContain(
      `<link rel="preload" href="${assets().romanFont}" as="font" type="font/woff2" crossorigin="anonymous"/>`,
    );
    expect(own).not.toContain('<html lang="en" dir="ltr" data-dye');
    const dyed = print(
      <Page
        {...bare}
        collective={{ name: 'Kiln', house: houseOf('kiln.example', { colour: 'madder' }) }}
        title="x"
      >
        x
      </Page>,
    );
    expect(dyed).toContain('<html lang="en" dir="ltr" data-dye="madder">');
    expect(dyed).not.toContain('/assets/house/');
  });
});

describe('the frame', () => {
  test('shows the navigation it was given, marks where one is, and opens it without script', () => {
    const html = print(
      <Page {...frame} current="/deliveries" title="x">
        x
      </Page>,
    );
    expect(html).toContain('<nav id="nav" popover="auto" aria-label="Main">');
    expect(html).toContain(
      '<a href="/deliveries" aria-current="page">Deliveries<span class="count">2<span class="hush"> waiting</span></span></a>',
    );
    expect(html.match(/aria-current/g)).toHaveLength(1);
    expect(html).toContain('popovertarget="nav" popovertargetaction="hide"');
  });

  test('offers sign-in to a visitor and their own page to who is signed in, never both', () => {
    const visitor = print(
      <Page {...publicFrame} title="x">
        x
      </Page>,
    );
    expect(visitor).toContain('<a class="button line small" href="/sign-in">Sign in</a>');
    const member = print(
      <Page {...frame} signIn="/sign-in" title="x">
        x
      </Page>,
    );
    expect(member).toContain('Me: Ana Verhelst');
    expect(member).not.toContain('/sign-in');
  });

  test('has a way past itself to the one main', () => {
    const html = print(
      <Page {...frame} title="x">
        x
      </Page>,
    );
    expect(html).toMatch(/<body><a class="skip" href="#main">/);
    expect(html.match(/<main id="main"/g)).toHaveLength(1);
  });

  test('names in its foot the software, its version and who answers for the place', () => {
    const foot = words(
      print(
        <Page {...frame} title="x">
          x
        </Page>,
      ).split('<footer')[1] ?? '',
    );
    expect(foot).toContain('Loom runs on Guildhall 0.1.0 , free software.');
    expect(foot).toMatch(/Answers for this place: +Ana Verhelst *, *Tomás Rey/);
  });

  test('before setup is Guildhall’s own, with no link that leads nowhere', () => {
    const html = print(
      <Page {...bare} title="Set up">
        x
      </Page>,
    );
    expect(html).toContain('<title>Set up · Guildhall</title>');
    expect(html).toContain('<span class="name">');
    expect(html).not.toMatch(/<nav|popover|Sign in/);
  });
});

describe.each(Object.keys(specimens))('the specimen %s', (name) => {
  const html = print(specimens[name]?.());

  test('holds nothing inline that the policy would refuse', () => {
    expect(html).not.toMatch(/<style|<script|\sstyle="|\son[a-z]+="|javascript:/i);
  });

  test('uses every id once, and points only to ids it has', () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [
      ...html.matchAll(/ (?:for|aria-labelledby|aria-describedby|popovertarget)="([^"]+)"| href="#([^"]+)"/g),
    ];
    for (const target of targets.flatMap((match) => (match[1] ?? match[2] ?? '').split(' ')))
      expect(ids).toContain(target);
  });

  test('has one h1', () => expect(html.match(/<h1/g)).toHaveLength(1));
});

describe('error pages say what happened and one next step', () => {
  const pages: [string, number, Child, RegExp][] = [
    [
      'bad request',
      400,
      <BadRequestPage frame={frame} message={'"x" is not a date. Write 2026-12-04.'} />,
      /"x" is not a date.*Go back/,
    ],
    [
      'forbidden',
      403,
      <ForbiddenPage frame={publicFrame} reason="This page is for stewards of Loom." signIn="/sign-in" />,
      /stewards of Loom.*Sign in/,
    ],
    [
      'not found',
      404,
      <NotFoundPage frame={publicFrame} path={'/o/<b>'} />,
      /You asked for +\/o\/<b> *\. .*See the opportunities/,
    ],
    [
      'gone',
      410,
      <GonePage frame={publicFrame} at={Temporal.Instant.from('2026-11-12T23:30Z')} zone="Europe/Brussels" />,
      /deleted.*on +13 Nov 2026.*See what is open/,
    ],
    [
      'misdirected',
      421,
      <MisdirectedPage frame={bare} asked="loom.exmaple" origin="https://loom.example" />,
      /This says +loom.exmaple *\. This server answers for +loom.example *\. .*Go to loom.example/,
    ],
    [
      'too many',
      429,
      <TooManyRequestsPage frame={publicFrame} waitSeconds={119} />,
      /Wait 119 seconds, then load this page again/,
    ],
    ['unavailable', 503, <UnavailablePage frame={bare} waitSeconds={121} />, /again in 3 minutes.*kept/],
    ['broken', 500, <BrokenPage frame={publicFrame} reference="req-7" />, /req-7.*Tell whoever answers/],
  ];

  test.each(pages)('%s', (_, status, page, expected) => {
    const html = print(page);
    const text = words(html).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"');
    expect(text).toMatch(expected);
    expect(html).toContain(`<p class="kicker"><span>${status}</span></p>`);
    expect(html).toContain('content="noindex"');
    expect(html.match(/<h1/g)).toHaveLength(1);
  });

  test('a path of any length stays on the page', () => {
    expect(print(<NotFoundPage frame={publicFrame} path={`/${'x'.repeat(5_000)}`} />).length).toBeLessThan(
      6_000,
    );
  });
});

describe('what may not be written', () => {
  const root = join(packageFolder, 'src');
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => ({ file: file.replaceAll('\\', '/'), text: readFileSync(join(root, file), 'utf8') }));

  test('only the component that prints safe HTML prints HTML unescaped', () => {
    const raw = sources
      .filter(({ text }) => /import \{[^}]*\braw\b[^}]*\} from 'hono|dangerouslySetInnerHTML/.test(text))
      .map(({ file }) => file);
    expect(raw).toEqual(['web/components/prose.tsx']);
  });

  test('only the page frame writes a template of HTML, for the doctype', () => {
    expect(
      sources
        .filter(({ text }) => /(?<!\.)\bhtml`/.test(text.replace(/`\$\{[^`]*\.html`/g, '')))
        .map(({ file }) => file),
    ).toEqual(['web/layout.tsx']);
  });

  test('only core/html.ts says that a string is safe', () => {
    expect(sources.filter(({ text }) => /as SafeHtml/.test(text)).map(({ file }) => file)).toEqual([
      'core/html.ts',
    ]);
  });

  test('the policy allows nothing inline and nothing from elsewhere', () => {
    expect(contentSecurityPolicy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; " +
        "require-trusted-types-for 'script'",
    );
  });
});
