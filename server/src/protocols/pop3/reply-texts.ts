import type { LocalisedText } from '@relais/management-contract';

/** A text of a reply in the languages of LANG (RFC 6856 §3). English is ASCII: clients may read it before LANG. */
export type ReplyText = LocalisedText;

/** Exchange's wording where it is known (reference §6.2), and behind it the reason that its users miss (§6.4). */
export const replyTexts = {
  loggedOn: { en: 'User successfully logged on.', fr: 'L’utilisateur s’est connecté.' },
  logonFailure: {
    en: 'Logon failure: unknown user name or bad password.',
    fr: 'Échec de la connexion : nom d’utilisateur inconnu ou mot de passe incorrect.',
  },
  protocolDisabled: {
    en: 'The password is right, but POP3 is switched off for this mailbox (PopEnabled); ask your administrator.',
    fr: 'Le mot de passe est correct, mais POP3 est désactivé pour cette boîte aux lettres (PopEnabled) ; adressez-vous à votre administrateur.',
  },
  appPasswordRequired: {
    en: 'This account has a second factor, so mail programs need an app password: make one in webmail, Options > Account > My account > App passwords.',
    fr: 'Ce compte a un second facteur : les logiciels de messagerie ont besoin d’un mot de passe d’application, à créer dans la messagerie web, Options > Compte > Mon compte > Mots de passe d’application.',
  },
  accessTakenAway: {
    en: 'FullAccess to this mailbox has been taken away.',
    fr: 'L’accès complet à cette boîte aux lettres a été retiré.',
  },
  accountDisabled: {
    en: 'This account is disabled; ask your administrator.',
    fr: 'Ce compte est désactivé ; adressez-vous à votre administrateur.',
  },
  maildropInUse: {
    en: 'The maildrop is open in another POP3 session of the same user; end it, or try again in a minute.',
    fr: 'La boîte est ouverte dans une autre session POP3 du même utilisateur ; fermez-la ou réessayez dans une minute.',
  },
  messageGone: {
    en: 'The message was removed by another client meanwhile.',
    fr: 'Le message a été supprimé entre-temps par un autre client.',
  },
  invalidState: { en: 'Command is not valid in this state.', fr: 'La commande n’est pas valide dans cet état.' },
  needsTls: {
    en: 'Command is not valid in this state. (A password is taken only on an encrypted connection: send STLS first, or use the TLS port.)',
    fr: 'La commande n’est pas valide dans cet état. (Un mot de passe n’est accepté que sur une connexion chiffrée : envoyez d’abord STLS ou utilisez le port TLS.)',
  },
  userFirst: {
    en: 'Command is not valid in this state. (PASS needs USER before it.)',
    fr: 'La commande n’est pas valide dans cet état. (PASS doit suivre USER.)',
  },
  alreadySecure: {
    en: 'Command is not valid in this state. (The connection is encrypted already.)',
    fr: 'La commande n’est pas valide dans cet état. (La connexion est déjà chiffrée.)',
  },
  stlsAfterUtf8: {
    en: 'Command is not valid in this state. (STLS must come before UTF8.)',
    fr: 'La commande n’est pas valide dans cet état. (STLS doit précéder UTF8.)',
  },
  beginTls: { en: 'Begin TLS negotiation.', fr: 'Commencez la négociation TLS.' },
  authCancelled: { en: 'Authentication was cancelled.', fr: 'L’authentification a été annulée.' },
  authMalformed: {
    en: 'Protocol error. 19 (That is no SASL PLAIN message: base64 of NUL, user name, NUL, password.)',
    fr: 'Erreur de protocole. 19 (Ce n’est pas un message SASL PLAIN : base64 de NUL, nom d’utilisateur, NUL, mot de passe.)',
  },
  saslMalformed: {
    en: 'Protocol error. 19 (That is no message of this SASL mechanism, in base64 on one line.)',
    fr: 'Erreur de protocole. 19 (Ce n’est pas un message de ce mécanisme SASL, en base64 sur une ligne.)',
  },
  authTooLong: {
    en: 'Protocol error. 19 (A line of a SASL exchange has at most 12288 bytes.)',
    fr: 'Erreur de protocole. 19 (Une ligne d’un échange SASL a au plus 12288 octets.)',
  },
  languageList: { en: 'Language listing follows:', fr: 'Liste des langues :' },
  languageChanged: { en: 'Language changed.', fr: 'Langue modifiée.' },
  utf8: { en: 'UTF-8 enabled.', fr: 'UTF-8 activé.' },
  signingOff: {
    en: 'Microsoft Exchange Server 2013 POP3 server signing off.',
    fr: 'Le serveur POP3 Microsoft Exchange Server 2013 met fin à la session.',
  },
  deletionsFailed: {
    en: 'Some deleted messages were not removed; they will be there again next time.',
    fr: 'Certains messages supprimés n’ont pas été retirés ; ils seront présents la prochaine fois.',
  },
  unexpected: { en: 'Server Unavailable. 21', fr: 'Serveur indisponible. 21' },
} as const satisfies Record<string, ReplyText>;

export function throttledText(retryAfterMs: number): ReplyText {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return {
    en: `Too many wrong passwords from this address or for this account; try again in ${seconds} seconds.`,
    fr: `Trop de mots de passe erronés depuis cette adresse ou pour ce compte ; réessayez dans ${seconds} secondes.`,
  };
}

export function limitText(limit: string, value: number): ReplyText {
  return {
    en: `The limit ${limit} of ${value} connections is reached; close another connection or try again later.`,
    fr: `La limite ${limit} de ${value} connexions est atteinte ; fermez une autre connexion ou réessayez plus tard.`,
  };
}
