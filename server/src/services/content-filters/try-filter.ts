import type { Clock } from '../../platform/clock/clock.ts';
import { askFilter, callsItSpam } from './ask-filters.ts';
import { FilterUnavailable } from './content-filter.ts';
import { FilteredBody } from './filtered-body.ts';
import { FilteredHeader } from './filtered-header.ts';
import { MilterSyntaxError } from './milter-packets.ts';
import { MessageSpool } from '../delivery/message-spool.ts';

/** What becomes of a message as a filter wants it. */
export type TriedFate = 'Accept' | 'JunkEmail' | 'Reject' | 'Defer' | 'Discard';

export type FilterTrial =
  | { readonly kind: 'unavailable'; readonly reason: string }
  | {
      readonly kind: 'answered';
      /** Of the harmless message. */
      readonly milliseconds: number;
      readonly harmless: TriedFate;
      /** Of GTUBE, which every spam filter takes for spam. */
      readonly spam: TriedFate;
      /** Of the EICAR test file, which every virus scanner finds. */
      readonly virus: TriedFate;
      /** What the filter says of the first of these that it does not let into the inbox. */
      readonly said: string | null;
    };

// In pieces, so that no scanner takes this file for what it is about.
const gtube = ['XJS*C4JDBQADN1', '.NSBN3*2IDNEN*', 'GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL', '*C.34X'].join('');
const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-', 'TEST-FILE!$H+H*'].join('');

/** Shows a filter a harmless message, spam and a virus, none of which goes anywhere. */
export async function tryFilter(
  filter: string,
  {
    server,
    spoolDirectory,
    clock,
    timeoutMs,
  }: {
    readonly server: string;
    readonly spoolDirectory: string;
    readonly clock: Clock;
    /** For each of the three. */
    readonly timeoutMs: number;
  },
): Promise<FilterTrial> {
  let said: string | null = null;
  const fateOf = async (subject: string, type: string, text: string): Promise<TriedFate> => {
    const header = new FilteredHeader(
      `From: <postmaster@${server}>\r\nTo: <postmaster@${server}>\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\n` +
        `Date: ${new Date(clock.now()).toUTCString().replace('GMT', '+0000')}\r\nMessage-ID: <${clock.now()}.${subject}@${server}>\r\n`,
    );
    const bytes = Buffer.from(`${text}\r\n`, 'latin1');
    const body = new FilteredBody(
      async function* whole() {
        yield bytes;
      },
      () => new MessageSpool(spoolDirectory),
    );
    const mail = {
      // A documentation address (RFC 5737): filters let those of the machine itself pass unseen.
      clientAddress: '192.0.2.1',
      clientHostname: server,
      server,
      sender: `postmaster@${server}`,
      recipients: [`postmaster@${server}`],
      user: null,
      number: 0,
      sizeBytes: bytes.length,
    };
    try {
      const verdict = await askFilter(filter, { clock, timeoutMs }, mail, { header, body });
      if (verdict.kind === 'reject' || verdict.kind === 'defer') said ??= `${verdict.status} ${verdict.text}`;
      if (verdict.kind === 'quarantine') said ??= verdict.reason;
      if (verdict.kind === 'reject') return 'Reject';
      if (verdict.kind === 'defer') return 'Defer';
      if (verdict.kind === 'discard') return 'Discard';
      return verdict.kind === 'quarantine' || header.added().some(callsItSpam) ? 'JunkEmail' : 'Accept';
    } finally {
      await body.close();
    }
  };
  try {
    const begun = clock.elapsed();
    const harmless = await fateOf('harmless', 'text/plain', 'A test message that is nothing but text.');
    const milliseconds = clock.elapsed() - begun;
    const spam = await fateOf('spam', 'text/plain', gtube);
    const virus = await fateOf('virus', 'application/octet-stream; name="eicar.com"', eicar);
    return { kind: 'answered', milliseconds, harmless, spam, virus, said };
  } catch (error) {
    if (!(error instanceof FilterUnavailable || error instanceof MilterSyntaxError)) throw error;
    return { kind: 'unavailable', reason: error.message };
  }
}
