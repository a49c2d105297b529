import { isJsonObject, type JsonObject } from '../wire/json.ts';
import { type NetworkIri, readIri } from './host.ts';
import { Refused } from './refused.ts';

/** The part of an activity that decides whether it may pass: who says it, under which name, of which kind. */
export interface ActivityHead {
  /** The id in its one spelling; null for the few kinds that may come without. */
  readonly id: string | null;
  readonly actor: NetworkIri;
  readonly type: string;
  /** Whether it tells that its own actor is gone: `Delete` of the actor itself. */
  readonly deletesActor: boolean;
}

const MAX_ADDRESSEES = 200;
const ADDRESSING = ['to', 'cc', 'bto', 'bcc', 'audience'] as const;

/**
 * Reads the head of an activity. `actor` and `type` are one plain string each and `id` is on the actor's origin.
 * Only Accept, Reject and an Update of the actor's own profile may come without id: their effect is the same
 * however often it happens. Refuses with 400: `actor.missing`, `actor.multiple`, `actor.malformed`,
 * `type.missing`, `type.multiple`, `type.malformed`, `id.missing`, `id.malformed`, `id.origin`, `shape.width`
 * (more than 200 addressees).
 */
export function readActivity(document: JsonObject, allowHttp: boolean): ActivityHead {
  const type = readType(document['type']);
  const actor = readActor(document['actor'], allowHttp);
  const object = readReference(document['object'], allowHttp);
  checkAddressees(document);
  if (isJsonObject(document['object'])) checkAddressees(document['object']);
  const aboutItself = object === actor.iri;
  const mayLackId = type === 'Accept' || type === 'Reject' || (type === 'Update' && aboutItself);
  const id = readId(document['id'], actor, mayLackId, allowHttp);
  return { id, actor, type, deletesActor: type === 'Delete' && aboutItself };
}

function readType(value: unknown): string {
  if (value === undefined || value === null || value === '') throw new Refused(400, 'type.missing');
  if (Array.isArray(value)) throw new Refused(400, 'type.multiple');
  if (typeof value !== 'string' || value.length > 200) throw new Refused(400, 'type.malformed');
  return value;
}

function readActor(value: unknown, allowHttp: boolean): NetworkIri {
  if (value === undefined || value === null || value === '') throw new Refused(400, 'actor.missing');
  if (Array.isArray(value)) throw new Refused(400, 'actor.multiple');
  const actor = typeof value === 'string' ? readIri(value, allowHttp) : undefined;
  if (actor === undefined) throw new Refused(400, 'actor.malformed');
  return actor;
}

function readId(value: unknown, actor: NetworkIri, mayLack: boolean, allowHttp: boolean): string | null {
  if (value === undefined || value === null) {
    if (mayLack) return null;
    throw new Refused(400, 'id.missing');
  }
  const id = typeof value === 'string' ? readIri(value, allowHttp) : undefined;
  if (id === undefined) throw new Refused(400, 'id.malformed');
  if (id.origin !== actor.origin) throw new Refused(400, 'id.origin');
  return id.iri;
}

/** The address of an object that is given by address or embedded; undefined where it has none. */
function readReference(value: unknown, allowHttp: boolean): string | undefined {
  const id = isJsonObject(value) ? value['id'] : value;
  return typeof id === 'string' ? readIri(id, allowHttp)?.iri : undefined;
}

function checkAddressees(object: JsonObject): void {
  let addressees = 0;
  for (const field of ADDRESSING) {
    const value = object[field];
    if (Array.isArray(value)) addressees += value.length;
  }
  if (addressees > MAX_ADDRESSEES) throw new Refused(400, 'shape.width');
}
