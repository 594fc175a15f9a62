import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CommandReader } from './command-reader.ts';
import { limitsAfterSignIn, limitsBeforeSignIn } from './limits.ts';

const seeds = [
  'a LOGIN user {3+}\r\nabc\r\n',
  'a APPEND INBOX (\\Seen) "07-Feb-1994 21:52:25 -0800" {3+}\r\nabc {2+}\r\nde\r\n',
  'a APPEND INBOX UTF8 (~{3+}\r\nabc)\r\n',
  'a UID REPLACE 4 INBOX {1+}\r\nx\r\n',
  'a SELECT "&AOk-t&AOk-" (QRESYNC (1 2 1:5 (1,2 3:*)))\r\n',
  'a LIST (SUBSCRIBED RECURSIVEMATCH) "" ("*" %) RETURN (CHILDREN STATUS (MESSAGES SIZE))\r\n',
  'a UID FETCH 1:*,$ (UID BODY.PEEK[1.2.HEADER.FIELDS.NOT (A "b")]<1.2> BINARY.SIZE[3] PREVIEW (LAZY)) (CHANGEDSINCE 1 VANISHED)\r\n',
  'a STORE 1:3 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Deleted $Forwarded)\r\n',
  'a UID SEARCH RETURN (MIN PARTIAL -1:-5) CHARSET UTF-8 OR NOT (FROM x SENTSINCE 1-Jan-2020) MODSEQ "/flags/\\\\Seen" all 5\r\n',
  'a SORT (REVERSE DATE SUBJECT) UTF-8 HEADER X {2+}\r\nab\r\n',
  'a THREAD REFERENCES UTF-8 ALL\r\n',
  'a ID ("name" "x" "y" NIL)\r\n',
  'a NOTIFY SET STATUS (selected (MessageNew (UID FLAGS) MessageExpunge)) (subtree (a b) NONE)\r\n',
  'a GETMETADATA (MAXSIZE 5 DEPTH infinity) "" (/private/comment /shared/x)\r\n',
  'a SETMETADATA INBOX (/private/comment NIL /shared/x "y")\r\n',
  'a CREATE x (USE (\\Sent))\r\na AUTHENTICATE PLAIN AGEAYg==\r\na ENABLE CONDSTORE QRESYNC\r\n',
];

/** A seed with some places overwritten, cut out or doubled. */
const mutated = fc
  .tuple(
    fc.array(fc.constantFrom(...seeds), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat({ max: 6 }),
        fc.oneof(
          fc.string({ maxLength: 3, unit: 'binary' }),
          fc.constantFrom(
            '{',
            '}',
            '{4+}\r\n',
            '(',
            ')',
            '"',
            '\\',
            '\r\n',
            '\n',
            '*',
            '$',
            '\0',
            ' ',
            '~{9}\r\n',
            '&',
            '9'.repeat(25),
            '('.repeat(50),
            'NOT '.repeat(40),
          ),
        ),
      ),
      { maxLength: 6 },
    ),
  )
  .map(([seed, edits]) =>
    edits.reduce((text, [where, cut, put]) => {
      const at = where % (text.length + 1);
      return text.slice(0, at) + put + text.slice(at + cut);
    }, seed),
  );

test('whatever comes in whatever pieces, the reader answers with events, holds bounded memory and never throws', () => {
  fc.assert(
    fc.property(mutated, fc.boolean(), fc.boolean(), fc.integer({ min: 1, max: 40 }), (input, signedIn, utf8, step) => {
      const reader = new CommandReader(signedIn ? limitsAfterSignIn(1_024) : limitsBeforeSignIn(1_024));
      reader.utf8 = utf8;
      const bytes = Buffer.from(input, 'utf8');
      for (let at = 0; at < bytes.length; at += step) {
        reader.push(bytes.subarray(at, at + step));
        for (let event = reader.next(); event !== undefined; event = reader.next()) {
          if (event.kind === 'message') {
            if (event.message.sizeBytes % 2 === 0) reader.acceptMessage();
            else reader.refuseMessage();
          }
          if (event.kind === 'syntax-error') assert.match(event.error.message, /^[^\p{C}\p{Zl}\p{Zp}]+$/u);
        }
        assert.ok(reader.pendingBytes <= 1_024 + step);
      }
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 3_000) },
  );
});
