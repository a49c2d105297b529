import { createLru } from '../../src/core/lru.ts';
import { Refused } from './refused.ts';

/** Work that many may ask for at once and that is done once, with its failures remembered for a while. */
export interface Flights<T> {
  /** Joins the work of that name, or starts it; throws its failure, or a remembered one. 429 `key.busy` when full. */
  run(name: string, work: () => Promise<T>): Promise<T>;
}

/** What bounds the flights; times in milliseconds. */
export interface FlightOptions {
  readonly now: () => number;
  /** Works going on at once. */
  readonly maxInFlight: number;
  /** Failures remembered. */
  readonly maxFailures: number;
  readonly failureMs: number;
  /** Whether a failure says something that will still hold in a moment. */
  readonly isLasting: (error: unknown) => boolean;
}

/** Makes an empty one. */
export function createFlights<T>(options: FlightOptions): Flights<T> {
  const flights = new Map<string, Promise<T>>();
  const failures = createLru<{ readonly error: unknown; readonly until: number }>(options.maxFailures);

  const start = async (name: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (options.isLasting(error)) failures.set(name, { error, until: options.now() + options.failureMs });
      throw error;
    } finally {
      flights.delete(name);
    }
  };

  return {
    async run(name, work) {
      const failure = failures.get(name);
      if (failure !== undefined && failure.until > options.now()) throw failure.error;
      const flying = flights.get(name);
      if (flying !== undefined) return flying;
      if (flights.size >= options.maxInFlight) throw new Refused(429, 'key.busy', 5);
      const flight = start(name, work);
      flights.set(name, flight);
      return flight;
    },
  };
}
