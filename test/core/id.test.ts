import { describe, expect, it } from 'vitest';
import { isId, newId, type OpportunityId } from '../../src/core/id.ts';

describe('an identifier', () => {
  it('is a UUID of version 7 that nobody else has', () => {
    const ids = Array.from({ length: 1000 }, () => newId<OpportunityId>());
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(1000);
    expect(ids.every(isId)).toBe(true);
  });

  it('sorts by age', async () => {
    const older = newId<OpportunityId>();
    await new Promise((resolve) => setTimeout(resolve, 3));
    expect(older < newId<OpportunityId>()).toBe(true);
  });

  it.each([
    '',
    '1',
    '019aa1b2-0000-7000-8000-00000000000',
    '019aa1b2-0000-7000-8000-0000000000011',
    '019aa1b20000700080000000000000001',
    '019AA1B2-0000-7000-8000-000000000001',
    '{019aa1b2-0000-7000-8000-000000000001}',
    '019aa1b2-0000-7000-8000-000000000001\n',
    ' 019aa1b2-0000-7000-8000-000000000001',
    '-'.repeat(36),
    "019aa1b2-0000-7000-8000-00000000000'",
  ])('cannot be %j', (text) => {
    expect(isId(text)).toBe(false);
  });
});
