// Serves the built application over an organisation in memory; sign in as administrator@example.test, password "right".
import { join } from 'node:path';
import { runWebService } from '../../../server/src/http/running-web-service.fixture.ts';
import { fixtureHost } from './fixture-host.ts';

const host = fixtureHost({ mailboxes: Number(process.env.MAILBOXES ?? 40) });
const web = await runWebService({
  hostFor: () => host,
  options: { webApplications: [{ prefix: '/ecp', directory: join(import.meta.dirname, '..', 'dist') }] },
});
console.log(`https://127.0.0.1:${web.httpsPort}/ecp/`);
