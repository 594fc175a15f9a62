import { CertificateRefusal } from './certificate-refusal.ts';

/** OpenSSL and Windows write 2,000 each; a million are a second in which the whole server stands still, also at its next start. */
const mostRounds = 1_000_000;

/**
 * A PKCS #12 file or an encrypted PKCS #8 key says how often its password is hashed before it opens, and OpenSSL does as it is told.
 * @throws CertificateRefusal when that would take too long.
 */
export function refuseManyRounds(der: Buffer): void {
  const rounds = roundsIn(der, 0);
  if (rounds <= mostRounds) return;
  throw new CertificateRefusal({
    en: `its password is hashed ${rounds} times before it opens, and more than ${mostRounds} are not done here; export it again with fewer (openssl -iter 10000)`,
    fr: `son mot de passe est haché ${rounds} fois avant l’ouverture, et plus de ${mostRounds} ne sont pas acceptées ici ; exportez-le à nouveau avec moins d’itérations (openssl -iter 10000)`,
  });
}

const tag = { integer: 0x02, octets: 0x04, sequence: 0x30, octetsInParts: 0x24 } as const;
const deepest = 24;

interface Element {
  readonly tag: number;
  readonly content: Buffer;
}

/**
 * The iterations of PBE-parameter (RFC 8018 A.1), PBKDF2-params (A.2) and MacData (RFC 7292 §4), as far as they can be read without
 * the password: a salt and behind it a number, at the beginning of a sequence or behind the digest.
 */
function roundsIn(der: Buffer, depth: number): number {
  if (depth > deepest) return 0;
  let rounds = 0;
  for (const { tag: kind, content } of elementsOf(der) ?? []) {
    if (kind === tag.sequence) rounds += roundsOf(elementsOf(content) ?? []);
    const inner =
      kind === tag.octetsInParts
        ? Buffer.concat((elementsOf(content) ?? []).map((part) => part.content))
        : kind === tag.octets || (kind & 0x20) !== 0
          ? content
          : null;
    if (inner !== null) rounds += roundsIn(inner, depth + 1);
  }
  return rounds;
}

function roundsOf([first, second, third]: readonly Element[]): number {
  const [salt, count] = first?.tag === tag.sequence ? [second, third] : [first, second];
  if (salt?.tag !== tag.octets || count?.tag !== tag.integer || count.content.length === 0) return 0;
  return Number(`0x${count.content.toString('hex')}`);
}

/** What stands one behind another (X.690 §8.1); `null`: these bytes are nothing of the kind, as the octets of a salt. */
function elementsOf(bytes: Buffer): readonly Element[] | null {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const one = elementAt(bytes, at);
    if (one === null) return null;
    // The end of a content whose length nobody gave.
    if (one.tag === 0 && one.content.length === 0) break;
    found.push(one);
    at = one.end;
  }
  return found;
}

function elementAt(bytes: Buffer, at: number, depth = 0): (Element & { readonly end: number }) | null {
  const kind = bytes[at];
  const first = bytes[at + 1];
  // Numbers of tags above 30 stand in none of these files.
  if (kind === undefined || first === undefined || (kind & 0x1f) === 0x1f) return null;
  if (first === 0x80) {
    if ((kind & 0x20) === 0 || depth > deepest) return null;
    let end = at + 2;
    for (let inner = elementAt(bytes, end, depth + 1); inner !== null; inner = elementAt(bytes, end, depth + 1)) {
      const isEnd = inner.tag === 0 && inner.content.length === 0;
      if (isEnd) return { tag: kind, content: bytes.subarray(at + 2, end), end: inner.end };
      end = inner.end;
    }
    return null;
  }
  const digits = first < 0x80 ? 0 : first & 0x7f;
  if (digits > 4 || at + 2 + digits > bytes.length) return null;
  const length = digits === 0 ? first : bytes.readUIntBE(at + 2, digits);
  const start = at + 2 + digits;
  const end = start + length;
  return end > bytes.length ? null : { tag: kind, content: bytes.subarray(start, end), end };
}
