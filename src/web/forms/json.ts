import type { Context } from 'hono';
import type { z } from 'zod';
import { Refusal } from '../../core/refusal.ts';

/** What a module of ours sent, read by its schema. @throws Refusal invalid `body.invalid` */
export async function readMessage<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const body: unknown = await context.req.json().catch(() => undefined);
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new Refusal('invalid', 'body.invalid', 'This is not what our page sends. Open the page again.');
}
