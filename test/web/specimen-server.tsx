import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { assetRoutes } from '../../src/web/assets.ts';
import { contentSecurityPolicy } from '../../src/web/csp.ts';
import { ForbiddenPage, MisdirectedPage, NotFoundPage } from '../../src/web/pages/error.tsx';
import { ArabicSpecimen, FormSpecimen, MarksSpecimen } from './specimen-form.tsx';
import { frame, longFrame, publicFrame } from './specimen-frame.tsx';
import { HomeSpecimen } from './specimen-home.tsx';
import { ListSpecimen } from './specimen-list.tsx';
import { OpportunitySpecimen } from './specimen-opportunity.tsx';
import { PeopleSpecimen } from './specimen-people.tsx';
import { SignpostSpecimen } from './specimen-signpost.tsx';

/** Pages that show every component, by name. */
export const specimens: Record<string, () => JSX.Element> = {
  opportunity: () => <OpportunitySpecimen />,
  home: () => <HomeSpecimen />,
  list: () => <ListSpecimen />,
  people: () => <PeopleSpecimen />,
  signpost: () => <SignpostSpecimen />,
  form: () => <FormSpecimen />,
  marks: () => <MarksSpecimen />,
  arabic: () => <ArabicSpecimen />,
  'not-found': () => <NotFoundPage frame={publicFrame} path="/opportunities/401" />,
  forbidden: () => (
    <ForbiddenPage frame={longFrame} reason="This page is for stewards of Loom." signIn="/sign-in" />
  ),
  misdirected: () => (
    <MisdirectedPage
      frame={{ software: frame.software }}
      asked="loom.exmaple"
      origin="https://loom.example"
    />
  ),
};

/** What the policy must refuse, with a style and a script that would change the page if it did not. */
const careless =
  '<!doctype html><html lang="en"><head><title>careless</title><style>h1 { color: rgb(1, 2, 3) }</style></head>' +
  '<body><h1 style="color: rgb(1, 2, 3)">x</h1><script>document.title = "ran"</script>' +
  '<img src="http://foreign.example/x.png" alt=""></body></html>';

/** Serves the specimens and the assets on loopback, under the policy that is in force. */
export async function serveSpecimens(): Promise<{ origin: string; close: () => void }> {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header('content-security-policy', contentSecurityPolicy);
  });
  app.route('/', assetRoutes());
  app.get('/careless', (context) => context.html(careless));
  app.get('/:name', (context) => {
    const specimen = specimens[context.req.param('name')];
    return specimen === undefined ? context.notFound() : context.html(specimen());
  });
  const server = await new Promise<Server>((resolve) => {
    const started = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () =>
      resolve(started as Server),
    );
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}
