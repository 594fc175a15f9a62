import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { TimeSpan } from '@relais/management-contract';
import { databaseFor, onBothEngines } from '../../../../test/support/both-engines.ts';
import { openRelayPlace, placesStandOn } from './relay-place.fixture.ts';
import { startSink } from './sink-server.fixture.ts';

placesStandOn(databaseFor);

const hour = 3_600_000;
const zone = { mx: { 'a.test': [[10, 'mx.a.test']] }, addresses: { 'mx.a.test': ['127.0.0.1'] } } as const;

onBothEngines(
  'a message that expires while it is tried is told of once, as failed, when the attempt is over',
  async (t) => {
    const asked = Promise.withResolvers<void>();
    const sink = await startSink({
      answer(command) {
        if (!command.startsWith('MAIL')) return null;
        asked.resolve();
        return 'silence';
      },
    });
    const place = await openRelayPlace(t, zone);
    await place.connect(sink.port, { ConnectionInactivityTimeOut: new TimeSpan(72 * hour) });
    await place.send(['x@a.test']);
    await asked.promise;
    // The time of the notice comes, then that of the end. Each time the sweep finds the message in hand, and comes back later.
    for (const time of [4 * hour, 44 * hour]) {
      place.clock.advance(time);
      while (place.clock.nextDue() !== place.clock.now() + 60_000) await setImmediate();
    }
    await sink.close();
    await place.relay.idle();
    // The report goes to the mailbox by the queue.
    while ((await place.waiting()) > 0) await place.later(60_000);
    const told = (await place.mailbox('alice')).map((text) => /^Action: (.*)\r$/m.exec(text)?.[1]);
    assert.deepEqual(told, ['failed']);
    await place.later(4 * hour);
    assert.equal((await place.mailbox('alice')).length, 1);
  },
);
