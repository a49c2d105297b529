import type { Shape } from './components/house.ts';

const drawings = {
  search: () => (
    <>
      <circle cx="10.5" cy="10.5" r="6" />
      <path d="m15 15 5 5" />
    </>
  ),
  plus: () => <path d="M12 5v14M5 12h14" />,
  menu: () => <path d="M4 8h16M4 16h16" />,
  close: () => <path d="m6 6 12 12M18 6 6 18" />,
  copy: () => (
    <>
      <path d="M9 9h10v11H9z" />
      <path d="M15 9V4H5v11h4" />
    </>
  ),
  reply: () => (
    <>
      <path d="M9 7 4 12l5 5" />
      <path d="M4 12h10a6 6 0 0 1 6 6" />
    </>
  ),
  link: () => (
    <>
      <path d="M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1" />
      <path d="M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1" />
    </>
  ),
  lock: () => <path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3" />,
  eye: () => (
    <>
      <path d="M2.5 12C5 7.7 8.2 5.5 12 5.5s7 2.2 9.5 6.5c-2.5 4.3-5.7 6.5-9.5 6.5S5 16.3 2.5 12Z" />
      <circle cx="12" cy="12" r="2.8" />
    </>
  ),
  bell: () => <path d="M5 17h14l-2-3V10a5 5 0 0 0-10 0v4l-2 3ZM10 20h4" />,
  undo: () => (
    <>
      <path d="M8 5 4 9l4 4" />
      <path d="M4 9h10a5.5 5.5 0 0 1 0 11H9" />
    </>
  ),
  calendar: () => <path d="M4 6h16v14H4zM4 10.5h16M8.5 3.5V8M15.5 3.5V8" />,
  clock: () => (
    <>
      <circle cx="12" cy="12" r="8" />
      <path d="M12 7.5V12l3 2" />
    </>
  ),
  pin: () => (
    <>
      <path d="M12 21c-4.5-4.7-6.5-8-6.5-11a6.5 6.5 0 0 1 13 0c0 3-2 6.3-6.5 11Z" />
      <circle cx="12" cy="10" r="2.2" />
    </>
  ),
  people: () => (
    <>
      <circle cx="9" cy="8.5" r="3.5" />
      <path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.5c2.3.7 3.6 2.5 4 5.5" />
    </>
  ),
  pen: () => <path d="m4 20 1-5L16 4l4 4L9 19l-5 1ZM13.5 6.5l4 4" />,
  check: () => <path d="m5 12.5 4.5 4.5L19 7.5" />,
  warn: () => <path d="M12 4 2.5 20h19L12 4ZM12 10v5M12 17.5v.2" />,
  tree: () => <path d="M4 5h5v4H4zM15 11h5v4h-5zM15 17.5h5v4h-5zM6.5 9v10.5H15M6.5 13H15" />,
  download: () => <path d="M12 4v11M7 11l5 5 5-5M5 20h14" />,
  out: () => <path d="M9 5H5v14h14v-4M13 4h7v7M20 4l-9 9" />,
  feed: () => (
    <>
      <path d="M5 11a8 8 0 0 1 8 8M5 5a14 14 0 0 1 14 14" />
      <circle cx="6" cy="18" r="1" />
    </>
  ),
  next: () => <path d="m9 5 7 7-7 7" />,
  key: () => (
    <>
      <circle cx="8" cy="15.5" r="4" />
      <path d="m11 12.5 8-8M16 7.5l3 3" />
    </>
  ),
  retry: () => <path d="M19 8a8 8 0 1 0 1 6M20 4v5h-5" />,
} as const;

/** The name of a line icon. */
export type IconName = keyof typeof drawings;

/** Every line icon by name. */
export const iconNames = Object.keys(drawings) as IconName[];

const mirrored: readonly IconName[] = ['reply', 'undo', 'next', 'out', 'tree', 'retry'];

/** A line icon on 24 px, in the colour of its text, unseen by screen readers: a word always stands beside it. */
export function Icon({ name }: { name: IconName }) {
  const Drawing = drawings[name];
  return (
    <svg class={mirrored.includes(name) ? 'icon flip' : 'icon'} viewBox="0 0 24 24" aria-hidden="true">
      <Drawing />
    </svg>
  );
}

const marks = {
  open: () => <circle cx="8" cy="8" r="5.6" />,
  shortlisting: () => (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 2.4a5.6 5.6 0 0 1 0 11.2Z" fill="currentColor" />
    </>
  ),
  filled: () => <circle cx="8" cy="8" r="5.6" fill="currentColor" />,
  closed: () => (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M5 8h6" />
    </>
  ),
  withdrawn: () => (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="m4 12 8-8" />
    </>
  ),
  expired: () => (
    <>
      <circle cx="8" cy="8" r="5.6" stroke-dasharray="2 2.4" />
      <path d="M8 5v3.2l2 1.3" />
    </>
  ),
  sealed: () => (
    <>
      <path
        d="M14.5 8.0Q16.7 10.6 13.5 11.5Q14.0 14.9 10.7 13.9Q9.3 17.0 7.1 14.4Q4.2 16.3 3.7 12.9Q0.3 12.9 1.8 9.8Q-1.1 8.0 1.8 6.2Q0.3 3.1 3.7 3.1Q4.2 -0.3 7.1 1.6Q9.3 -1.0 10.7 2.1Q14.0 1.1 13.5 4.5Q16.7 5.4 14.5 8.0Z"
        fill="currentColor"
        stroke="none"
      />
      <circle cx="8" cy="8" r="4" fill="none" stroke="var(--paper)" stroke-width=".9" />
      <path d="M8 6v4" stroke="var(--paper)" stroke-width="1.4" />
    </>
  ),
  given: () => (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="m5.3 8.2 2 2 3.5-4" />
    </>
  ),
  pending: () => (
    <>
      <circle cx="8" cy="8" r="5.6" stroke-dasharray="2.2 2.2" />
      <circle cx="8" cy="8" r="1.3" fill="currentColor" />
    </>
  ),
  declined: () => (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="m5.9 5.9 4.2 4.2M10.1 5.9l-4.2 4.2" />
    </>
  ),
  claimed: () => <path d="M8 1.8 14.2 8 8 14.2 1.8 8Z" stroke-dasharray="2.2 2" />,
  witnessed: () => (
    <>
      <path d="M8 1.8 14.2 8 8 14.2 1.8 8Z" fill="currentColor" />
      <path d="m5.6 8.1 1.7 1.7 3-3.4" stroke="var(--paper)" stroke-width="1.5" />
    </>
  ),
  ok: () => <path d="m2.5 8.5 3.5 3.5 7.5-8" />,
  warn: () => <path d="M8 2 1.5 14h13L8 2ZM8 6.5v3.5M8 12v.1" stroke-linecap="round" />,
  fail: () => <path d="m3 3 10 10M13 3 3 13" />,
  retry: () => <path d="M13 6a5.6 5.6 0 1 0 .5 3.8M13.5 2.5V6H10" />,
  draft: () => <path d="M3.5 2h5.8l3.2 3.2V14h-9ZM9 2.3v3.2h3.2" stroke-dasharray="2.4 1.8" />,
  queued: () => (
    <>
      <circle cx="3" cy="8" r="1.3" fill="currentColor" stroke="none" />
      <circle cx="8" cy="8" r="1.3" fill="currentColor" stroke="none" />
      <circle cx="13" cy="8" r="1.3" fill="currentColor" stroke="none" />
    </>
  ),
  'gave-up': () => (
    <path d="M5.4 2h5.2L14 5.4v5.2L10.6 14H5.4L2 10.6V5.4ZM8 4.8v3.8M8 11v.1" stroke-linecap="round" />
  ),
} as const;

/** The name of a 16 px mark of a state. */
export type StateMarkName = keyof typeof marks;

/** The mark of a state; the component `State` puts the word beside it. */
export function StateMark({ name }: { name: StateMarkName }) {
  const Drawing = marks[name];
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <Drawing />
    </svg>
  );
}

const shapes: Record<Shape, string> = {
  'cut-square': 'M9.5 2h13L30 9.5v13L22.5 30h-13L2 22.5v-13Z',
  arch: 'M3 30V15a13 13 0 0 1 26 0v15Z',
  round: 'M16 1.5a14.5 14.5 0 1 1 0 29a14.5 14.5 0 1 1 0-29Z',
  almond: 'M.5 16C5.5 7.5 10.5 3.5 16 3.5S26.5 7.5 31.5 16C26.5 24.5 21.5 28.5 16 28.5S5.5 24.5.5 16Z',
  hexagon: 'm16 1 13 7.5v15L16 31 3 23.5v-15Z',
  card: 'M2.5 4.5h27v23h-27z',
  ring: 'M16 2a14 14 0 1 1 0 28a14 14 0 1 1 0-28Z',
  gable: 'M16 1.5 30.5 12v18.5h-29V12Z',
};

/** The outline of a shape as SVG path data on 32 px, or undefined for a name we do not draw. */
export function shapePath(shape: string): string | undefined {
  return Object.hasOwn(shapes, shape) ? shapes[shape as Shape] : undefined;
}
