import { Agent, type Dispatcher, setGlobalDispatcher } from 'undici';
import { sanitizeHtml } from '../src/core/html.ts';
import { instanceHandle, iri, namespace, paths } from '../src/core/iri.ts';
import type { Database } from '../src/domain/database.ts';
import { deliveryQueue } from '../src/domain/deliveries/commands.ts';
import type { Federate } from '../src/domain/federate.ts';
import type { Platform } from '../src/platform/platform.ts';
import { createInboxDoor, type InboxDoor } from './door.ts';
import { buildFedify } from './fedify.ts';
import { createFront, type Front } from './front.ts';
import { createGate } from './gate/gate.ts';
import { signGet } from './gate/sign.ts';
import { watchHosts } from './hosts.ts';
import { createOwnKeys, type OwnKeys } from './keys.ts';
import { guardedDispatcher } from './net/dispatcher.ts';
import { createFinger } from './net/finger.ts';
import { createJsonFetcher } from './net/json.ts';
import { createLoader } from './net/loader.ts';
import { createPageFetcher } from './net/page.ts';
import type { TransportOptions } from './net/transport.ts';
import { createDeliver } from './outbox/deliver.ts';
import { deliveryPacking } from './outbox/packing.ts';
import { createPeopleWatch } from './people.ts';
import { createRemote } from './remote.ts';
import { createInboxWriter } from './storage/arrivals.ts';
import { createKeyStore } from './storage/keys.ts';
import { DatabaseKvStore } from './storage/kv.ts';
import { LeaseQueue } from './storage/queue.ts';
import { keepSchedule } from './storage/schedule.ts';
import type { StorageTables } from './storage/tables.ts';
import { openWake } from './storage/wake.ts';
import { opportunityContent, opportunityHashtags } from './wire/post.ts';
import { namespaceDocument, registerNamespace } from './wire/vocabulary.ts';
import { deliverMessages, lookAround, readInbox, speakEvents } from './workers.ts';

/** Federation as one process uses it. */
export interface NodeFederation {
  readonly federate: Federate;
  readonly inbox: InboxDoor;
  /** Documents that can be answered without reading anything. */
  readonly documents: Front['answerKept'];
  /** Work until the signal aborts: read the inbox, say events, deliver, keep the schedule. Resolves once drained. */
  work(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Put federation together over a platform. Installs the guarded dispatcher for everything this process sends. */
export async function createFederation(
  platform: Platform<Database>,
  version: string,
): Promise<NodeFederation> {
  registerNamespace();
  const { origin, clock } = platform;
  const db = platform.db.withTables<StorageTables>();
  const keys = createOwnKeys(platform);
  const place = { db: platform.db, origin, keys };
  const reach = await openReach(platform, keys, version);
  const { gate, loader, remote, fetchJson, fetchPage } = reach;
  const people = createPeopleWatch({ place, remote, fetchJson, nowMs: clock.nowMs });
  const wake = await openWake(platform.store);
  const outbox = new LeaseQueue({
    db,
    name: deliveryQueue,
    wake,
    concurrency: platform.config.WORKERS,
    packing: deliveryPacking(db, keys),
  });
  const fedify = await buildFedify(place, {
    kv: new DatabaseKvStore(db),
    outbox,
    documentLoader: loader.documentLoader,
    contextLoader: loader.contextLoader,
    version,
  });
  const front = createFront({ place, fedify, gate, nowMs: clock.nowMs });
  wake.onWake('outbox', front.forgetKept);
  return {
    federate: { answer: front.answer, resolve: remote.resolve, preview: previewAt(origin) },
    inbox: createInboxDoor({ gate, write: createInboxWriter(db), metrics: platform.metrics }),
    documents: front.answerKept,
    work: async (signal) => {
      const shared = { db, place, wake, metrics: platform.metrics, signal };
      const reading = { ...place, remote, forgetKeys: gate.forgetKeys, lookAgain: people.lookAgain };
      await Promise.all([
        readInbox(shared, reading),
        speakEvents(shared, fedify.createContext(new URL(origin), undefined)),
        deliverMessages(shared, outbox, reach.deliver),
        keepSchedule(place, db, platform.metrics, signal),
        lookAround(shared, { fetchPage, remote, people }),
      ]);
    },
    close: async () => {
      await wake.close();
      await reach.close();
    },
  };
}

/** The way to other servers and back: what fetches, what judges who knocks, what delivers. */
async function openReach(platform: Platform<Database>, keys: OwnKeys, version: string) {
  const { origin, config, clock } = platform;
  const dispatcher = guardedDispatcher({ allowPrivate: config.ALLOW_PRIVATE_ADDRESSES });
  setGlobalDispatcher(dispatcher);
  const hosts = await watchHosts(platform.db);
  const transport = transportOf(platform, dispatcher, keys, version, hosts.isBlocked);
  const loader = createLoader({ ...transport, contexts: { [namespace]: namespaceDocument } });
  const { fetchDocument } = loader;
  const gate = createGate({
    origin,
    now: clock.nowMs,
    fetchDocument,
    keyStore: createKeyStore(platform.db.withTables<StorageTables>()),
    isBlocked: hosts.isBlocked,
    inboxLimit: { perHost: config.INBOX_LIMIT, perSeconds: 300 },
    isKnownHost: hosts.isKnown,
    allowHttp: config.ALLOW_PRIVATE_ADDRESSES,
  });
  return {
    loader,
    gate,
    fetchPage: createPageFetcher(transport),
    fetchJson: createJsonFetcher(transport),
    remote: createRemote({
      db: platform.db,
      origin,
      nowMs: clock.nowMs,
      fetchDocument,
      finger: createFinger(transport),
    }),
    deliver: createDeliver({ dispatcher, userAgent: transport.userAgent, now: clock.now }),
    close: async () => {
      hosts.stop();
      setGlobalDispatcher(new Agent());
      await dispatcher.destroy();
    },
  };
}

function previewAt(origin: string): Federate['preview'] {
  return (opportunity, collective) => {
    const source = { origin, handle: collective.handle, collective: collective.name };
    return {
      html: sanitizeHtml(opportunityContent(opportunity, source)),
      hashtags: opportunityHashtags(opportunity, origin).map((tag) => tag.name),
    };
  };
}

function transportOf(
  platform: Platform<Database>,
  dispatcher: Dispatcher,
  keys: OwnKeys,
  version: string,
  isBlocked: (host: string) => boolean,
): TransportOptions {
  const instance = iri(platform.origin, paths.actor(instanceHandle));
  return {
    dispatcher,
    isBlocked,
    allowHttp: platform.config.ALLOW_PRIVATE_ADDRESSES,
    userAgent: `Guildhall/${version} (+${platform.origin}/)`,
    sign: async (url) => {
      const open = await keys.of(instanceHandle);
      if (open === undefined) throw new Error(`This node has no keys yet (${instance}): set it up first.`);
      return signGet(url, { keyId: open.keyId, privateKey: open.rsa }, platform.clock.nowMs());
    },
  };
}
