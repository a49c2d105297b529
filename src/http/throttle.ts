/** How much one process takes on at once. */
export interface ThrottleLimits {
  /** Requests being answered. */
  readonly inFlight: number;
  /** Of these, for one client: so that a single slow sender does not hold every place. */
  readonly inFlightPerClient: number;
  /** Requests that wait for a place. */
  readonly waiting: number;
  /** How long they wait, in milliseconds. */
  readonly waitMs: number;
}

interface Waiter {
  readonly client: string | undefined;
  readonly begin: (leave: () => void) => void;
  readonly timer: NodeJS.Timeout;
}

/** Lets requests in as places become free, in the order they came. */
export interface Throttle {
  /**
   * Ask for a place. Exactly one of `begin` (with the function that gives the place back, once) and `full` is
   * called, now or later, unless the returned function is called before: then neither is.
   * `client` undefined has no limit of its own.
   */
  enter(client: string | undefined, begin: (leave: () => void) => void, full: () => void): () => void;
}

/** A throttle for one process. */
export function createThrottle(limits: ThrottleLimits): Throttle {
  let inFlight = 0;
  const held = new Map<string, number>();
  const queue = new Set<Waiter>();

  const hasPlace = (client: string | undefined): boolean =>
    inFlight < limits.inFlight &&
    (client === undefined || (held.get(client) ?? 0) < limits.inFlightPerClient);

  const seat = (client: string | undefined, begin: (leave: () => void) => void): void => {
    inFlight += 1;
    if (client !== undefined) held.set(client, (held.get(client) ?? 0) + 1);
    let isSeated = true;
    begin(() => {
      if (!isSeated) return;
      isSeated = false;
      inFlight -= 1;
      if (client !== undefined) giveBack(client);
      admitNext();
    });
  };

  const giveBack = (client: string): void => {
    const left = (held.get(client) ?? 1) - 1;
    if (left === 0) held.delete(client);
    else held.set(client, left);
  };

  const admitNext = (): void => {
    for (const waiter of queue) {
      if (inFlight >= limits.inFlight) return;
      if (!hasPlace(waiter.client)) continue;
      queue.delete(waiter);
      clearTimeout(waiter.timer);
      seat(waiter.client, waiter.begin);
    }
  };

  return {
    enter(client, begin, full) {
      if (hasPlace(client)) {
        seat(client, begin);
        return () => undefined;
      }
      if (queue.size >= limits.waiting) {
        full();
        return () => undefined;
      }
      const timer = setTimeout(() => {
        queue.delete(waiter);
        full();
      }, limits.waitMs);
      const waiter: Waiter = { client, begin, timer };
      queue.add(waiter);
      return () => {
        if (queue.delete(waiter)) clearTimeout(timer);
      };
    },
  };
}
