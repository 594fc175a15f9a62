import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { missingCompiler } from '../../test/support/debian-program.ts';
import { compileLoad, type LoadPrograms } from './load/programs.ts';
import { Sink } from './sink.ts';

describe('the sink', { skip: missingCompiler() }, () => {
  let programs: LoadPrograms;
  let sink: Sink;
  before(async () => {
    programs = await compileLoad();
    sink = await Sink.listen(programs.sink);
  });
  after(async () => {
    await sink.close();
    await programs.remove();
  });

  /** What it answers to pieces that are sent one after the other. */
  async function said(pieces: readonly string[]): Promise<string> {
    const socket = connect(sink.port, '127.0.0.1');
    socket.setNoDelay(true);
    await once(socket, 'connect');
    const answers = text(socket);
    for (const piece of pieces)
      await new Promise<void>((resolve) => void socket.write(piece, 'latin1', () => resolve()));
    return answers;
  }

  const envelope = 'MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n';
  const dotted = 'Subject: x\r\n\r\n..\r\n.x\r\n\r.\r\n\n.\r\r\n';
  const whole = `EHLO a.test\r\n${envelope}${dotted}.\r\n${envelope}.\r\n${envelope}${'y'.repeat(200_000)}\r\n.\r\nQUIT\r\n`;
  const taken = '250 2.0.0 ok\r\n250 2.0.0 ok\r\n354 go on\r\n250 2.0.0 taken\r\n';
  const answers = `220 sink.test ESMTP\r\n250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 50000000\r\n${taken.repeat(3)}221 bye\r\n`;

  test('takes messages however they are split, answers each command and counts each message', async () => {
    const places = fc.array(fc.nat(whole.length - 1), { maxLength: 40 });
    // Most cuts fall into the large message unless some are asked for before it.
    const early = fc.array(fc.nat(300), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(places, early, async (some, others) => {
        const cuts = [...new Set([0, ...some, ...others, whole.length])].toSorted((a, b) => a - b);
        const { reached } = await sink.await(3);
        assert.equal(await said(cuts.slice(1).map((end, at) => whole.slice(cuts[at], end))), answers);
        assert.ok((await reached).at > 0);
      }),
      { numRuns: 25 },
    );
  });

  test('tells of the last of those that were awaited, not of one before', async () => {
    const one = `EHLO a.test\r\n${envelope}hello\r\n.\r\nQUIT\r\n`;
    const { reached } = await sink.await(2);
    let isReached = false;
    void reached.then(() => (isReached = true));
    await said([one]);
    assert.equal(isReached, false);
    await said([one]);
    const { processorSeconds } = await reached;
    assert.ok(processorSeconds > 0 && processorSeconds < 10);
  });
});
