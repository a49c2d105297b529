import type { z } from 'zod';
import { Refusal } from '../core/refusal.ts';

/** One thing that is wrong with what somebody sent. */
export interface Problem {
  /** Where: keys and positions joined by dots, `roles.0.terms.rate`; empty for the whole. */
  readonly path: string;
  readonly detail: string;
  /** Stable: `request.invalid`, or the code of the rule that was broken, such as `money.invalid`. */
  readonly code: string;
}

/** What was sent does not have the form that was asked for. `code` is that of its problems where they agree. */
export class InputRefusal extends Refusal {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const codes = new Set(problems.map((problem) => problem.code));
    const [code = ''] = codes;
    super('invalid', codes.size === 1 ? code : 'request.invalid', problems.map(toSentence).join(' '));
    this.problems = problems;
  }
}

/**
 * What somebody sent, in the form a schema asks for.
 * @throws InputRefusal with every problem found
 */
export function readInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new InputRefusal(result.error.issues.flatMap(toProblems));
}

/** Add a rule's refusal to the problems of a form, at a place below the value that is being read. */
export function addRefusal(
  context: z.core.$RefinementCtx,
  refusal: Pick<Refusal, 'code' | 'message'>,
  path: PropertyKey[] = [],
): void {
  context.addIssue({
    code: 'custom',
    message: refusal.message,
    params: { code: refusal.code },
    path,
    input: context.value,
  });
}

function toProblems(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => problem([...issue.path, key], 'is not a field of this form'));
  }
  if (issue.code === 'custom') {
    const code: unknown = issue.params?.['code'];
    return [problem(issue.path, issue.message, typeof code === 'string' ? code : 'request.invalid')];
  }
  if (issue.code === 'invalid_type') {
    const isMissing = issue.input === undefined;
    return [problem(issue.path, isMissing ? 'is missing' : `is not ${article(issue.expected)}`)];
  }
  return [problem(issue.path, issue.message)];
}

function problem(path: readonly PropertyKey[], detail: string, code = 'request.invalid'): Problem {
  return { path: path.map(String).join('.'), detail, code };
}

function article(expected: string): string {
  return `${/^[aeiou]/.test(expected) ? 'an' : 'a'} ${expected}`;
}

function toSentence(found: Problem): string {
  const text = found.path === '' ? found.detail : `${found.path}: ${found.detail}`;
  return text.endsWith('.') ? text : `${text}.`;
}
