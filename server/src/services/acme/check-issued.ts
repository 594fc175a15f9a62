import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { IssuedCertificate } from '../../domain/configuration/acme-store.ts';
import { AcmeRefusal } from '../../platform/acme/acme-refusal.ts';

/** More than any authority sends. */
const mostInChain = 10;

/**
 * What an authority sent, once it is known to be what was asked for: our key, our names, in time, a chain that fits.
 * @throws AcmeRefusal otherwise; the certificate of before stays in force.
 */
export function checkIssued(
  pem: string,
  wanted: { readonly key: string; readonly names: readonly string[]; readonly now: number },
): Omit<IssuedCertificate, 'renewalId'> {
  const chain = chainIn(pem);
  const leaf = chain[0];
  if (leaf === undefined) throw wrong('it holds no certificate in PEM', 'elle ne contient aucun certificat PEM');
  if (!leaf.checkPrivateKey(createPrivateKey(wanted.key)))
    throw wrong('it belongs to another key', 'il appartient à une autre clé');
  const missing = wanted.names.filter(
    (name) => leaf.checkHost(name, { subject: 'never', wildcards: false }) === undefined,
  );
  if (missing.length > 0) throw wrong(`it lacks ${missing.join(', ')}`, `il y manque ${missing.join(', ')}`);
  const [notBefore, notAfter] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)];
  if (wanted.now < notBefore || notAfter <= wanted.now) {
    const held = `${leaf.validFromDate.toISOString()} – ${leaf.validToDate.toISOString()}`;
    throw wrong(
      `it does not hold now (${held}); look at the clock of this machine`,
      `il n’est pas valable maintenant (${held}) ; vérifiez l’horloge de cette machine`,
    );
  }
  for (const [index, one] of chain.entries()) {
    const issuer = chain[index + 1];
    if (issuer !== undefined && !(one.checkIssued(issuer) && one.verify(issuer.publicKey)))
      throw wrong('its chain does not fit together', 'les maillons de sa chaîne ne concordent pas');
  }
  return {
    certificate: chain.map(String).join(''),
    key: wanted.key,
    thumbprint: leaf.fingerprint.replaceAll(':', ''),
    names: wanted.names,
    notBefore,
    notAfter,
  };
}

function chainIn(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length > mostInChain) throw wrong('its chain is too long', 'sa chaîne est trop longue');
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch (cause) {
    throw wrong('it is damaged', 'il est endommagé', cause);
  }
}

function wrong(en: string, fr: string, cause?: unknown): AcmeRefusal {
  return new AcmeRefusal(
    {
      en: `The certificate that the authority sent is not used: ${en}.`,
      fr: `Le certificat envoyé par l’autorité n’est pas utilisé : ${fr}.`,
    },
    { cause },
  );
}
