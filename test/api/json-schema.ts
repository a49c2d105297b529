/** A JSON document with anything in it. */
export type Json = { readonly [key: string]: unknown };

/** What can be checked here; a schema that says more is itself a mistake, because nobody would notice. */
const known = new Set([
  '$ref',
  'additionalProperties',
  'anyOf',
  'const',
  'default',
  'description',
  'enum',
  'examples',
  'format',
  'items',
  'maximum',
  'minimum',
  'oneOf',
  'pattern',
  'properties',
  'required',
  'type',
]);

const formats: Readonly<Record<string, RegExp>> = {
  uri: /^https?:\/\/[^\s]+$/,
  uuid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/,
};

/** Everything in a value that a schema of an OpenAPI document does not allow; written here, apart from zod. */
export function violations(document: Json, schema: Json, value: unknown, at = ''): string[] {
  const strange = Object.keys(schema).filter((keyword) => !known.has(keyword));
  if (strange.length > 0) return [`${at}: the schema says ${strange.join()}, which is not checked here`];
  const reference = schema['$ref'];
  if (typeof reference === 'string') return violations(document, resolve(document, reference), value, at);
  return [
    ...choices(document, schema, value, at),
    ...scalars(schema, value, at),
    ...(Array.isArray(value)
      ? value.flatMap((item, index) => items(document, schema, item, `${at}/${index}`))
      : []),
    ...(isObject(value) ? fields(document, schema, value, at) : []),
  ];
}

/** What a reference inside a document stands for. */
export function resolve(document: Json, reference: string): Json {
  let found: unknown = document;
  for (const step of reference.replace(/^#\//, '').split('/'))
    found = isObject(found) ? found[step] : undefined;
  if (!isObject(found)) throw new Error(`${reference} leads nowhere`);
  return found;
}

function choices(document: Json, schema: Json, value: unknown, at: string): string[] {
  for (const keyword of ['anyOf', 'oneOf']) {
    const options = schema[keyword];
    if (!Array.isArray(options)) continue;
    const fits = options.filter((option) => violations(document, option, value, at).length === 0).length;
    if (fits === 0 || (keyword === 'oneOf' && fits > 1)) return [`${at}: ${fits} of ${keyword} fit`];
  }
  return [];
}

function scalars(schema: Json, value: unknown, at: string): string[] {
  const { type, format, pattern } = schema as { type?: string | string[]; format?: string; pattern?: string };
  const found: string[] = [];
  if (type !== undefined && ![type].flat().some((one) => isOfType(one, value)))
    found.push(`${at}: is no ${type}`);
  if ('const' in schema && schema['const'] !== value) found.push(`${at}: is not ${schema['const']}`);
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value))
    found.push(`${at}: is not one of them`);
  if (typeof value === 'string') {
    if (pattern !== undefined && !new RegExp(pattern, 'u').test(value))
      found.push(`${at}: is not ${pattern}`);
    if (format !== undefined && formats[format]?.test(value) !== true) found.push(`${at}: is no ${format}`);
  }
  return found;
}

function items(document: Json, schema: Json, item: unknown, at: string): string[] {
  return isObject(schema['items']) ? violations(document, schema['items'], item, at) : [];
}

function fields(document: Json, schema: Json, value: Json, at: string): string[] {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required: unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  return [
    ...required.filter((name) => !(String(name) in value)).map((name) => `${at}/${name}: is missing`),
    ...Object.entries(value).flatMap(([name, field]) => {
      const property = properties[name];
      if (isObject(property)) return violations(document, property, field, `${at}/${name}`);
      return schema['additionalProperties'] === false ? [`${at}/${name}: is not described`] : [];
    }),
  ];
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
