/** Time as a process sees it. Deadlines never ask it: they ask the database. */
export interface Clock {
  now(): Temporal.Instant;
  nowMs(): number;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Temporal.Now.instant(),
  nowMs: () => Date.now(),
};
