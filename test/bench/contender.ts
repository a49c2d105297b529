import type { InboundTarget } from './activities.ts';
import type { RunningProcess } from './processes.ts';

/** What a node process does: answer requests only, or answer and work. */
export type NodeRole = 'web' | 'all';

/** By the compiled program itself (the process id is then the node's), or as people do it: `npm start`. */
export type StartedBy = 'node' | 'npm';

/** A node under measurement: its data is prepared once, its process started and stopped around each run. */
export interface Contender {
  readonly name: 'stock' | 'guildhall';
  readonly origin: string;
  readonly actorUrl: string;
  /** Address of the one opportunity as ActivityPub JSON. */
  readonly opportunityUrl: string;
  inboundTarget(crowdPort: number): InboundTarget;
  /** Starts the process and resolves when it serves; `startMs` is how long that took. */
  start(role: NodeRole, by?: StartedBy): Promise<RunningProcess & { startMs: number }>;
  /** Inbound activities the database holds that no worker has read yet (so: only after a `web` run). */
  countAccepted(): Promise<number>;
  /** Notes that had their effect. */
  countEffects(): Promise<number>;
  /** Adds followers spread evenly over hosts, each host with one shared inbox. */
  addFollowers(followers: number, hosts: number, crowdPort: number): Promise<void>;
  /** Publishes one post to all followers through the running node; resolves when the node has answered. */
  publish(): Promise<void>;
  /** Deliveries of posts that the node itself has recorded as done; undefined where it keeps no record. */
  countReceipts(): Promise<number | undefined>;
  /** What its process reads from the environment, for those who fill its database; only Guildhall says it. */
  readonly env?: Record<string, string>;
  /** Resolves when the running node has said everything that happened so far. */
  saidAll?(): Promise<void>;
  /** Closes its connections and drops its database. */
  dispose(): Promise<void>;
}
