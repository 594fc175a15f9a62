import assert from 'node:assert/strict';
import { databaseFor, onBothEngines } from '../../../../test/support/both-engines.ts';
import { openRelayPlace, placesStandOn } from './relay-place.fixture.ts';
import { startSink } from './sink-server.fixture.ts';

placesStandOn(databaseFor);

const hour = 3_600_000;
const day = 24 * hour;
const zone = { mx: { 'a.test': [[10, 'mx.a.test']] }, addresses: { 'mx.a.test': ['127.0.0.1'] } } as const;

onBothEngines(
  'the clock is set back: who was put off, and a host that was down, are tried as soon as that is known',
  async (t) => {
    let state: 'busy' | 'well' | 'down' = 'busy';
    const sink = await startSink({
      answer(command) {
        if (state === 'down') return 'drop';
        return state === 'busy' && command.startsWith('RCPT') ? '451 4.3.0 later' : null;
      },
    });
    t.after(() => sink.close());
    const place = await openRelayPlace(t, zone);
    await place.connect(sink.port);
    for (const before of ['busy', 'down'] as const) {
      state = before;
      const sent = sink.messages.length;
      await place.send(['x@a.test']);
      await place.relay.idle();
      state = 'well';
      place.clock.set(-day);
      await place.relay.idle();
      assert.equal(sink.messages.length, sent, before);
      place.relay.clockSetBack();
      await place.relay.idle();
      assert.equal(sink.messages.length, sent + 1, before);
    }
  },
);

onBothEngines(
  'the clock is set forward: a host that was down, and who was put off, are tried as soon as that is known',
  async (t) => {
    let state: 'busy' | 'well' | 'down' = 'busy';
    const sink = await startSink({
      answer(command) {
        if (state === 'down') return 'drop';
        return state === 'busy' && command.startsWith('RCPT') ? '451 4.3.0 later' : null;
      },
    });
    t.after(() => sink.close());
    const place = await openRelayPlace(t, zone);
    await place.connect(sink.port);
    for (const before of ['busy', 'down'] as const) {
      state = before;
      const sent = sink.messages.length;
      await place.send(['x@a.test']);
      await place.relay.idle();
      state = 'well';
      place.clock.set(hour);
      await place.relay.idle();
      // By the clock it is due, and the timer that was to wake it still waits.
      assert.equal(sink.messages.length, sent, before);
      place.relay.clockSetForward();
      await place.relay.idle();
      assert.equal(sink.messages.length, sent + 1, before);
    }
    // A year is a mistake: nothing is given up for it.
    state = 'busy';
    await place.send(['x@a.test']);
    await place.relay.idle();
    place.clock.set(365 * day);
    place.relay.clockSetForward();
    await place.relay.idle();
    assert.equal(await place.waiting(), 1);
  },
);

onBothEngines(
  'a message that came while the clock was a year ahead expires two days after that was set right',
  async (t) => {
    const sink = await startSink({ answer: (command) => (command.startsWith('RCPT') ? '451 4.3.0 later' : null) });
    t.after(() => sink.close());
    const place = await openRelayPlace(t, zone);
    await place.connect(sink.port);
    place.clock.set(365 * day);
    await place.send(['x@a.test']);
    await place.relay.idle();
    place.clock.set(-365 * day);
    place.relay.clockSetBack();
    await place.relay.idle();
    await place.later(49 * hour);
    while ((await place.waiting()) > 0) await place.later(60_000);
    const told = (await place.mailbox('alice')).map((text) => /^Action: (.*)\r$/m.exec(text)?.[1]);
    assert.deepEqual(told, ['delayed', 'failed']);
  },
);

onBothEngines(
  'at a start only what no clock of today could have said is taken back; mail that is held stays held',
  async (t) => {
    const sink = await startSink({ answer: (command) => (command.startsWith('RCPT') ? '451 4.3.0 later' : null) });
    t.after(() => sink.close());
    const place = await openRelayPlace(t, zone);
    await place.connect(sink.port);
    const putOff = await place.send(['x@a.test']);
    await place.relay.idle();
    const held = await place.send(['z@a.test'], { releaseAt: place.clock.now() + 3 * day });
    const attempts = async (): Promise<ReadonlyMap<number, number>> =>
      new Map(
        (await place.queue.messages({ most: 9 })).map(({ message, recipients }) => [
          message.id,
          (recipients[0]?.nextAttempt ?? 0) - place.clock.now(),
        ]),
      );
    const before = await attempts();
    await place.queue.takeBackFuture(place.clock.now() + hour);
    assert.deepEqual(await attempts(), before);
    // Nobody tries in between.
    await place.relay.stop();
    place.clock.set(-day);
    await place.queue.takeBackFuture(place.clock.now() + hour);
    assert.deepEqual(
      await attempts(),
      new Map([
        [putOff, 0],
        [held, 4 * day],
      ]),
    );
  },
);
