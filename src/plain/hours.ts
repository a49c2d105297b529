import { z } from 'zod';

/** Hours as people write them, `37.5` or `"37.5"`, read as whole minutes, to the nearest one. */
export const Hours = z
  .union([z.number(), z.string()], { error: 'write hours as a number or as text, for example "37.5"' })
  .transform((value, context): number => {
    const match = /^(\d{1,6})(?:\.(\d{1,6}))?$/.exec(String(value).trim());
    const millionths = match === null ? 0 : Number((match[1] ?? '') + (match[2] ?? '').padEnd(6, '0'));
    const minutes = Math.round((millionths * 60) / 1_000_000);
    if (minutes >= 1 && minutes <= 6_000_000) return minutes;
    context.addIssue(`"${value}" is not a number of hours above zero, at most 100,000`);
    return z.NEVER;
  });

/** Minutes as a decimal text of hours, four places at most: 90 is `"1.5"`, 20 is `"0.3333"`. */
export function hoursToPlain(minutes: number): string {
  const tenThousandths = Math.round((minutes * 10_000) / 60);
  const fraction = String(tenThousandths % 10_000)
    .padStart(4, '0')
    .replace(/0+$/, '');
  return `${Math.floor(tenThousandths / 10_000)}${fraction === '' ? '' : `.${fraction}`}`;
}
