import { z } from 'zod';

const expected =
  'write a time with its zone, 2026-12-04T17:00[Europe/Lisbon], an instant that ends in Z, or {"date", "time", "zone"}';

/** The last moment to answer, in the zone it was meant in (RFC 9557); an instant without a zone is taken as UTC. */
export const Deadline = z
  .union(
    [
      z.string().meta({ examples: ['2026-12-04T17:00[Europe/Lisbon]', '2026-12-04T17:00:00Z'] }),
      z.strictObject({
        date: z.string().meta({ examples: ['2026-12-04'] }),
        time: z.string().meta({ examples: ['17:00'] }),
        zone: z.string().meta({ examples: ['Europe/Lisbon'] }),
      }),
      z.null(),
    ],
    { error: expected },
  )
  .transform((value, context): Temporal.ZonedDateTime | null => {
    if (value === null) return null;
    try {
      const deadline = parse(value)
        .withCalendar('iso8601')
        .round({ smallestUnit: 'second', roundingMode: 'floor' });
      // Beyond these years a time is a mistake, and PostgreSQL writes it in another way.
      if (deadline.year >= 1970 && deadline.year <= 9999) return deadline;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    context.addIssue(`${JSON.stringify(value)} is not a deadline: ${expected}`);
    return z.NEVER;
  })
  .describe('Until when people may answer; null for no deadline.');

function parse(value: string | { date: string; time: string; zone: string }): Temporal.ZonedDateTime {
  if (typeof value !== 'string') {
    const day = Temporal.PlainDate.from(value.date);
    return day.toZonedDateTime({ timeZone: value.zone, plainTime: Temporal.PlainTime.from(value.time) });
  }
  if (value.includes('[')) return Temporal.ZonedDateTime.from(value);
  return Temporal.Instant.from(value).toZonedDateTimeISO('UTC');
}

/** A deadline as RFC 9557 writes it, to the second: `2026-12-04T17:00:00+00:00[Europe/Lisbon]`. */
export function deadlineToPlain(deadline: Temporal.ZonedDateTime): string {
  return deadline.toString({ smallestUnit: 'second' });
}
