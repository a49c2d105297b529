import { signObject } from '@fedify/fedify';
import { Proposal } from '@fedify/vocab';
import type { Iri } from '../src/core/id.ts';
import type { OpenKeys } from './keys.ts';
import { keyIds } from './wire/actor.ts';
import { isJsonObject, type JsonObject } from './wire/json.ts';
import { exactJson, preloadedContextLoader } from './wire/vocabulary.ts';

/**
 * A Proposal with the collective's integrity proof (FEP-8b32, eddsa-jcs-2022), so that whoever keeps it can show
 * later who said it. The rest of the document stays as it is, byte for byte. `at`, cut to the second, dates the proof:
 * the same revision always gives the same bytes.
 */
export async function proveProposal(
  document: JsonObject,
  actor: Iri,
  keys: OpenKeys,
  at: Temporal.Instant,
): Promise<JsonObject> {
  const [, ed25519] = keys.pairs;
  if (ed25519 === undefined) return document;
  const proven = await signObject(
    await exactJson(Proposal, document),
    ed25519.privateKey,
    new URL(keyIds(actor).ed25519),
    {
      created: at.round({ smallestUnit: 'second', roundingMode: 'trunc' }),
      contextLoader: preloadedContextLoader,
      documentLoader: preloadedContextLoader,
    },
  );
  const written: unknown = await proven.toJsonLd({
    format: 'compact',
    contextLoader: preloadedContextLoader,
  });
  if (!isJsonObject(written)) throw new TypeError('A proven Proposal is a JSON object.');
  return written;
}
