import type { Clock } from '../../platform/clock/clock.ts';
import { MessageSpool } from '../delivery/message-spool.ts';
import { askFilter, callsItSpam } from './ask-filters.ts';
import { FilterUnavailable } from './content-filter.ts';
import { FilteredBody } from './filtered-body.ts';
import { FilteredHeader } from './filtered-header.ts';
import { MilterSyntaxError } from './milter-packets.ts';

export interface TryingParts {
  readonly server: string;
  readonly spoolDirectory: string;
  readonly clock: Clock;
  /** For each message. */
  readonly timeoutMs: number;
}

/** What becomes of a message as a filter wants it. */
export type TriedFate = 'Accept' | 'JunkEmail' | 'Reject' | 'Defer' | 'Discard';

interface Tried {
  readonly kind: 'answered';
  readonly fate: TriedFate;
  /** What the filter says of what it does not let into the inbox. */
  readonly said: string | null;
}
interface Unavailable {
  readonly kind: 'unavailable';
  readonly reason: string;
}

export type FilterTrial =
  | Unavailable
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

interface TrialMessage {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}
const harmlessMessage = { name: 'harmless', type: 'text/plain', text: 'A test message that is nothing but text.' };
// In pieces, so that no scanner takes this file for what it is about.
const spamMessage = {
  name: 'spam',
  type: 'text/plain',
  text: ['XJS*C4JDBQADN1', '.NSBN3*2IDNEN*', 'GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL', '*C.34X'].join(''),
};
const virusMessage = {
  name: 'virus',
  type: 'application/octet-stream; name="eicar.com"',
  text: ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-', 'TEST-FILE!$H+H*'].join(''),
};

/** Shows a filter a harmless message, spam and a virus, none of which goes anywhere. */
export async function tryFilter(filter: string, parts: TryingParts): Promise<FilterTrial> {
  const begun = parts.clock.elapsed();
  const harmless = await tried(filter, harmlessMessage, parts);
  const milliseconds = parts.clock.elapsed() - begun;
  if (harmless.kind === 'unavailable') return harmless;
  const spam = await tried(filter, spamMessage, parts);
  if (spam.kind === 'unavailable') return spam;
  const virus = await tried(filter, virusMessage, parts);
  if (virus.kind === 'unavailable') return virus;
  return {
    kind: 'answered',
    milliseconds,
    harmless: harmless.fate,
    spam: spam.fate,
    virus: virus.fate,
    said: harmless.said ?? spam.said ?? virus.said,
  };
}

/** The first of the three alone. */
export function harmlessTrial(filter: string, parts: TryingParts): Promise<Tried | Unavailable> {
  return tried(filter, harmlessMessage, parts);
}

async function tried(
  filter: string,
  { name, type, text }: TrialMessage,
  { server, spoolDirectory, clock, timeoutMs }: TryingParts,
): Promise<Tried | Unavailable> {
  const postmaster = `postmaster@${server}`;
  const date = new Date(clock.now()).toUTCString().replace('GMT', '+0000');
  const header = new FilteredHeader(
    [
      `From: <${postmaster}>`,
      `To: <${postmaster}>`,
      `Subject: ${name}`,
      `Date: ${date}`,
      `Message-ID: <${clock.now()}.${name}@${server}>`,
      'MIME-Version: 1.0',
      `Content-Type: ${type}`,
      '',
    ].join('\r\n'),
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
    sender: postmaster,
    recipients: [postmaster],
    user: null,
    number: 0,
    sizeBytes: bytes.length,
  };
  try {
    const verdict = await askFilter(filter, { clock, timeoutMs }, mail, { header, body });
    switch (verdict.kind) {
      case 'reject':
        return { kind: 'answered', fate: 'Reject', said: `${verdict.status} ${verdict.text}` };
      case 'defer':
        return { kind: 'answered', fate: 'Defer', said: `${verdict.status} ${verdict.text}` };
      case 'discard':
        return { kind: 'answered', fate: 'Discard', said: null };
      case 'quarantine':
        return { kind: 'answered', fate: 'JunkEmail', said: verdict.reason };
      case 'accept':
        return { kind: 'answered', fate: header.added().some(callsItSpam) ? 'JunkEmail' : 'Accept', said: null };
    }
  } catch (error) {
    if (!(error instanceof FilterUnavailable || error instanceof MilterSyntaxError)) throw error;
    return { kind: 'unavailable', reason: error.message };
  } finally {
    await body.close();
  }
}
