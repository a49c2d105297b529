import { describe, expect, test } from 'vitest';
import {
  cleanName,
  escapeHtml,
  htmlSizeBytes,
  markdownSizeBytes,
  markdownToHtml,
  plainText,
  safeHref,
  sanitizeHtml,
} from '../../src/core/html.ts';
import { Refusal } from '../../src/core/refusal.ts';

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return `${error.kind} ${error.code}`;
    throw error;
  }
  return 'nothing was refused';
}

const scripted = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=//evil.example/x.js></SCRIPT>',
  '<img src=x onerror=alert(1)>',
  '<p onclick="alert(1)" onmouseover=alert(1)>hello</p>',
  '<a href="javascript:alert(1)">go</a>',
  '<a href="java\nscript:alert(1)">go</a>',
  '<a href="&#106;avascript&colon;alert(1)">go</a>',
  '<a href="data:text/html,<script>alert(1)</script>">go</a>',
  '<a href="vbscript:msgbox(1)">go</a>',
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a><script>alert(1)</script></svg>',
  '<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<p><!--><img src=x onerror=alert(1)>--></p>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<a href="https://a.example" onfocus=alert(1) autofocus style="position:fixed">x</a>',
];

describe('foreign HTML', () => {
  test.each(scripted)('C01: nothing that runs survives in %s', (html) => {
    const clean = sanitizeHtml(`<p>before</p>${html}`);
    expect(clean).toContain('<p>before</p>');
    const tags = clean.match(/<[^>]*>/g) ?? [];
    for (const tag of tags) {
      expect(tag).toMatch(
        /^<\/?(?:p|br|a|em|strong|ul|ol|li|blockquote|code|pre|span|del)(?: href="https?:[^"]*" rel="[^"]*")?(?: ?\/)?>$/,
      );
    }
  });

  test('C02: forms, frames, base, meta and styles are removed', () => {
    const phishing =
      '<base href="//evil.example"><meta http-equiv="refresh" content="0;url=//evil.example"><style>*{display:none}</style>' +
      '<link rel="stylesheet" href="//evil.example/x.css"><form action="//evil.example"><input name="password"><button>Sign in</button>' +
      '<textarea>secret</textarea></form><iframe src="//evil.example"></iframe><object data="x"></object><embed src="x"><p>rest</p>';
    expect(sanitizeHtml(phishing)).toBe('Sign in<p>rest</p>');
  });

  test('C06: a megabyte of nested elements is refused by its length, before any parsing', () => {
    const started = performance.now();
    expect(codeOf(() => sanitizeHtml('<div>'.repeat(200_000)))).toBe('invalid html.too_long');
    expect(performance.now() - started).toBeLessThan(20);
  });

  test('length is counted in bytes of UTF-8', () => {
    expect(codeOf(() => sanitizeHtml('é'.repeat(htmlSizeBytes / 2 + 1)))).toBe('invalid html.too_long');
    expect(sanitizeHtml('é'.repeat(htmlSizeBytes / 2))).toHaveLength(htmlSizeBytes / 2);
  });

  test('the largest accepted nesting is cut at twenty and stays fast', () => {
    const started = performance.now();
    const clean = sanitizeHtml('<blockquote>'.repeat(5_000));
    expect(performance.now() - started).toBeLessThan(500);
    expect(clean.match(/<blockquote>/g)?.length).toBeLessThanOrEqual(20);
  });

  test('links keep absolute web and mail addresses and say that others wrote them', () => {
    const rel = 'rel="nofollow noopener noreferrer ugc"';
    expect(
      sanitizeHtml('<a href="https://a.example/?q=1&b=2" rel="me" target="_blank" class="mention">a</a>'),
    ).toBe(`<a href="https://a.example/?q=1&amp;b=2" ${rel}>a</a>`);
    expect(sanitizeHtml('<a href="mailto:ana@loom.example">m</a>')).toBe(
      `<a href="mailto:ana@loom.example" ${rel}>m</a>`,
    );
    for (const href of ['/logout', '//evil.example', 'people', '#main', 'ftp://a.example', '']) {
      expect(sanitizeHtml(`<a href="${href}">x</a>`)).toBe('<span>x</span>');
    }
  });

  test('what Mastodon hides of a link is shown, so that its text cannot hide the host', () => {
    const mastodon =
      '<p><a href="https://evil.example/bank.example"><span class="invisible">https://evil.example/</span><span class="ellipsis">bank.example</span></a></p>';
    expect(plainText(sanitizeHtml(mastodon))).toBe('https://evil.example/bank.example');
    expect(sanitizeHtml(mastodon)).not.toContain('class');
  });

  test('a heading of a post is not a heading of our page', () => {
    expect(sanitizeHtml('<h1>Loud</h1><b>b</b> <i>i</i> <s>s</s>')).toBe(
      '<p>Loud</p><strong>b</strong> <em>i</em> <del>s</del>',
    );
  });

  test('unclosed and stray elements cannot reach out of their place', () => {
    expect(sanitizeHtml('</div></main><p>one<strong>two')).toBe('<p>one<strong>two</strong></p>');
  });

  test.each([...scripted, '<p>a &amp; b &lt;c&gt; "d" &nbsp; e</p><ol start="3"><li>x</li></ol>'])(
    'cleaning what is clean changes nothing: %s',
    (html) => {
      const once = sanitizeHtml(html);
      expect(sanitizeHtml(once)).toBe(once);
    },
  );
});

describe('Markdown', () => {
  test('HTML typed into it is shown, not obeyed', () => {
    expect(markdownToHtml('a <b>bold</b> <script>alert(1)</script>')).toBe(
      '<p>a &lt;b&gt;bold&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt;</p>',
    );
    expect(markdownToHtml('<div onclick=x>\nhello\n</div>\n\n<!-- note -->')).toBe(
      '<p>&lt;div onclick=x&gt;\nhello\n&lt;/div&gt;</p>\n<p>&lt;!-- note --&gt;</p>',
    );
    expect(markdownToHtml('<pre>1 < 2 & <img src=x onerror=y></pre>')).not.toMatch(/<(?:pre|img)/);
  });

  test('the usual marks become elements of the allow-list', () => {
    expect(
      markdownToHtml('One *two* **three** ~~four~~ `five`\n\n- six\n- seven\n\n> eight\n\n3. nine'),
    ).toBe(
      '<p>One <em>two</em> <strong>three</strong> <del>four</del> <code>five</code></p>\n' +
        '<ul>\n<li>six</li>\n<li>seven</li>\n</ul>\n<blockquote>\n<p>eight</p>\n</blockquote>\n<ol start="3">\n<li>nine</li>\n</ol>',
    );
  });

  test('headings begin below the page’s own and never skip a level', () => {
    const levels = (markdown: string) =>
      [...markdownToHtml(markdown).matchAll(/<h(\d)>/g)].map((match) => match[1]);
    expect(levels('# a\n## b\n### c\n#### d\n## e\n# f')).toEqual(['3', '4', '5', '5', '4', '3']);
    expect(levels('#### a\n###### b\n# c\n##### d')).toEqual(['3', '4', '3', '4']);
  });

  test.each([
    '[x](javascript:alert(1))',
    '<javascript:alert(1)>',
    '[x](data:text/html;base64,aaaa)',
    '[x](/logout)',
    '[x]: //evil.example\n\n[x]',
  ])('a link that leads nowhere safe keeps its words only: %s', (markdown) =>
    expect(markdownToHtml(markdown)).not.toContain('<a'),
  );

  test('an image becomes a link to it with its words, a table stays as typed, a task keeps its box', () => {
    expect(markdownToHtml('![the "quay"](https://a.example/q.png)')).toContain(
      '<a href="https://a.example/q.png" rel="nofollow noopener noreferrer ugc">the "quay"</a>',
    );
    expect(plainText(markdownToHtml('| a | b |\n|---|---|\n| 1 | 2 |'))).toBe(
      '| a | b | |---|---| | 1 | 2 |',
    );
    expect(plainText(markdownToHtml('- [x] done\n- [ ] open'))).toBe('☑ done ☐ open');
  });

  test('too long and too deep are refused in words', () => {
    expect(codeOf(() => markdownToHtml('a'.repeat(markdownSizeBytes + 1)))).toBe('invalid html.too_long');
    for (const mark of ['>', '> ', '- > ', '1. ']) {
      expect(codeOf(() => markdownToHtml(`${mark.repeat(5_000)}x`))).toBe('invalid html.too_deep');
    }
    expect(markdownToHtml(`${'> '.repeat(19)}x`)).toContain('x');
    expect(markdownToHtml(`a\n\n${'-'.repeat(60)}\n\n${'* '.repeat(30)}`)).toBe('<p>a</p>');
  });

  test.each([
    ['a long word', `${'a'.repeat(markdownSizeBytes - 1)}@`],
    ['open emphasis', '_a'.repeat(markdownSizeBytes / 2)],
    ['open brackets', '['.repeat(markdownSizeBytes)],
    ['nested emphasis', '*a'.repeat(5_000) + 'a*'.repeat(5_000)],
    ['a stair of lists', Array.from({ length: 135 }, (_, depth) => `${' '.repeat(depth * 2)}- a`).join('\n')],
  ])('the dearest accepted text stays cheap: %s', (_, markdown) => {
    const started = performance.now();
    markdownToHtml(markdown);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('words without markup', () => {
  test('blocks are kept apart, inline marks are not', () => {
    expect(
      plainText(sanitizeHtml('<p>One<br>two</p><ul><li>thr<em>ee</em></li></ul>5 &lt; 6 &amp;amp; "7"')),
    ).toBe('One two three 5 < 6 &amp; "7"');
  });

  test('a cut falls between words, counts code points and keeps letters whole', () => {
    expect(plainText(sanitizeHtml('<p>Anyone on the quay can find it</p>'), 20)).toBe('Anyone on the quay…');
    expect(plainText(sanitizeHtml('👩‍🚀👩‍🚀👩‍🚀👩‍🚀'), 8)).toBe('👩‍🚀👩‍🚀…');
    expect(plainText(sanitizeHtml('short'), 5)).toBe('short');
  });

  test('escaped text is inert in content and in attributes', () => {
    expect(escapeHtml(`<a href="x" b='y'>&`)).toBe('&#60;a href=&#34;x&#34; b=&#39;y&#39;&#62;&#38;');
  });
});

describe('C03: names', () => {
  test.each([
    ['direction overrides', 'Ana\u202e\u2066 Verhelst\u2069\u200f', 'Ana Verhelst'],
    ['zero width', 'A\u200bn\u200c\u200da\ufeff\u2060', 'Ana'],
    ['control characters and lines', 'Ana\u0000\u0007\r\n\tVerhelst\u2028x\u0085', 'Ana Verhelst x'],
    ['tags, selectors, blank letters, soft hyphens', 'A\u{e0041}\ufe0fn\u3164\u115f\u00ada', 'Ana'],
    ['halves of characters', 'Ana\ud800', 'Ana'],
    ['decomposed letters', 'Toma\u0301s', 'Tomás'],
    ['markup, which the page escapes', ':x" onerror=', ':x" onerror='],
  ])('%s', (_, given, expected) => expect(cleanName(given)).toBe(expected));

  test('ten kilobytes become at most 64 characters, whole ones', () => {
    expect([...cleanName('n'.repeat(10_240))]).toHaveLength(64);
    expect([...cleanName('🇧🇪'.repeat(5_000))]).toHaveLength(64);
    expect([...cleanName(`a${'\u0301'.repeat(10_240)}`)].length).toBeLessThanOrEqual(64);
    expect(cleanName('\u200b\u202e ')).toBe('');
  });
});

describe('addresses behind our links', () => {
  test('web, mail and our own paths pass', () => {
    expect(safeHref('https://kiln.example/@ines')).toBe('https://kiln.example/@ines');
    expect(safeHref('/opportunities?from=allies#x')).toBe('/opportunities?from=allies#x');
    expect(safeHref('#main')).toBe('#main');
  });

  test.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'people',
    '',
  ])('%j does not', (href) => expect(safeHref(href)).toBeUndefined());
});
