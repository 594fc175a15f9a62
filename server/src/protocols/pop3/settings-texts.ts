import { settingTexts as text } from '../../platform/settings/setting-texts.ts';

/** What people read about each setting that only POP3 has, or has in its own words, in both languages. */
export const popSettingTexts = {
  MaxCommandSize: text(
    'Maximum command size (bytes)',
    'Taille maximale des commandes (octets)',
    'The longest command line that is read, in bytes with its line break: 40 to 1024.',
    'La ligne de commande la plus longue qui soit lue, en octets avec sa fin de ligne : de 40 à 1024.',
  ),
  MessageRetrievalSortOrder: text(
    'Message order',
    'Ordre des messages',
    'How messages are numbered: Ascending, the oldest is 1; Descending, the newest is 1.',
    'Numérotation des messages : Ascending, le plus ancien est le 1 ; Descending, le plus récent est le 1.',
  ),
  UnencryptedOrTLSBindings: text(
    'Plain or STLS bindings',
    'Liaisons non chiffrées ou STLS',
    'Addresses and ports, as address:port, on which connections begin without encryption and may use STLS.',
    'Adresses et ports, sous la forme adresse:port, où les connexions commencent sans chiffrement et peuvent utiliser STLS.',
  ),
  Banner: text(
    'Banner',
    'Bannière',
    'The text after "+OK " in the greeting.',
    'Le texte après « +OK » dans le message d’accueil.',
  ),
  EnableExactRFC822Size: text(
    'Exact message size',
    'Taille exacte des messages',
    'Whether STAT and LIST count every octet that RETR will send, by reading each message once. Otherwise the stored size, which is the same unless a message has bare line feeds, no line end at its end, or a header in UTF-8 that is written in ASCII for the client.',
    'Indique si STAT et LIST comptent chaque octet que RETR enverra, en lisant chaque message une fois. Sinon la taille enregistrée, identique sauf si un message contient des sauts de ligne nus, ne finit pas par une fin de ligne, ou a un en-tête UTF-8 récrit en ASCII pour le client.',
  ),
} as const;
