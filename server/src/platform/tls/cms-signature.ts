import { createHash, type KeyObject, sign, type X509Certificate } from 'node:crypto';

/** A certificate with its chain and its key; the leaf comes first. */
export interface Signer {
  readonly chain: readonly X509Certificate[];
  readonly key: KeyObject;
}

/**
 * `content` inside a CMS SignedData (RFC 5652 §5), as Apple reads signed profiles: SHA-256, the whole chain within.
 * `null` for a key that is neither RSA nor ECDSA.
 */
export function cmsSigned(content: Buffer, { chain, key }: Signer, now: Date): Buffer | null {
  const leaf = chain[0];
  const algorithm = signatureAlgorithms[key.asymmetricKeyType ?? ''];
  if (leaf === undefined || algorithm === undefined) return null;
  const attributes = [
    attribute(oid.contentType, objectId(oid.data)),
    attribute(oid.messageDigest, tlv(0x04, createHash('sha256').update(content).digest())),
    attribute(oid.signingTime, tlv(0x17, Buffer.from(utcTime(now)))),
  ].sort(Buffer.compare); // DER: a SET OF stands in the order of its encodings (X.690 §11.6).
  // RFC 5652 §5.4: signed as a SET, sent under [0].
  const signature = sign('sha256', tlv(0x31, ...attributes), key);
  const signerInfo = tlv(
    0x30,
    integer(1),
    tlv(0x30, ...issuerAndSerial(leaf.raw)),
    sha256,
    tlv(0xa0, ...attributes),
    algorithm,
    tlv(0x04, signature),
  );
  const signedData = tlv(
    0x30,
    integer(1),
    tlv(0x31, sha256),
    tlv(0x30, objectId(oid.data), tlv(0xa0, tlv(0x04, content))),
    tlv(0xa0, ...chain.map(({ raw }) => raw)),
    tlv(0x31, signerInfo),
  );
  return tlv(0x30, objectId(oid.signedData), tlv(0xa0, signedData));
}

/** Their encodings, in hexadecimal (RFC 5652 §§4, 5.1, 11; RFC 5754). */
const oid = {
  data: '2a864886f70d010701',
  signedData: '2a864886f70d010702',
  contentType: '2a864886f70d010903',
  messageDigest: '2a864886f70d010904',
  signingTime: '2a864886f70d010905',
  sha256: '608648016503040201',
  sha256WithRsa: '2a864886f70d01010b',
  ecdsaWithSha256: '2a8648ce3d040302',
} as const;

const sha256 = tlv(0x30, objectId(oid.sha256));
const signatureAlgorithms: Readonly<Record<string, Buffer>> = {
  rsa: tlv(0x30, objectId(oid.sha256WithRsa), tlv(0x05)),
  ec: tlv(0x30, objectId(oid.ecdsaWithSha256)),
};

/** Tag, length, value (X.690 §8.1). */
function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const { length } = value;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), value]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.of(tag, 0x80 | bytes.length), bytes, value]);
}

function objectId(encoded: string): Buffer {
  return tlv(0x06, Buffer.from(encoded, 'hex'));
}

function integer(value: number): Buffer {
  return tlv(0x02, Buffer.of(value));
}

function attribute(type: string, value: Buffer): Buffer {
  return tlv(0x30, objectId(type), tlv(0x31, value));
}

function utcTime(date: Date): string {
  return `${date.toISOString().replace(/^..|[-:T]|\.\d+/g, '')}`;
}

/** Issuer and serial number as they are encoded in the certificate (RFC 5280 §4.1). */
function issuerAndSerial(certificate: Buffer): readonly [issuer: Buffer, serial: Buffer] {
  const fields = elements(elements(elements(certificate)[0]?.value)[0]?.value);
  // The version is left out of certificates of version 1.
  const [serial, , issuer] = fields[0]?.tag === 0xa0 ? fields.slice(1) : fields;
  if (serial === undefined || issuer === undefined) throw new Error('the certificate is not in DER');
  return [issuer.whole, serial.whole];
}

interface Element {
  readonly tag: number;
  readonly value: Buffer;
  readonly whole: Buffer;
}

function elements(bytes: Buffer = Buffer.alloc(0)): readonly Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at + 1] ?? 0;
    const extra = first < 0x80 ? 0 : first & 0x7f;
    const length = extra === 0 ? first : bytes.readUIntBE(at + 2, extra);
    const begin = at + 2 + extra;
    found.push({
      tag: bytes[at] ?? 0,
      value: bytes.subarray(begin, begin + length),
      whole: bytes.subarray(at, begin + length),
    });
    at = begin + length;
  }
  return found;
}
