import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './processes.ts';

interface ProfileNode {
  id: number;
  callFrame: { functionName: string; url: string; lineNumber: number };
}

interface CpuProfile {
  nodes: ProfileNode[];
  samples: number[];
  timeDeltas: number[];
}

/** Where a process spent its processor time: shares of the busy time, largest first. */
export interface ProfileSummary {
  busySeconds: number;
  /** By package, folder of ours, or part of Node. */
  places: { place: string; share: number }[];
  /** By function, its own time only. */
  functions: { name: string; share: number }[];
}

/** The package, the folder of our own code, or the part of Node that a script belongs to. */
function placeOf(url: string): string {
  const packaged = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (packaged !== undefined) return packaged;
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  const own = /\/((?:src|federation|test)\/.*?)\/?[^/]*$/.exec(url)?.[1];
  return own ?? (url === '' ? 'native code and garbage collection' : url);
}

function nameOf({ functionName, url, lineNumber }: ProfileNode['callFrame']): string {
  const file = url.split('/').slice(-2).join('/');
  return `${functionName || '(anonymous)'} ${file === '' ? '' : `${file}:${lineNumber + 1}`}`.trim();
}

function largest(seconds: Map<string, number>, busy: number, most: number): { key: string; share: number }[] {
  return [...seconds]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, most)
    .map(([key, value]) => ({ key, share: value / busy }));
}

/** Adds up a profile by place and by function, leaving idle time out. */
export function summarise(profile: CpuProfile): ProfileSummary {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const places = new Map<string, number>();
  const functions = new Map<string, number>();
  let busy = 0;
  for (const [n, id] of profile.samples.entries()) {
    const frame = byId.get(id)?.callFrame;
    if (frame === undefined || frame.functionName === '(idle)') continue;
    const seconds = (profile.timeDeltas[n] ?? 0) / 1e6;
    const place = placeOf(frame.url);
    busy += seconds;
    places.set(place, (places.get(place) ?? 0) + seconds);
    functions.set(nameOf(frame), (functions.get(nameOf(frame)) ?? 0) + seconds);
  }
  return {
    busySeconds: busy,
    places: largest(places, busy, 14).map(({ key, share }) => ({ place: key, share })),
    functions: largest(functions, busy, 25).map(({ key, share }) => ({ name: key, share })),
  };
}

/** Runs `work` with Node options that profile a process it starts, and sums up the profile that leaves. */
export async function profiling(work: (nodeOptions: string) => Promise<void>): Promise<ProfileSummary> {
  const folder = temporaryFolder('profile');
  await work(`--cpu-prof --cpu-prof-dir=${folder}`);
  const summaries: ProfileSummary[] = [];
  for (const file of await readdir(folder)) {
    summaries.push(summarise(JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile));
  }
  const [busiest] = summaries.toSorted((a, b) => b.busySeconds - a.busySeconds);
  if (busiest === undefined) throw new Error('the process left no profile: it did not end by itself');
  return busiest;
}

/** A summary as lines of text. */
export function profileText({ busySeconds, places, functions }: ProfileSummary): string {
  const percent = (share: number) => `${(share * 100).toFixed(1).padStart(5)} %`;
  return [
    `  busy ${busySeconds.toFixed(1)} s; by place:`,
    ...places.map(({ place, share }) => `  ${percent(share)}  ${place}`),
    '  by function (own time):',
    ...functions.map(({ name, share }) => `  ${percent(share)}  ${name}`),
  ].join('\n');
}
