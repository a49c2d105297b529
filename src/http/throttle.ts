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

/** Goes on with a request that has a place; `leave` gives the place back, once. */
export type Begin = (leave: () => void) => void;

interface Waiter {
  readonly client: string | undefined;
  readonly begin: Begin;
  readonly timer: NodeJS.Timeout;
}

/** Lets requests in as places become free, in the order they came, for one process. */
export class Throttle {
  readonly #limits: ThrottleLimits;
  readonly #held = new Map<string, number>();
  readonly #queue = new Set<Waiter>();
  #inFlight = 0;

  constructor(limits: ThrottleLimits) {
    this.#limits = limits;
  }

  /**
   * Ask for a place. Exactly one of `begin` and `full` is called, now or later, unless the returned function is
   * called before: then neither is. `client` undefined has no limit of its own.
   */
  enter(client: string | undefined, begin: Begin, full: () => void): () => void {
    if (this.#hasPlace(client)) {
      this.#seat(client, begin);
      return () => undefined;
    }
    if (this.#queue.size >= this.#limits.waiting) {
      full();
      return () => undefined;
    }
    return this.#wait(client, begin, full);
  }

  #wait(client: string | undefined, begin: Begin, full: () => void): () => void {
    const timer = setTimeout(() => {
      this.#queue.delete(waiter);
      full();
    }, this.#limits.waitMs);
    const waiter: Waiter = { client, begin, timer };
    this.#queue.add(waiter);
    return () => {
      if (this.#queue.delete(waiter)) clearTimeout(timer);
    };
  }

  #hasPlace(client: string | undefined): boolean {
    if (this.#inFlight >= this.#limits.inFlight) return false;
    return client === undefined || (this.#held.get(client) ?? 0) < this.#limits.inFlightPerClient;
  }

  #seat(client: string | undefined, begin: Begin): void {
    this.#inFlight += 1;
    if (client !== undefined) this.#held.set(client, (this.#held.get(client) ?? 0) + 1);
    let isSeated = true;
    begin(() => {
      if (!isSeated) return;
      isSeated = false;
      this.#inFlight -= 1;
      if (client !== undefined) this.#giveBack(client);
      this.#admitNext();
    });
  }

  #giveBack(client: string): void {
    const left = (this.#held.get(client) ?? 1) - 1;
    if (left === 0) this.#held.delete(client);
    else this.#held.set(client, left);
  }

  #admitNext(): void {
    for (const waiter of this.#queue) {
      if (this.#inFlight >= this.#limits.inFlight) return;
      if (!this.#hasPlace(waiter.client)) continue;
      this.#queue.delete(waiter);
      clearTimeout(waiter.timer);
      this.#seat(waiter.client, waiter.begin);
    }
  }
}
