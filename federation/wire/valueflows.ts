import { namespace } from '../../src/core/iri.ts';
import { Refusal } from '../../src/core/refusal.ts';
import { iriOf, isJsonObject, type JsonObject, lineOf, listOf, textOf, typesOf } from './json.ts';
import { currencyOf, minutesFromWire, type Reciprocal } from './terms.ts';
import { measureUnits, valueFlows } from './vocabulary.ts';

/** An amount of something: the unit's bare name (`one`, `hour`) and a decimal string, null where any amount will do. */
export interface Quantity {
  readonly unit: string;
  readonly amount: string | null;
}

/**
 * A property of ValueFlows in any of its spellings: plain key, `vf:` or `om2:` prefix, full address. Of a list the
 * first: FEP-0837 has one Intent where ValueFlows has many.
 */
export function vfProperty(document: JsonObject, name: string): unknown {
  const spellings = [name, `vf:${name}`, `om2:${name}`, valueFlows + name, measureUnits + name];
  return listOf(firstOf(document, spellings))[0];
}

/** A property of our namespace, with its prefix or in full. */
export function ghProperty(document: JsonObject, name: string): unknown {
  return firstOf(document, [`gh:${name}`, namespace + name]);
}

/** The text of a property of our namespace, whole numbers included; undefined where there is none. */
export function ghText(document: JsonObject, name: string): string | undefined {
  return decimalText(ghProperty(document, name));
}

/** Whether a document is a Proposal, however it spells the type; or an object that has its two required properties. */
export function isProposal(document: JsonObject): boolean {
  const named = typesOf(document).some((type) => localName(type) === 'Proposal');
  return (
    named ||
    (vfProperty(document, 'publishes') !== undefined && vfProperty(document, 'purpose') !== undefined)
  );
}

/**
 * The primary Intent of a proposal: how much work it is about, in minutes, where it says so in hours.
 * @throws Refusal invalid `proposal.amount` for a quantity that is no decimal number
 */
export function primaryOf(document: JsonObject): {
  readonly minutes: number | null;
  readonly hourly: boolean;
} {
  const intent = intentOf(document, 'publishes');
  const quantity = quantityOf(intent, 'resourceQuantity');
  quantityOf(intent, 'availableQuantity');
  quantityOf(intent, 'minimumQuantity');
  const effort = quantityOf(intent, 'effortQuantity');
  const hours = [effort, quantity].find((measured) => measured?.unit === 'hour');
  const amount = hours?.amount ?? null;
  return { minutes: amount === null ? null : minutesFromWire(amount), hourly: quantity?.unit === 'hour' };
}

/**
 * What a proposal gives in return, or null where it has no reciprocal Intent.
 * @throws Refusal invalid `proposal.amount` for an amount that is no decimal number
 */
export function reciprocalFromWire(document: JsonObject, hourly: boolean): Reciprocal | null {
  const intent = intentOf(document, 'reciprocal');
  if (intent === undefined) return null;
  const action = localName(textOf(vfProperty(intent, 'action')) ?? iriOf(vfProperty(intent, 'action')) ?? '');
  const resource = vfProperty(intent, 'resourceConformsTo');
  return {
    action: action === 'deliverService' ? 'deliverService' : 'transfer',
    currency: ghText(document, 'currency') ?? currencyOf(iriOf(resource) ?? textOf(resource) ?? '') ?? null,
    amount: quantityOf(intent, 'resourceQuantity')?.amount ?? null,
    hourly,
    name: lineOf(intent['name'], 200) || null,
  };
}

function intentOf(document: JsonObject, name: string): JsonObject | undefined {
  const intent = vfProperty(document, name);
  return isJsonObject(intent) ? intent : undefined;
}

function quantityOf(intent: JsonObject | undefined, name: string): Quantity | undefined {
  const measure = intent === undefined ? undefined : vfProperty(intent, name);
  if (!isJsonObject(measure)) return undefined;
  const unit = vfProperty(measure, 'hasUnit');
  const value = vfProperty(measure, 'hasNumericalValue');
  return {
    unit: localName(textOf(unit) ?? iriOf(unit) ?? 'one'),
    amount: value === undefined ? null : requireAmount(value),
  };
}

function requireAmount(value: unknown): string {
  const text = decimalText(value);
  if (text !== undefined && /^\d{1,15}(?:\.\d{1,9})?$/.test(text)) return text;
  throw new Refusal('invalid', 'proposal.amount', 'An amount in this proposal is not a decimal number.');
}

/** A number as its author wrote it; FEP-0837 says a string, others write a JSON number or a typed literal. */
function decimalText(value: unknown): string | undefined {
  const plain = isJsonObject(value) ? value['@value'] : value;
  return typeof plain === 'number' ? String(plain) : textOf(plain);
}

function firstOf(document: JsonObject, keys: readonly string[]): unknown {
  return keys.map((key) => document[key]).find((value) => value !== undefined && value !== null);
}

/** The last part of a name with a prefix or an address: `one` of `om2:one`. */
function localName(name: string): string {
  return name.split(/[#/:]/).at(-1) ?? name;
}
