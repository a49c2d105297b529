import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { scopes } from '../domain/auth/api-tokens.ts';
import { PlainCollective, PlainDelivery, PlainFollow } from '../plain/network.ts';
import { PlainAllyOpportunity, PlainOpportunity } from '../plain/opportunity.ts';
import { OpportunityInput, RoleInput } from '../plain/opportunity-input.ts';
import { PlainTerms, TermsInput } from '../plain/terms.ts';
import { DeliveryList, Retried, RetryInput } from './deliveries.ts';
import { DecisionInput, FollowInput, FollowList } from './follows.ts';
import { OpportunityList, StatusInput } from './opportunities.ts';
import { ProblemDetails } from './problem.ts';
import { nothing, type Route } from './route.ts';

type Json = Record<string, unknown>;

/** What is sent to us, by the name it has in the document. */
const inputs = {
  OpportunityInput,
  RoleInput,
  TermsInput,
  StatusInput,
  RetryInput,
  FollowInput,
  DecisionInput,
};

/** What we answer. */
const answers = {
  Opportunity: PlainOpportunity,
  AllyOpportunity: PlainAllyOpportunity,
  OpportunityList,
  Terms: PlainTerms,
  Delivery: PlainDelivery,
  DeliveryList,
  Retried,
  Follow: PlainFollow,
  FollowList,
  Collective: PlainCollective,
  Problem: ProblemDetails,
};

/** The OpenAPI 3.1 description of the API, made from the routes and schemas that serve it. */
export function describeApi(routes: readonly Route[], origin: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: describeRoute(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Guildhall',
      version: '1.0.0',
      description:
        'Everything people can do on the pages of this node, but what asks for a fresh proof that it is them. Every request needs a bearer token; make one with `guildhall token create`. Errors are problem+json (RFC 9457) with a stable `code`.',
      license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' },
    },
    servers: [{ url: `${origin}/api` }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: `Scopes: ${scopes.join(', ')}.` },
      },
      schemas: { ...componentsOf(inputs, 'input'), ...componentsOf(answers, 'output') },
    },
  };
}

function describeRoute(route: Route): Json {
  const parameters = [...pathParameters(route.path), ...queryParameters(route.query)];
  return {
    operationId: route.operation,
    summary: route.summary,
    security: route.scopes.map((scope) => ({ bearer: [scope] })),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === nothing
      ? {}
      : { requestBody: { required: true, content: { 'application/json': schemaOf(route.body, 'input') } } }),
    responses: { [route.status]: describeAnswer(route), ...describeRefusals(route) },
  };
}

function describeAnswer(route: Route): Json {
  return {
    description: STATUS_CODES[route.status],
    ...(route.status === 201
      ? {
          headers: {
            Location: { description: 'Where it stands.', schema: { type: 'string', format: 'uri' } },
          },
        }
      : {}),
    ...(route.answer === nothing
      ? {}
      : { content: { 'application/json': schemaOf(route.answer, 'output') } }),
  };
}

function describeRefusals(route: Route): Record<string, Json> {
  const ofBody = route.body === nothing ? [] : [413, 415];
  const statuses = new Set<number>([400, 401, 403, ...route.refuses, ...ofBody, 429, 500, 503]);
  return Object.fromEntries(
    [...statuses].map((status) => [
      status,
      {
        description: STATUS_CODES[status],
        ...(status === 429 || status === 503
          ? { headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } } }
          : {}),
        content: { 'application/problem+json': { schema: reference('Problem') } },
      },
    ]),
  );
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodObject): Json[] {
  const schema = plainSchema(query, 'input');
  const required: unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(schema['properties'] ?? {}).map(([name, property]: [string, Json]) => {
    const { description, ...type } = property;
    return {
      name,
      in: 'query',
      required: required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: type,
    };
  });
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const named = Object.entries(io === 'input' ? inputs : answers).find(([, known]) => known === schema);
  return { schema: named === undefined ? plainSchema(schema, io) : reference(named[0]) };
}

function reference(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

function plainSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}

function componentsOf(
  schemas: Readonly<Record<string, z.ZodType>>,
  io: 'input' | 'output',
): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, { io, uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(made.schemas).map(([name, schema]) => {
      // A fragment is no `$id` (JSON Schema 2020-12 §8.2.1), and OpenAPI 3.1 names the dialect itself.
      const { $id: _id, $schema: _dialect, ...rest } = schema;
      return [name, rest];
    }),
  );
}
