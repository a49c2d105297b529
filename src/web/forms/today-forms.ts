import { z } from 'zod';
import { noticeEvents } from '../../domain/notices/rhythm.ts';

/** Something on Today, by the name it is put off by. */
export const laterForm = z.strictObject({ key: z.string().min(1).max(200) });

/** Something that happened. */
export const noticeForm = z.strictObject({ notice: z.uuid() });

/** A box of the matrix: there when it is ticked. */
const box = z.literal('yes').optional();

/** What a person hears of: three boxes for each event, and when letters come. */
export const noticesForm = z.strictObject({
  ...Object.fromEntries(
    noticeEvents.flatMap((event) => ['today', 'mail', 'digest'].map((way) => [`${way}:${event}`, box])),
  ),
  digest: z.enum(['0', '1', '2', '3', '4', '5', '6', '7']),
  from: z.coerce.number().int().min(0).max(23),
  until: z.coerce.number().int().min(0).max(23),
});

/** The link of a letter that stops them. */
export const stopForm = z.strictObject({ token: z.string().min(1).max(200) });
