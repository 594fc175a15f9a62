import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { type TestContext, test } from 'node:test';
import { fastify } from 'fastify';
import { silentLog } from '../../platform/log/silent-log.ts';
import { streamEvents } from './event-source.ts';
import { HandStates } from './fixtures/hand-states.ts';

/** One event stream over real HTTP, of states that are set by hand. */
async function serve(t: TestContext) {
  const states = new HandStates();
  const over = Promise.withResolvers<void>();
  const app = fastify();
  app.get('/', async (_request, reply) => {
    reply.raw.once('close', over.resolve);
    await streamEvents(reply, {
      states,
      types: null,
      closeAfterState: false,
      pingSeconds: 0,
      lastEventId: null,
      closing: new AbortController().signal,
      log: silentLog,
    });
    return reply;
  });
  t.after(() => app.close());
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { states, over: over.promise, ask: () => get(url).on('error', () => {}) };
}

test('whoever goes while the states are read at first is not told of anything any more', async (t) => {
  const { states, over, ask } = await serve(t);
  const call = ask();
  await states.answer(() => assert.equal(states.listeners.size, 1));
  await once(call, 'response');
  call.destroy();
  await over;
  await states.quiet();

  const other = await serve(t);
  const early = other.ask();
  await other.states.asked();
  early.destroy();
  await other.over;
  await other.states.answer();
  await other.states.quiet();
});

test('whoever does not read is cut off before much waits for him', async (t) => {
  const { states, over, ask } = await serve(t);
  const call = ask();
  await states.answer();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  response.pause();
  response.on('error', () => {});
  let isOver = false;
  void over.then(() => (isOver = true));
  // The kernel takes some megabytes for a client that does not read.
  for (let number = 0; !isOver; number += 1) {
    assert.ok(number < 1000, 'a gigabyte waits');
    states.change(String(number).padStart(1_000_000, 'x'));
    await Promise.race([states.answer(), over]);
  }
  await states.quiet();
});
