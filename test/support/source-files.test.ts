import { describe, expect, test } from 'vitest';
import { find, functionsOf, importsOf, undocumented } from './source-files.ts';

describe('the measures of the architecture test', () => {
  const body = (lines: number) => Array.from({ length: lines }, (_, line) => `  step${line}();`);

  test.each([
    ['a function', 'export async function f(', '  a: string,', '): Promise<{ b: string }> {', '}'],
    ['a function with an object for an answer', 'function f(a: string): {', '  b: string;', '} {', '}'],
    ['an arrow', 'const f = async (', '  a: string,', ') => {', '};'],
    ['a method', '  async f<T>(', '    a: T,', '  ): Promise<void> {', '  }'],
    [
      'a method that is private',
      '  #f(a: string): Map<string, { b: string }> {',
      '    one();',
      '    two();',
      '  }',
    ],
    ['a callback', "test('x', async () => {", '  one();', '  two();', '});'],
  ])('count %s', (_, ...parts) => {
    const end = parts.at(-1) ?? '';
    const text = [...parts.slice(0, -1), ...body(48), end, '', 'const after = 1;'].join('\n');
    expect(functionsOf(text)[0]).toEqual({ line: 1, lines: 52 });
  });

  test('count an arrow without braces to the end of its expression', () => {
    const text = ['const f = (a: string) =>', '  a', '    .trim()', '    .at(0);', 'const g = 1;'].join('\n');
    expect(functionsOf(text)).toEqual([{ line: 1, lines: 4 }]);
  });

  test('do not take a loop or a condition for a function', () => {
    const text = ['if (', '  a', ') {', ...body(60), '}', 'for (const b of c) {', ...body(60), '}'].join(
      '\n',
    );
    expect(functionsOf(text)).toEqual([]);
  });

  test('see an export that says nothing', () => {
    const text = '/** A. */\nexport const A = 1;\nexport type A = typeof A;\n\nexport interface B {}\n';
    expect(undocumented(text)).toEqual([{ line: 5, name: 'B', isSaid: false }]);
  });

  test('leave comments alone', () => {
    const text = '// process.env\n/** process.env */\nconst a = 1; // process.env\nconst b = process.env;\n';
    expect(find([{ file: 'x.ts', text }], /process\.env/, 'reads')).toEqual(['x.ts:4: reads']);
  });

  test('sees every way to write an import', () => {
    const text = `import a from './a.ts';\nimport type {\n  B,\n} from "./b.ts";\nexport { c } from '../c.ts';\nimport './d.ts';\nconst e = await import('kysely');\n`;
    expect(importsOf({ file: 'src/core/x.ts', text })).toEqual([
      { line: 1, target: 'src/core/a.ts' },
      { line: 4, target: 'src/core/b.ts' },
      { line: 5, target: 'src/c.ts' },
      { line: 6, target: 'src/core/d.ts' },
      { line: 7, target: 'kysely' },
    ]);
  });
});
