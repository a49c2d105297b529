import { expect, it } from 'vitest';
import { Refusal } from '../../src/core/refusal.ts';

it('a refusal is an error with a kind for the doors, a code for programs and words for people', () => {
  const refusal = new Refusal('conflict', 'opportunity.not_live', 'This opportunity is closed.');
  expect(refusal).toBeInstanceOf(Error);
  expect(refusal).toMatchObject({
    name: 'Refusal',
    kind: 'conflict',
    code: 'opportunity.not_live',
    message: 'This opportunity is closed.',
  });
  expect(String(refusal)).toBe('Refusal: This opportunity is closed.');
});
