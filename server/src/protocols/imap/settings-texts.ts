import { settingTexts as text } from '../../platform/settings/setting-texts.ts';

/** What people read about each setting that only IMAP4 has, or has in its own words, in both languages. */
export const imapSettingTexts = {
  MaxCommandSize: text(
    'Maximum command size (bytes)',
    'Taille maximale des commandes (octets)',
    'The longest command line that is read, in bytes: 1024 to 16384. Literals are not counted.',
    'La ligne de commande la plus longue qui soit lue, en octets : de 1024 à 16384. Les littéraux ne comptent pas.',
  ),
  ShowHiddenFoldersEnabled: text(
    'Show hidden folders',
    'Afficher les dossiers masqués',
    'Whether LIST and LSUB show hidden folders.',
    'Indique si LIST et LSUB montrent les dossiers masqués.',
  ),
  UnencryptedOrTLSBindings: text(
    'Plain or STARTTLS bindings',
    'Liaisons non chiffrées ou STARTTLS',
    'Addresses and ports, as address:port, on which connections begin without encryption and may use STARTTLS.',
    'Adresses et ports, sous la forme adresse:port, où les connexions commencent sans chiffrement et peuvent utiliser STARTTLS.',
  ),
  DisabledCapabilities: text(
    'Capabilities that are switched off',
    'Capacités désactivées',
    'IMAP4 capabilities that are neither announced nor carried out, such as NOTIFY or COMPRESS=DEFLATE, for clients that break on them. Set-CASMailbox -ImapDisabledCapabilities does the same for one mailbox.',
    'Capacités IMAP4 qui ne sont ni annoncées ni exécutées, comme NOTIFY ou COMPRESS=DEFLATE, pour les clients qu’elles perturbent. Set-CASMailbox -ImapDisabledCapabilities fait de même pour une boîte aux lettres.',
  ),
  CommandsPerSecond: text(
    'Commands per second and connection',
    'Commandes par seconde et par connexion',
    'How many commands of a signed-in connection are carried out in a second; the others wait, and the client is told so once. 0 means no limit.',
    'Le nombre de commandes d’une connexion authentifiée exécutées par seconde ; les autres attendent, et le client en est averti une fois. 0 : pas de limite.',
  ),
  PreAuthenticatedCommandsPerSecond: text(
    'Commands per second before sign-in',
    'Commandes par seconde avant l’ouverture de session',
    'How many commands of a connection that has not signed in are carried out in a second; the others wait, and the client is told so once. 0 means no limit.',
    'Le nombre de commandes d’une connexion non authentifiée exécutées par seconde ; les autres attendent, et le client en est averti une fois. 0 : pas de limite.',
  ),
  MessageLimit: text(
    'Messages per command',
    'Messages par commande',
    'The most messages that one FETCH, STORE, SEARCH, COPY, MOVE or UID EXPUNGE works on (MESSAGELIMIT); 0 means no limit.',
    'Le nombre maximal de messages qu’un FETCH, STORE, SEARCH, COPY, MOVE ou UID EXPUNGE traite (MESSAGELIMIT) ; 0 : pas de limite.',
  ),
  SaveLimit: text(
    'Messages per APPEND or COPY',
    'Messages par APPEND ou COPY',
    'The most messages that one APPEND, COPY or MOVE puts into a folder (SAVELIMIT); 0 means no limit.',
    'Le nombre maximal de messages qu’un APPEND, COPY ou MOVE dépose dans un dossier (SAVELIMIT) ; 0 : pas de limite.',
  ),
  Banner: text(
    'Banner',
    'Bannière',
    'The text after "* OK " in the greeting.',
    'Le texte après « * OK » dans le message d’accueil.',
  ),
  EnableExactRFC822Size: text(
    'Exact message size',
    'Taille exacte des messages',
    'Kept and printed; changes nothing: sizes are always exact.',
    'Conservé et affiché ; sans effet : les tailles sont toujours exactes.',
  ),
} as const;
