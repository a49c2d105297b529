import { request as httpRequest, type Server } from 'node:http';
import { createServer } from 'node:net';
import type { Hono } from 'hono';
import { createApp } from '../../../src/app.ts';
import { escapeHtml, markdownToHtml, type SafeHtml, sanitizeHtml } from '../../../src/core/html.ts';
import type { Iri, MemberId } from '../../../src/core/id.ts';
import { Refusal } from '../../../src/core/refusal.ts';
import type { Actor } from '../../../src/domain/actors/actor.ts';
import { keepRemoteActor } from '../../../src/domain/actors/commands.ts';
import { issueLink } from '../../../src/domain/auth/links.ts';
import { setUpNode } from '../../../src/domain/auth/setup.ts';
import type { Collective } from '../../../src/domain/collective/collective.ts';
import type { Database } from '../../../src/domain/database.ts';
import type { Federate } from '../../../src/domain/federate.ts';
import { addMember } from '../../../src/domain/members/commands.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { inWork } from '../../../src/domain/work.ts';
import { createNodeServer, type NodeServerParts } from '../../../src/http/server.ts';
import { generateActorKeys } from '../../../src/platform/actor-keys.ts';
import type { Platform } from '../../../src/platform/platform.ts';
import { drawEarlyRefusal } from '../../../src/web/pages/refused.tsx';
import { openTestPlatform } from '../../support/database.ts';

/** A whole site behind a real server. */
export interface TestSite {
  readonly origin: string;
  readonly platform: Platform<Database>;
  readonly server: Server;
  /** A link that sets the node up. */
  setupToken(): Promise<string>;
  /** Found the collective Loom with the steward Ana. */
  found(): Promise<{ collective: Collective; steward: Member }>;
  /** A link that lets this person in. */
  signInToken(member: MemberId): Promise<string>;
  /** Take a person in who is no steward. */
  addPerson(name: string, handle: string): Promise<Member>;
  visitor(): Visitor;
  close(): Promise<void>;
}

/** What a site may be given besides a database. */
export interface SiteParts extends Partial<Pick<NodeServerParts, 'inbox' | 'documents' | 'limits'>> {
  readonly settings?: Record<string, string>;
  readonly answer?: Federate['answer'];
  readonly api?: Hono;
}

/** Serve a site on a free port of this machine, on an empty embedded database. */
export async function openSite(parts: SiteParts = {}): Promise<TestSite> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const platform = await openTestPlatform('embedded', { ORIGIN: origin, ...parts.settings });
  const app = createApp(platform, weaveNetwork(platform, parts.answer), parts.api);
  const server = createNodeServer({
    platform,
    fetch: (request, env) => app.fetch(request, env),
    inbox: (_request, response) => response.writeHead(202).end(),
    refusalPage: drawEarlyRefusal,
    ...parts,
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const link = (purpose: 'setup' | 'sign-in', member: MemberId | null) =>
    inWork(platform, (work) => issueLink(work, purpose, member));
  const keys = (actor: string) => generateActorKeys(platform.seal, actor);
  return {
    origin,
    platform,
    server,
    setupToken: () => link('setup', null),
    signInToken: (member) => link('sign-in', member),
    found: () => inWork(platform, (work) => setUpNode(work, loom, keys)),
    addPerson: (name, handle) =>
      inWork(platform, (work) => addMember(work, { name, handle, email: null, hats: [] }, keys)),
    visitor: () => new Visitor(origin, port),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await platform.close();
    },
  };
}

const loom = {
  collective: {
    name: 'Loom',
    handle: 'loom',
    purpose:
      'Free agents who make public services readable.\n\nWe write, test and set in type what people must understand.',
    language: 'en',
    colour: '#024e7c',
    followPolicy: 'approve',
    joinPolicy: 'invitation',
  },
  steward: { name: 'Ana Verhelst', handle: 'ana', email: 'ana@loom.test' },
} as const;

/** The network as pages see it: `@NAME@weave.test` is a collective for every name but `nobody`; a post is its title and outcome. */
function weaveNetwork(
  platform: Platform<Database>,
  answer: Federate['answer'] = async () => undefined,
): Federate {
  return {
    answer,
    resolve: (text) => {
      const handle = /^@?([a-z]+)@weave\.test$/.exec(text)?.[1];
      if (handle === undefined) throw new Refusal('invalid', 'actor.address', `"${text}" is not an address.`);
      if (handle === 'nobody') throw new Refusal('not-found', 'actor.not_found', `${text} is not there.`);
      return keepWeaver(platform, handle);
    },
    preview: (opportunity) => ({
      html: sanitizeHtml(
        `<p><strong>${escapeHtml(opportunity.title)}</strong></p>${markdownToHtml(opportunity.outcome)}`,
      ) satisfies SafeHtml,
      hashtags: ['#GetFediHired'],
    }),
  };
}

/** A collective of `weave.test`, as this node keeps it. */
export function keepWeaver(platform: Platform<Database>, handle: string): Promise<Actor> {
  const address = `https://weave.test/@${handle}` as Iri;
  return inWork(platform, (work) =>
    keepRemoteActor(work, {
      iri: address,
      type: 'Group',
      handle,
      host: 'weave.test',
      name: `The ${handle}`,
      summary: '',
      url: address,
      inbox: `${address}/inbox` as Iri,
      sharedInbox: null,
      followers: `${address}/followers` as Iri,
      approvesFollowers: false,
      alsoKnownAs: [],
      isGuildhall: true,
      movedTo: null,
    }),
  );
}

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A browser without eyes: it keeps cookies, says where its forms come from, and follows nothing by itself. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #origin: string;
  readonly #port: number;

  constructor(origin: string, port: number) {
    this.#origin = origin;
    this.#port = port;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, { accept: 'text/html', ...headers });
  }

  /** Send a form as a page of this site would. */
  post(
    path: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const all = {
      'content-type': 'application/x-www-form-urlencoded',
      origin: this.#origin,
      accept: 'text/html',
    };
    return this.send('POST', path, { ...all, ...headers }, new URLSearchParams(fields).toString());
  }

  /** Use up a sign-in link. */
  signIn(token: string): Promise<Answer> {
    return this.post('/sign-in/link', { token });
  }

  /** Any request, with exactly these headers and the cookies. */
  send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const all = { host: `localhost:${this.#port}`, ...(cookie === '' ? {} : { cookie }), ...headers };
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const request = httpRequest(
      { host: '127.0.0.1', port: this.#port, method, path, headers: all, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const answered = new Headers();
          for (const [name, values] of Object.entries(response.headersDistinct)) {
            for (const value of values ?? []) answered.append(name, value);
          }
          this.#keepCookies(answered);
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: answered, text });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
    return promise;
  }

  #keepCookies(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A form for an opportunity with one role, as a browser sends it. */
export function opportunityFields(change: Record<string, string> = {}): Record<string, string> {
  return {
    title: 'Ferry timetables people can read',
    outcome: 'Anyone on the quay can find the next ferry in *ten seconds*.',
    'roles.0.key': 'role-1',
    'roles.0.name': 'Information designer',
    'roles.0.headcount': '1',
    'roles.0.hours': '90',
    'roles.0.skills': 'Typography, Wayfinding',
    'roles.0.terms': 'hourly',
    'roles.0.amount': '68.00',
    'roles.0.currency': 'EUR',
    'roles.0.text': '',
    date: '2099-12-04',
    time: '18:00',
    zone: 'Europe/Brussels',
    place: 'remote',
    where: '',
    languages: 'en, nl',
    contact: 'Ana Verhelst',
    audience: 'public',
    do: 'post',
    ...change,
  };
}
