import { X509Certificate } from 'node:crypto';

/**
 * What an authority answers in other forms than PEM, as PEM: one certificate in DER (`.cer`), or PKCS #7 (`.p7b`) with its
 * chain, in DER or PEM. `null`: it is neither.
 */
export async function certificatesAsPem(content: Buffer): Promise<string | null> {
  const text = content.toString('latin1');
  const pkcs7 = /-----BEGIN (?:PKCS7|CMS)-----([^-]+)-----END (?:PKCS7|CMS)-----/.exec(text)?.[1];
  if (pkcs7 === undefined && text.includes('-----BEGIN')) return null;
  try {
    if (pkcs7 === undefined) return new X509Certificate(content).toString();
  } catch {
    // Not one certificate: perhaps several.
  }
  // Loaded when it is needed only: the library costs a quarter of a second and 20 MB.
  await import('reflect-metadata');
  const { X509Certificates } = await import('@peculiar/x509');
  try {
    const der = pkcs7 === undefined ? content : Buffer.from(pkcs7, 'base64');
    const certificates = new X509Certificates(new Uint8Array(der));
    return certificates.length === 0 ? null : `${certificates.toString('pem-chain')}\n`;
  } catch {
    return null;
  }
}
