import { createHash, createHmac, createPrivateKey, randomBytes, type X509Certificate } from 'node:crypto';

const oid = {
  data: '1.2.840.113549.1.7.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  localKeyId: '1.2.840.113549.1.9.21',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const;
const macIterations = 10_000;

/**
 * A PKCS #12 file (RFC 7292) of a certificate with its chain and its key. The key is encrypted with AES-256 (PBES2), the whole is
 * sealed with HMAC-SHA-256; the certificates, which are public, stand in it as they are.
 */
export function pfxFile(chain: readonly X509Certificate[], key: string, password: string): Buffer {
  const [own] = chain;
  if (own === undefined) throw new Error('a PFX file needs a certificate');
  const keyId = createHash('sha1').update(own.raw).digest();
  const shrouded = createPrivateKey(key).export({
    type: 'pkcs8',
    format: 'der',
    cipher: 'aes-256-cbc',
    passphrase: password,
  });
  const attributes = set(sequence(objectId(oid.localKeyId), set(octets(keyId))));
  const certificates = chain.map((certificate) =>
    sequence(
      objectId(oid.certificateBag),
      tagged(0, sequence(objectId(oid.x509Certificate), tagged(0, octets(certificate.raw)))),
      ...(certificate === own ? [attributes] : []),
    ),
  );
  const keyBag = sequence(objectId(oid.shroudedKeyBag), tagged(0, shrouded), attributes);
  const safe = sequence(contentInfo(sequence(...certificates)), contentInfo(sequence(keyBag)));
  const salt = randomBytes(16);
  const mac = createHmac('sha256', macKey(password, salt)).update(safe).digest();
  const macData = sequence(
    sequence(sequence(objectId(oid.sha256), element(0x05, Buffer.alloc(0))), octets(mac)),
    octets(salt),
    integer(macIterations),
  );
  return sequence(integer(3), contentInfo(safe), macData);
}

/** RFC 7292 appendix B.2 for SHA-256: 32 bytes out, blocks of 64, ID 3 for MAC keys. */
function macKey(password: string, salt: Buffer): Buffer {
  const block = 64;
  // Appendix B.1: BMPString with two zero bytes at its end.
  const text = Buffer.from(`${password}\0`, 'utf16le').swap16();
  const filled = (bytes: Buffer): Buffer => {
    const length = Math.ceil(bytes.length / block) * block;
    return Buffer.from(Array.from({ length }, (_, at) => bytes[at % bytes.length] ?? 0));
  };
  let digest = createHash('sha256')
    .update(Buffer.concat([Buffer.alloc(block, 3), filled(salt), filled(text)]))
    .digest();
  for (let round = 1; round < macIterations; round += 1) digest = createHash('sha256').update(digest).digest();
  return digest;
}

function contentInfo(content: Buffer): Buffer {
  return sequence(objectId(oid.data), tagged(0, octets(content)));
}

// DER (X.690 §8 and §10), as much of it as this needs.

function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const digits: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) digits.unshift(left % 256);
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length, ...digits]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

function set(...parts: readonly Buffer[]): Buffer {
  return element(0x31, Buffer.concat(parts));
}

function octets(content: Buffer): Buffer {
  return element(0x04, content);
}

function tagged(number: number, content: Buffer): Buffer {
  return element(0xa0 | number, content);
}

function integer(value: number): Buffer {
  const digits: number[] = [];
  for (let left = value; left > 0; left = Math.floor(left / 256)) digits.unshift(left % 256);
  // A first bit that is set would make it negative.
  if ((digits[0] ?? 0) >= 0x80) digits.unshift(0);
  return element(0x02, Buffer.from(digits.length === 0 ? [0] : digits));
}

function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const digits = [part % 128];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128))
      digits.unshift(0x80 | (left % 128));
    bytes.push(...digits);
  }
  return element(0x06, Buffer.from(bytes));
}
