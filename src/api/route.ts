import { z } from 'zod';
import type { Scope } from '../domain/auth/api-tokens.ts';
import type { Database } from '../domain/database.ts';
import type { Federate } from '../domain/federate.ts';
import type { Member } from '../domain/members/member.ts';
import { InputRefusal, readInput } from '../plain/input.ts';
import type { Platform } from '../platform/platform.ts';

/** What the routes of the API work with. */
export interface ApiPlace {
  readonly platform: Platform<Database>;
  readonly federate: Federate;
}

/** The query of a route that takes none. */
export const noQuery = z.strictObject({});

/** The body of a request, or of an answer, that has none. */
export const nothing = z.undefined();

/** A request whose query and body have the form the route asks for. */
export interface Call<Q, B> extends ApiPlace {
  /** The parts of the path in braces, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  readonly body: B;
  /** For whom the token asks; `requireMay(asker, …)` says what they may. */
  readonly asker: Member | 'node';
}

/** What a route answers: a body in the form its `answer` promises, and where something new stands. */
export interface Answer<A> {
  readonly body: A;
  readonly location?: string;
}

/** Everything about a route but what it does. */
interface Description<Q, B, A> {
  /** Stable name for generated clients: `postOpportunity`. */
  readonly operation: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** In the spelling of OpenAPI: `/v1/opportunities/{id}`. */
  readonly path: string;
  readonly summary: string;
  /** Any one of them lets a token in. */
  readonly scopes: readonly [Scope, ...Scope[]];
  readonly query: Q;
  readonly body: B;
  /** Largest body it reads, where that is more than usual. */
  readonly bodySizeBytes?: number;
  /** What it answers when all is well; 204 has no body. */
  readonly status: 200 | 201 | 202 | 204;
  readonly answer: A;
  /** Refusals of its own, beside those that every route shares. */
  readonly refuses: readonly (403 | 404 | 409 | 410)[];
}

/** A request as it came: the query as pairs, the body as parsed JSON. */
export interface RawRequest extends ApiPlace {
  readonly params: Readonly<Record<string, string>>;
  readonly search: URLSearchParams;
  readonly json: unknown;
  readonly asker: Member | 'node';
}

/** One route as a value: the server and the OpenAPI document are both made from it. */
export interface Route extends Description<z.ZodObject, z.ZodType, z.ZodType> {
  /** Read the request in the form asked for, and answer it. @throws Refusal, InputRefusal */
  run(request: RawRequest): Promise<Answer<unknown>>;
}

/** Define a route; the types of query, body and answer come from their schemas. */
export function route<Q extends z.ZodObject, B extends z.ZodType, A extends z.ZodType>(
  spec: Description<Q, B, A> & {
    readonly handle: (call: Call<z.output<Q>, z.output<B>>) => Promise<Answer<z.output<A>>>;
  },
): Route {
  const { handle, ...description } = spec;
  return {
    ...description,
    run: ({ platform, federate, params, search, json, asker }) =>
      handle({
        platform,
        federate,
        params,
        asker,
        query: readInput(spec.query, toQuery(search)),
        body: readInput(spec.body, json),
      }),
  };
}

function toQuery(search: URLSearchParams): Record<string, string> {
  const names = [...search.keys()];
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  if (twice.size > 0) {
    throw new InputRefusal(
      [...twice].map((path) => ({ path, detail: 'is there twice', code: 'request.invalid' })),
    );
  }
  return Object.fromEntries(search);
}
