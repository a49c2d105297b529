import type { Child } from 'hono/jsx';
import { describe, expect, test } from 'vitest';
import { markdownToHtml, sanitizeHtml } from '../../src/core/html.ts';
import { Button } from '../../src/web/components/button.tsx';
import { Choices, MarkChoices, Steps } from '../../src/web/components/choices.tsx';
import { Facts } from '../../src/web/components/facts.tsx';
import { Field, Filters, fieldId, Join } from '../../src/web/components/form.tsx';
import { houseOf } from '../../src/web/components/house.ts';
import { Changed, Index, Log, Receipt, Rows } from '../../src/web/components/list.tsx';
import { ErrorSummary, Notice } from '../../src/web/components/notice.tsx';
import { Post } from '../../src/web/components/post.tsx';
import { Prose } from '../../src/web/components/prose.tsx';
import { anchorOf, Entry, Title } from '../../src/web/components/section.tsx';
import { Table } from '../../src/web/components/table.tsx';

const loom = houseOf('loom.example');
const print = (element: Child) => String(element);
const words = (element: Child) => print(element).replace(/<[^>]*>/g, '');

describe('a field', () => {
  test('is wired to its label, its hint and its error', () => {
    const html = print(
      <Field name="roles[0].name" label="Role" hint="One word" error="Too long: 90 of 60" value="x" />,
    );
    expect(html).toContain('<label for="f-roles-0-name">Role</label>');
    expect(html).toContain('<p class="hint" id="f-roles-0-name-hint">One word</p>');
    expect(html).toMatch(
      /<input id="f-roles-0-name" name="roles\[0\]\.name" aria-describedby="f-roles-0-name-hint f-roles-0-name-error" aria-invalid="true"/,
    );
    expect(html).toMatch(/<p class="error" id="f-roles-0-name-error">.*Too long: 90 of 60/);
  });

  test('without hint and error points to nothing and is not invalid', () => {
    const html = print(<Field name="title" label="Title" required />);
    expect(html).not.toContain('aria-');
    expect(html).toContain('required=""');
  });

  test('with rows is a text area that keeps every line end, with options a select with one chosen', () => {
    expect(print(<Field name="a" label="A" rows={3} value={'\n<b>'} />)).toContain(
      'rows="3">\n\n&lt;b&gt;</textarea>',
    );
    const options = [
      { value: 'a', label: 'A' },
      { value: 'b', label: 'B' },
    ];
    expect(print(<Field name="s" label="S" options={options} value="b" />)).toContain(
      '<option value="a">A</option><option value="b" selected="">B</option>',
    );
  });

  test('cannot be broken out of by its value', () => {
    expect(
      print(<Join name="h" label="H" value={'" autofocus onfocus="x'} suffix="@loom.example" />),
    ).toContain('value="&quot; autofocus onfocus=&quot;x"');
  });

  test('of a filter sends its query to the list itself', () => {
    const html = print(
      <Filters action="/opportunities">
        <Field name="q" label="Words" type="search" />
      </Filters>,
    );
    expect(html).toContain('<form class="filters" action="/opportunities" method="get">');
  });
});

describe('choices', () => {
  const options = [
    { value: 'a', label: 'A', hint: 'first' },
    { value: 'b', label: 'B' },
  ];

  test('are radios or boxes under one legend, each with its own label', () => {
    const html = print(<Choices name="who" label="Who" options={options} value="b" error="Choose one." />);
    expect(html).toContain('<fieldset class="choices" aria-describedby="f-who-error">');
    expect(html).toContain(
      '<input type="radio" id="f-who" name="who" value="a"/><label for="f-who">A<small>first</small></label>',
    );
    expect(html).toContain('<input type="radio" id="f-who-1" name="who" value="b" checked=""/>');
    expect(
      print(<Choices many name="l" label="L" options={options} value={['a', 'b']} />).match(
        /type="checkbox"[^>]*checked/g,
      ),
    ).toHaveLength(2);
  });

  test('of marks show the mark each makes', () => {
    const html = print(
      <MarkChoices
        name="shape"
        label="Shape"
        initials="Loom"
        value="arch"
        options={[{ value: 'arch', label: 'Arch', house: loom }]}
      />,
    );
    expect(html).toMatch(/checked=""\/><label for="f-shape"><svg class="mark l"/);
  });

  test('steps say which one is now', () => {
    expect(print(<Steps current={1} steps={[{ label: 'A', href: '/a' }, { label: 'B' }]} />)).toMatch(
      /<li><span class="num">1<\/span><a href="\/a">A<\/a><\/li><li aria-current="step">/,
    );
  });
});

describe('errors and notices', () => {
  test('each error of a summary leads to the control it names', () => {
    const summary = print(
      <ErrorSummary errors={[{ name: 'roles[0].name', message: 'Too long' }, { message: 'Closed' }]} />,
    );
    expect(summary).toContain('2 things to mend');
    expect(summary).toContain(`<a href="#${fieldId('roles[0].name')}">Too long</a>`);
    expect(summary).toContain('<li>Closed</li>');
    expect(print(<ErrorSummary errors={[]} />)).toBe('');
  });

  test('a notice is read out only when it answers what was just done', () => {
    expect(
      print(
        <Notice tone="good" announced>
          Sent.
        </Notice>,
      ),
    ).toBe('<div class="notice good" role="status">Sent.</div>');
    expect(print(<Notice>Plain.</Notice>)).toBe('<div class="notice">Plain.</div>');
  });
});

describe('lists and records', () => {
  const item = { href: '/o/1', title: 'Audit <b>', state: 'open', summary: 'Sum' } as const;

  test('a line of work shows where it is from and leads only where a link may', () => {
    const html = print(
      <Index
        items={[{ ...item, from: { name: 'Reef', house: houseOf('reef.example') } }]}
        heading="Open work"
      />,
    );
    expect(html).toContain('<h2 class="hush">Open work</h2>');
    expect(html).toContain('Audit &lt;b&gt;');
    expect(html).toContain('from <bdi>reef.example</bdi>');
    expect(print(<Index items={[{ ...item, href: 'javascript:x' }]} />)).not.toContain('href');
  });

  test('a receipt says what failed beside what worked, and why', () => {
    const html = words(
      <Receipt
        lines={[
          { what: '9 collectives', state: 'delivered', word: '9 arrived' },
          { what: 'gild.example', state: 'refused', note: 'They block Loom' },
        ]}
      />,
    );
    expect(html).toBe('9 collectives9 arrivedgild.exampleThey block LoomRefused');
  });

  test('rows hold their act, a log its author, a change both values', () => {
    expect(
      print(
        <Rows
          rows={[{ title: 'Wen', href: '/w', children: 'asks', actions: <Button small>Accept</Button> }]}
        />,
      ),
    ).toContain(
      '<h3><a href="/w">Wen</a></h3>asks</div><button class="button small" type="submit">Accept</button>',
    );
    expect(
      words(
        <Log
          items={[{ at: 'now', title: 'Revision 2', by: 'Ana', children: <Changed from="one" to="two" /> }]}
        />,
      ),
    ).toBe('nowRevision 2 by Anawas one now two');
  });

  test('a table says its roles, labels its cells for a phone and leaves empty ones empty', () => {
    const html = print(
      <Table
        columns={[{ head: 'Role' }, { head: 'Hours', figures: true }]}
        rows={[['Editor', '80']]}
        foot={['Sum', undefined]}
      />,
    );
    expect(html).toContain(
      '<th role="rowheader" scope="row">Editor</th><td role="cell" class="n" data-h="Hours">80</td>',
    );
    expect(html).toContain('<td role="cell" class="n"></td>');
    expect(html).toContain('<table role="table" class="stacking">');
  });

  test('facts are pairs, an entry is named by its head, a title holds the only h1', () => {
    expect(print(<Facts facts={[{ label: 'Pay', value: '1', note: 'n' }]} />)).toBe(
      '<dl class="facts"><div><dt>Pay</dt><dd>1<small>n</small></dd></div></dl>',
    );
    expect(print(<Entry title="What’s true?">x</Entry>)).toMatch(
      /^<section class="entry" aria-labelledby="what-s-true"><header><h2 id="what-s-true">/,
    );
    expect(print(<Entry label="Dates">x</Entry>)).toBe(
      '<section class="entry" aria-label="Dates"><div class="stack">x</div></section>',
    );
    expect(
      print(
        <Title kicker={['A']} deck="B">
          C
        </Title>,
      ),
    ).toBe('<div class="title"><p class="kicker"><span>A</span></p><h1>C</h1><p class="deck">B</p></div>');
    expect([anchorOf('الناس'), anchorOf('!')]).toEqual(['الناس', 'part']);
  });

  test('a button submits, a link goes, and what cannot be pressed does neither', () => {
    expect(
      print(
        <Button name="act" value="x" look="line">
          A
        </Button>,
      ),
    ).toBe('<button class="button line" type="submit" name="act" value="x">A</button>');
    expect(print(<Button href="/x">B</Button>)).toBe('<a class="button" href="/x">B</a>');
    expect(print(<Button off>C</Button>)).toBe(
      '<button class="button" type="button" aria-disabled="true">C</button>',
    );
  });
});

describe('HTML that is not ours', () => {
  test('prose prints what was made safe and nothing twice escaped', () => {
    expect(print(<Prose html={markdownToHtml('a & *b* <i>')} />)).toBe(
      '<div class="prose" dir="auto"><p>a &amp; <em>b</em> &lt;i&gt;</p></div>',
    );
  });

  test('a post shows its author escaped and its body cleaned', () => {
    const html = print(
      <Post
        label="Preview"
        author={{ name: '<b>', handle: '@a@b.example', house: loom }}
        html={sanitizeHtml('<p onclick=x>hi</p>')}
      />,
    );
    expect(html).toContain('<bdi>&lt;b&gt;</bdi>');
    expect(html).toContain('<div class="body" dir="auto"><p>hi</p></div>');
  });
});
