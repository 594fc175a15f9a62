import type { LocalisedText } from '@relais/management-contract';

const failures: Readonly<Record<string, LocalisedText>> = {
  ECONNREFUSED: { en: 'nothing listens there', fr: 'rien n’écoute à cet endroit' },
  ECONNRESET: { en: 'the other side broke the connection off', fr: 'l’autre côté a rompu la connexion' },
  EPIPE: { en: 'the other side broke the connection off', fr: 'l’autre côté a rompu la connexion' },
  ETIMEDOUT: { en: 'no answer came in time', fr: 'aucune réponse n’est venue à temps' },
  EHOSTUNREACH: { en: 'there is no way to this address', fr: 'aucun chemin ne mène à cette adresse' },
  EHOSTDOWN: { en: 'no machine answers at this address', fr: 'aucune machine ne répond à cette adresse' },
  ENETUNREACH: { en: 'there is no way to its network', fr: 'aucun chemin ne mène à son réseau' },
  ENETDOWN: { en: 'the network of this server is down', fr: 'le réseau de ce serveur est coupé' },
  EADDRNOTAVAIL: { en: 'this server has no address to ask from', fr: 'ce serveur n’a pas d’adresse d’où demander' },
  EAFNOSUPPORT: {
    en: 'this server has no network of this kind (IPv4 or IPv6)',
    fr: 'ce serveur n’a pas de réseau de ce type (IPv4 ou IPv6)',
  },
  EACCES: { en: 'the system forbids the connection', fr: 'le système interdit la connexion' },
  EPERM: { en: 'the system forbids the connection', fr: 'le système interdit la connexion' },
  ERR_SSL_WRONG_VERSION_NUMBER: { en: 'what answers is not TLS', fr: 'ce qui répond n’est pas du TLS' },
  ERR_SSL_PACKET_LENGTH_TOO_LONG: { en: 'what answers is not TLS', fr: 'ce qui répond n’est pas du TLS' },
  ERR_SSL_UNSUPPORTED_PROTOCOL: {
    en: 'the server speaks only versions of TLS that are too old',
    fr: 'le serveur ne parle que des versions trop anciennes de TLS',
  },
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: {
    en: 'the server speaks only versions of TLS that are too old',
    fr: 'le serveur ne parle que des versions trop anciennes de TLS',
  },
};

/** Why a connection failed, in words that go on after a colon; what is not known here is told as the system tells it. */
export function networkWords(cause: Error & { readonly code?: string }): LocalisedText {
  return failures[cause.code ?? ''] ?? { en: cause.message, fr: cause.message };
}

const strangers: Readonly<Record<string, LocalisedText>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: { en: 'it is self-signed', fr: 'il est auto-signé' },
  SELF_SIGNED_CERT_IN_CHAIN: {
    en: 'it was signed by an authority that mail programs do not know',
    fr: 'il est signé par une autorité que les logiciels ne connaissent pas',
  },
  UNABLE_TO_GET_ISSUER_CERT: {
    en: 'the certificate of its authority is missing from what the server sends',
    fr: 'le certificat de son autorité manque dans ce que le serveur envoie',
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    en: 'it was signed by an authority that mail programs do not know',
    fr: 'il est signé par une autorité que les logiciels ne connaissent pas',
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    en: 'the certificate of its authority is missing from what the server sends',
    fr: 'le certificat de son autorité manque dans ce que le serveur envoie',
  },
  CERT_HAS_EXPIRED: {
    en: 'the certificate of its authority has expired',
    fr: 'le certificat de son autorité a expiré',
  },
  INVALID_PURPOSE: { en: 'it is not meant for servers', fr: 'il n’est pas destiné aux serveurs' },
};

/** Why nobody vouches for a certificate, in words that go on after "but"; Node's `authorizationError`. */
export function signerWords(authorizationError: unknown): LocalisedText {
  const { code = '' } = typeof authorizationError === 'object' ? ((authorizationError ?? {}) as { code?: string }) : {};
  return (
    strangers[code === '' ? String(authorizationError) : code] ?? {
      en: 'mail programs do not trust it',
      fr: 'les logiciels ne lui font pas confiance',
    }
  );
}
