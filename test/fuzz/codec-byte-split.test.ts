import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Feed, feedImap, feedPop3, feedSmtp } from './codecs.ts';
import { clientBytes, type Protocol } from './seeds.ts';

const feeds: Readonly<Record<Protocol, Feed>> = { imap: feedImap, pop3: feedPop3, smtp: feedSmtp };

for (const protocol of ['imap', 'pop3', 'smtp'] as const) {
  test(`what a ${protocol} client says means the same byte by byte and cut in two at every place`, () => {
    const feed = feeds[protocol];
    for (const [name, bytes] of clientBytes(protocol)) {
      const whole = feed([bytes], 1);
      assert.deepEqual(
        feed(
          [...bytes].map((byte) => Buffer.from([byte])),
          1,
        ),
        whole,
        `${name}, byte by byte`,
      );
      // Each cut costs a whole reading: of long transcripts the beginning, where every command has had its turn.
      const head = bytes.subarray(0, 1_200);
      const ofHead = feed([head], 1);
      for (let at = 1; at < head.length; at++)
        assert.deepEqual(feed([head.subarray(0, at), head.subarray(at)], 1), ofHead, `${name}, cut at ${at}`);
    }
  });
}
