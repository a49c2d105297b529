import type { Bench } from './bench-run.ts';
import type { Contender } from './contender.ts';
import {
  type Figures,
  measureAccepting,
  measureEffects,
  measureFanOut,
  measureIdleMemory,
  measureReading,
  measureStart,
} from './measurements.ts';
import type { Goal } from './report.ts';

/** One measurement and the lines of the table it fills. */
export interface Measurement {
  name: string;
  run(bench: Bench, contender: Contender): Promise<Figures>;
  goals: Goal[];
  /** Measured on Guildhall with its embedded database as well as, or instead of, PostgreSQL. */
  embedded?: boolean;
  /** The rival does nothing of the kind: Guildhall alone is measured. */
  alone?: boolean;
}

const atLeast = (times: number) => (_guildhall: number, ratio: number) => ratio >= times;

/** What is measured, in the order of the table; the targets are those of the project's plan. */
export const measurements: Measurement[] = [
  {
    name: 'accept',
    run: measureAccepting,
    goals: [
      {
        work: 'signed note POSTed until its row is committed',
        figure: 'perSecond',
        unit: '/s',
        digits: 0,
        target: '12 × stock',
        isMet: atLeast(12),
      },
    ],
  },
  {
    name: 'effect',
    run: measureEffects,
    goals: [
      {
        work: 'signed note POSTed until its effect is visible',
        figure: 'perSecond',
        unit: '/s',
        digits: 0,
        target: '5 × stock',
        isMet: atLeast(5),
      },
    ],
  },
  {
    name: 'fanout',
    run: measureFanOut,
    goals: [
      {
        work: 'one post to 10,000 followers on 1,000 hosts',
        figure: 'seconds',
        unit: 's',
        digits: 2,
        target: '1.5 × stock',
        lowerIsBetter: true,
        isMet: atLeast(1.5),
      },
      {
        work: 'the same until the first delivery',
        figure: 'firstSeconds',
        unit: 's',
        digits: 2,
        target: '≤ 1 s',
        lowerIsBetter: true,
        isMet: (guildhall) => guildhall <= 1,
      },
    ],
  },
  {
    name: 'read',
    run: measureReading,
    goals: [
      {
        work: 'actor as ActivityPub JSON',
        figure: 'actorPerSecond',
        unit: '/s',
        digits: 0,
        target: '20 × stock',
        isMet: atLeast(20),
      },
      {
        work: 'opportunity as ActivityPub JSON',
        figure: 'opportunityPerSecond',
        unit: '/s',
        digits: 0,
        target: '20 × stock',
        isMet: atLeast(20),
      },
      {
        work: 'conditional GET answered 304 (1 = yes)',
        figure: 'conditional',
        unit: '',
        digits: 0,
        target: '304',
        isMet: (guildhall) => guildhall === 1,
      },
    ],
  },
  {
    name: 'memory',
    run: measureIdleMemory,
    goals: [
      {
        work: 'resident memory, idle',
        figure: 'mib',
        unit: 'MiB',
        digits: 0,
        target: '≤ stock + 25 %',
        lowerIsBetter: true,
        isMet: atLeast(1 / 1.25),
      },
    ],
  },
  {
    name: 'start',
    run: measureStart,
    goals: [
      {
        work: 'start to serving, PostgreSQL',
        figure: 'seconds',
        unit: 's',
        digits: 2,
        target: '< 2 s',
        lowerIsBetter: true,
        isMet: (guildhall) => guildhall < 2,
      },
    ],
  },
  {
    name: 'start-embedded',
    run: measureStart,
    embedded: true,
    goals: [
      {
        work: 'start to serving, embedded database',
        figure: 'seconds',
        unit: 's',
        digits: 2,
        target: '< 4 s',
        lowerIsBetter: true,
        isMet: (guildhall) => guildhall < 4,
      },
    ],
  },
];
