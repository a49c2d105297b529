import { configureLog } from '../../src/platform/log.ts';

/** Why activities were not applied, as the log says it. */
export interface Reasons {
  /** The reason given for an activity by its id; undefined where none was. */
  of(activity: { readonly [key: string]: unknown }): string | undefined;
  /** Every line so far. */
  readonly lines: readonly string[];
}

/** Reads the log of every node of this process from now on. */
export async function watchReasons(): Promise<Reasons> {
  const lines: string[] = [];
  await configureLog('info', (line) => void lines.push(line));
  return {
    lines,
    of: (activity) => {
      const line = lines.findLast((one) => one.includes(JSON.stringify(activity['id'])));
      const record: { reason?: string } = line === undefined ? {} : JSON.parse(line);
      return record.reason;
    },
  };
}
