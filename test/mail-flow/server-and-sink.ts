import { resolverOf } from '../../server/src/services/relay/relay-place.fixture.ts';
import { type Sink, startSink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { type Ending, startServer, type TestServer } from '../support/server.ts';

/** What a usual host of the Internet offers. */
const offers = ['PIPELINING', 'SIZE 50000000', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES'];

/** A server, and a sink that stands for the mail host of `domains` once a send connector names its port. */
export async function startServerAndSink(
  ending: Ending,
  domains: readonly string[],
  sinkOptions: Parameters<typeof startSink>[0] = { offers },
): Promise<{ readonly server: TestServer; readonly sink: Sink }> {
  const sink = await startSink(sinkOptions);
  ending.after(() => sink.close());
  const host = `mx.${domains[0]}`;
  const resolver = resolverOf({
    mx: Object.fromEntries(domains.map((domain) => [domain, [[10, host]]])),
    addresses: { [host]: ['127.0.0.1'] },
  });
  return { server: await startServer(ending, { resolver }), sink };
}

/** As a host that knows nobody@ of no domain. */
export const withoutNobody: Parameters<typeof startSink>[0] = {
  offers,
  answer: (command) => (command.startsWith('RCPT TO:<nobody@') ? '550 5.1.1 No such user here' : null),
};
