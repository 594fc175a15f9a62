import assert from 'node:assert/strict';
import { Credential, SecureText } from '@relais/management-contract';
import { databaseFor, onBothEngines } from '../../../../test/support/both-engines.ts';
import { openRelayPlace, placesStandOn } from './relay-place.fixture.ts';
import { startSink } from './sink-server.fixture.ts';

placesStandOn(databaseFor);

const minute = 60_000;
const zone = { mx: { 'a.test': [[10, 'mx.a.test']] }, addresses: { 'mx.a.test': ['127.0.0.1'] } } as const;

for (const change of ['removed', 'disabled'] as const)
  onBothEngines(`a connector that is ${change} while mail waits for it leaves the relay at rest`, async (t) => {
    const place = await openRelayPlace(t, zone);
    const connector = await place.connect(25, { SmartHosts: ['broken.test'], DNSRoutingEnabled: false });
    await place.send(['x@a.test']);
    await place.relay.idle();
    assert.equal(await place.waiting(), 1);
    if (change === 'removed') await place.sendConnectors.remove(connector.Guid);
    else await place.sendConnectors.update(connector.Guid, { Enabled: false });
    // It looked for work again and again, and the whole server stood still.
    await place.relay.idle();
    const sink = await startSink();
    t.after(() => sink.close());
    await place.connect(sink.port, { Name: 'another' });
    await place.later(minute);
    assert.equal(sink.messages.length, 1);
    assert.equal(await place.waiting(), 0);
  });

onBothEngines(
  'what a smart host refused to sign in waits, and goes as soon as the password is put right',
  async (t) => {
    const sink = await startSink({ offers: ['AUTH PLAIN'], user: { name: 'isp', password: 'right' } });
    t.after(() => sink.close());
    const place = await openRelayPlace(t, zone);
    const credential = (password: string) => new Credential('isp', new SecureText(password));
    const connector = await place.connect(sink.port, {
      SmartHosts: ['mx.a.test'],
      DNSRoutingEnabled: false,
      SmartHostAuthMechanism: 'BasicAuth',
      AuthenticationCredential: credential('wrong'),
    });
    await place.send(['x@a.test']);
    await place.relay.idle();
    assert.equal(
      place.queue.hop(`smart-host ${connector.Guid}`)?.lastError,
      'mx.a.test refused the credential of the send connector: 535 5.7.8 No',
    );
    await place.sendConnectors.update(connector.Guid, { AuthenticationCredential: credential('right') });
    await place.relay.idle();
    assert.deepEqual(
      sink.messages.map(({ user }) => user),
      ['isp'],
    );
    assert.equal(await place.waiting(), 0);
  },
);
