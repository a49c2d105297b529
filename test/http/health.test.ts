import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { openSite } from '../web/pages/site.ts';

describe('health and readiness', () => {
  test('a node waiting for setup, and one that is set up, are ready', async () => {
    const site = await openSite();
    const visitor = site.visitor();
    expect(JSON.parse((await visitor.get('/readyz')).text)).toEqual({
      status: 'ready',
      reason: 'waiting for setup',
    });
    await site.found();
    expect(JSON.parse((await visitor.get('/readyz')).text)).toEqual({ status: 'ready', reason: 'set up' });
    await site.close();
  });

  test('a database of another address is not ready, and says which', async () => {
    const site = await openSite();
    await site.found();
    await sql`update node set origin = 'https://other.test'`.execute(site.platform.db);
    const { status, text } = await site.visitor().get('/readyz');
    expect(status).toBe(503);
    expect(text).toContain('https://other.test');
    await site.close();
  });

  test('without a database the node lives, is not ready, and pages say when to come back', async () => {
    const site = await openSite();
    await site.found();
    await site.platform.store.close();
    const visitor = site.visitor();
    expect((await visitor.get('/healthz')).status).toBe(200);
    expect((await visitor.get('/readyz')).status).toBe(503);
    const page = await visitor.get('/opportunities');
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '5']);
    expect(page.text).toContain('We are not ready yet.');
    site.server.closeAllConnections();
    site.server.close();
  });

  test('metrics need a token, and without the setting there are none', async () => {
    const site = await openSite({ settings: { METRICS_TOKEN: 'a-token-for-the-metrics' } });
    const visitor = site.visitor();
    expect((await visitor.get('/metrics')).status).toBe(401);
    expect((await visitor.get('/metrics', { authorization: 'Bearer another' })).status).toBe(401);
    const metrics = await visitor.get('/metrics', { authorization: 'Bearer a-token-for-the-metrics' });
    expect(metrics.text).toContain('guildhall_request_seconds_count{method="GET",status="401"} 2');
    await site.close();
    const closed = await openSite();
    await closed.found();
    const { status } = await closed.visitor().get('/metrics', { authorization: 'Bearer undefined' });
    expect(status).toBe(404);
    await closed.close();
  });
});
