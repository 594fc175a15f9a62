/** What FETCH sends of a message, packed into one value: two lengths, then the bytes of each. */
export interface ContentSummary {
  readonly envelope: Uint8Array;
  readonly bodyStructure: Uint8Array;
  readonly preview: string;
}

export function packSummary(summary: ContentSummary): Uint8Array {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(summary.envelope.length, 0);
  head.writeUInt32LE(summary.bodyStructure.length, 4);
  return Buffer.concat([head, summary.envelope, summary.bodyStructure, Buffer.from(summary.preview, 'utf8')]);
}

/** Views into `bytes`, no copies; the preview is made into a string only when it is asked for. */
export function unpackSummary(bytes: Uint8Array): {
  readonly envelope: Uint8Array;
  readonly bodyStructure: Uint8Array;
  preview(): string;
} {
  const lengthAt = (at: number): number =>
    ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>>
    0;
  const envelopeEnd = 8 + lengthAt(0);
  const bodyStructureEnd = envelopeEnd + lengthAt(4);
  return {
    envelope: bytes.subarray(8, envelopeEnd),
    bodyStructure: bytes.subarray(envelopeEnd, bodyStructureEnd),
    preview: () =>
      Buffer.from(bytes.buffer, bytes.byteOffset + bodyStructureEnd, bytes.length - bodyStructureEnd).toString('utf8'),
  };
}
