/**
 * Packets of the milter protocol, version 6, as libmilter and Postfix speak it: a length of four bytes (big-endian, the
 * command counted), a letter that says what it is, its data. Texts end with a zero byte.
 */

/** What a filter may ask to be done to a message. */
export const milterActions = {
  addFields: 0x01,
  changeBody: 0x02,
  addRecipient: 0x04,
  removeRecipient: 0x08,
  changeFields: 0x10,
  quarantine: 0x20,
  changeSender: 0x40,
  addRecipientWithTerms: 0x80,
} as const;

/** What the filter does not want to be sent, or does not answer, and some that we offer and have none of. */
export const milterSteps = {
  noConnect: 0x01,
  noHelo: 0x02,
  noMail: 0x04,
  noRecipients: 0x08,
  noBody: 0x10,
  noFields: 0x20,
  noEndOfHeader: 0x40,
  silentField: 0x80,
  noUnknown: 0x100,
  noData: 0x200,
  maySkip: 0x400,
  refusedRecipients: 0x800,
  silentConnect: 0x1000,
  silentHelo: 0x2000,
  silentMail: 0x4000,
  silentRecipient: 0x8000,
  silentData: 0x1_0000,
  silentUnknown: 0x2_0000,
  silentEndOfHeader: 0x4_0000,
  silentBody: 0x8_0000,
} as const;

export const milterVersion = 6;
/** Longest piece of a body in one packet. */
export const mostBodyBytes = 65_535;
/** A longer answer is none: the largest real ones are header fields. */
const mostAnswerBytes = 1024 * 1024;

export interface MilterPacket {
  readonly command: string;
  readonly data: Buffer;
}

export class MilterSyntaxError extends Error {
  override readonly name = 'MilterSyntaxError';
}

export function packet(command: string, ...data: readonly (string | Uint8Array)[]): Buffer {
  const pieces = data.map((one) => (typeof one === 'string' ? Buffer.from(one, 'latin1') : one));
  const length = pieces.reduce((sum, { length: bytes }) => sum + bytes, 1);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(length, 0);
  head.write(command, 4, 'latin1');
  return Buffer.concat([head, ...pieces]);
}

/** Texts, each with the zero byte that ends it; there is none within. */
export function texts(...values: readonly string[]): string {
  return values.map((value) => `${value.replaceAll('\0', '')}\0`).join('');
}

export function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) bytes.writeUInt32BE(value, at * 4);
  return bytes;
}

/** The texts of an answer, at least `least`. @throws MilterSyntaxError */
export function textsOf(data: Buffer, least: number): readonly string[] {
  const values = data.toString('latin1').split('\0');
  // What stands behind the last zero byte is no text; without one the whole is one, as some filters write it.
  if (values.length > 1) values.pop();
  if (values.length < least) throw new MilterSyntaxError(`an answer with ${values.length} of ${least} texts`);
  return values;
}

/** Gathers what comes into packets. */
export class MilterPackets {
  private pending: Buffer = Buffer.alloc(0);

  add(bytes: Buffer): void {
    this.pending = this.pending.length === 0 ? bytes : Buffer.concat([this.pending, bytes]);
  }

  /** The next whole one; `null`: it has not come yet. @throws MilterSyntaxError */
  next(): MilterPacket | null {
    const { pending } = this;
    if (pending.length < 4) return null;
    const length = pending.readUInt32BE(0);
    if (length === 0 || length > mostAnswerBytes) throw new MilterSyntaxError(`an answer of ${length} bytes`);
    if (pending.length < 4 + length) return null;
    this.pending = pending.subarray(4 + length);
    return { command: pending.toString('latin1', 4, 5), data: pending.subarray(5, 4 + length) };
  }
}
