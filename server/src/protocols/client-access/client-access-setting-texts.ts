import { settingTexts as text } from '../../platform/settings/setting-texts.ts';

/** What people read about each setting that IMAP4 and POP3 share, in both languages. */
export const clientAccessSettingTexts = {
  SSLBindings: text(
    'TLS bindings',
    'Liaisons TLS',
    'Addresses and ports, as address:port, on which connections are encrypted from the start.',
    'Adresses et ports, sous la forme adresse:port, où les connexions sont chiffrées dès le début.',
  ),
  InternalConnectionSettings: text(
    'Internal connection settings',
    'Paramètres de connexion internes',
    'Host, port and encryption (host:port:SSL or TLS) published to clients inside the organisation. Effective after iisreset.',
    'Hôte, port et chiffrement (hôte:port:SSL ou TLS) publiés aux clients internes. Prend effet après iisreset.',
  ),
  ExternalConnectionSettings: text(
    'External connection settings',
    'Paramètres de connexion externes',
    'Host, port and encryption (host:port:SSL or TLS) that webmail shows to users outside. Effective after iisreset.',
    'Hôte, port et chiffrement (hôte:port:SSL ou TLS) que la messagerie web montre aux utilisateurs externes. Prend effet après iisreset.',
  ),
  X509CertificateName: text(
    'Certificate name',
    'Nom du certificat',
    'Host name of the certificate that is presented.',
    'Nom d’hôte du certificat présenté.',
  ),
  LoginType: text(
    'Logon method',
    'Méthode de connexion',
    'PlainTextLogin: passwords are also taken on unencrypted connections. PlainTextAuthentication and SecureLogin: only after TLS.',
    'PlainTextLogin : les mots de passe sont aussi acceptés sans chiffrement. PlainTextAuthentication et SecureLogin : seulement après TLS.',
  ),
  AuthenticatedConnectionTimeout: text(
    'Time-out of authenticated connections',
    'Délai des connexions authentifiées',
    'A signed-in connection without a complete command for this long is closed: 00:00:30 to 1.00:00:00.',
    'Une connexion authentifiée sans commande complète pendant ce délai est fermée : de 00:00:30 à 1.00:00:00.',
  ),
  PreAuthenticatedConnectionTimeout: text(
    'Time-out of unauthenticated connections',
    'Délai des connexions non authentifiées',
    'A connection that has not signed in and sends no complete command for this long is closed: 00:00:30 to 01:00:00.',
    'Une connexion non authentifiée sans commande complète pendant ce délai est fermée : de 00:00:30 à 01:00:00.',
  ),
  MaxConnections: text(
    'Maximum connections',
    'Nombre maximal de connexions',
    'All connections together, signed in or not.',
    'Toutes les connexions, authentifiées ou non.',
  ),
  MaxConnectionFromSingleIP: text(
    'Maximum connections from one IP address',
    'Nombre maximal de connexions par adresse IP',
    'Connections from one address.',
    'Connexions provenant d’une même adresse.',
  ),
  MaxConnectionsPerUser: text(
    'Maximum connections per user',
    'Nombre maximal de connexions par utilisateur',
    'Signed-in connections of one user.',
    'Connexions authentifiées d’un même utilisateur.',
  ),
  MessageRetrievalMimeFormat: text(
    'Message MIME format',
    'Format MIME des messages',
    'Kept and printed; changes nothing: messages are always given back byte for byte as they came.',
    'Conservé et affiché ; sans effet : les messages sont toujours rendus octet pour octet tels qu’ils sont arrivés.',
  ),
  ProxyTargetPort: text(
    'Proxy target port',
    'Port cible du proxy',
    'Kept and printed; changes nothing: there is no separate back-end service.',
    'Conservé et affiché ; sans effet : il n’y a pas de service principal distinct.',
  ),
  CalendarItemRetrievalOption: text(
    'Calendar retrieval',
    'Récupération du calendrier',
    'Kept and printed; changes nothing: meeting requests are delivered as the messages that came.',
    'Conservé et affiché ; sans effet : les demandes de réunion sont remises telles qu’elles sont arrivées.',
  ),
  OwaServerUrl: text(
    'Webmail URL for calendar items',
    'URL de la messagerie web pour les éléments de calendrier',
    'Kept and printed; changes nothing, as CalendarItemRetrievalOption.',
    'Conservée et affichée ; sans effet, comme CalendarItemRetrievalOption.',
  ),
  SuppressReadReceipt: text(
    'Suppress read receipts',
    'Supprimer les accusés de lecture',
    'Kept and printed; changes nothing: downloading a message never sends a receipt.',
    'Conservé et affiché ; sans effet : télécharger un message n’envoie jamais d’accusé.',
  ),
  ProtocolLogEnabled: text(
    'Protocol log',
    'Journal du protocole',
    'Writes every command and reply, without passwords, to LogFileLocation.',
    'Écrit chaque commande et réponse, sans les mots de passe, dans LogFileLocation.',
  ),
  EnforceCertificateErrors: text(
    'Enforce certificate errors',
    'Appliquer les erreurs de certificat',
    'Kept and printed; changes nothing: there is no proxying whose certificate could be wrong.',
    'Conservé et affiché ; sans effet : aucun relais dont le certificat pourrait être faux.',
  ),
  LogFileLocation: text(
    'Log folder',
    'Dossier du journal',
    'Folder of the protocol log. %ExchangeInstallPath% is the data directory.',
    'Dossier du journal du protocole. %ExchangeInstallPath% est le répertoire de données.',
  ),
  LogFileRollOverSettings: text(
    'Log roll-over',
    'Rotation du journal',
    'How often a new log file is begun while LogPerFileSizeQuota is 0.',
    'Fréquence à laquelle un nouveau fichier est commencé tant que LogPerFileSizeQuota vaut 0.',
  ),
  LogPerFileSizeQuota: text(
    'Log file size',
    'Taille des fichiers journaux',
    '0: a new file by time. A size: a new file when it is reached. Unlimited: one file for ever.',
    '0 : un nouveau fichier selon le temps. Une taille : un nouveau fichier quand elle est atteinte. Unlimited : un seul fichier.',
  ),
  ExtendedProtectionPolicy: text(
    'Extended protection',
    'Protection étendue',
    'Kept and printed; changes nothing: NTLM is not offered.',
    'Conservé et affiché ; sans effet : NTLM n’est pas proposé.',
  ),
  EnableGSSAPIAndNTLMAuth: text(
    'GSSAPI and NTLM sign-in',
    'Authentification GSSAPI et NTLM',
    'Kept and printed; changes nothing: NTLM and GSSAPI are not offered.',
    'Conservé et affiché ; sans effet : NTLM et GSSAPI ne sont pas proposés.',
  ),
} as const;
