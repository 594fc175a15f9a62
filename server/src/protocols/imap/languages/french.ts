type Sentence = readonly [pattern: RegExp, french: string];

/** The texts of tagged responses; `$1` is what stood there in English. Longer ones come before those they begin with. */
const sentences: readonly Sentence[] = [
  [/^(\S+) completed\.$/, '$1 terminé.'],
  [/^(\S+) failed\.$/, 'Échec de $1.'],
  [/^Supported languages have been enumerated\.$/, 'Voici les langues disponibles.'],
  [
    /^Unsupported language (.+)\. Known are (.+)\.$/,
    'La langue $1 n’est pas disponible. Les langues disponibles sont $2.',
  ],
  [
    /^Command received in Invalid state\. \((\S+) needs a selected mailbox\)$/,
    'Commande reçue dans un état incorrect. ($1 exige une boîte sélectionnée)',
  ],
  [
    /^Command received in Invalid state\. \((\S+) needs a signed-in user\)$/,
    'Commande reçue dans un état incorrect. ($1 exige une session ouverte)',
  ],
  [
    /^Command received in Invalid state\. \((\S+) is only for connections that have not signed in\)$/,
    'Commande reçue dans un état incorrect. ($1 ne vaut qu’avant l’ouverture de session)',
  ],
  [/^Command received in Invalid state\./, 'Commande reçue dans un état incorrect.'],
  [/^Command Error\. 10 \((\S+) is switched off here\)$/, 'Erreur de commande. 10 ($1 est désactivé ici)'],
  [/^Command Error\. 10/, 'Erreur de commande. 10'],
  [/^Command Argument Error\. 11/, 'Erreur d’argument. 11'],
  [/^Server Unavailable\. 15$/, 'Serveur indisponible. 15'],
  [/^There is no folder "(.*)"\.?(.*)$/, 'Il n’y a pas de dossier « $1 ».$2'],
  [
    /^"(.*)" was opened with EXAMINE and so cannot be changed$/,
    '« $1 » a été ouvert par EXAMINE et ne peut pas être modifié',
  ],
  [
    /^"(.*)" cannot hold messages and so cannot be selected$/,
    '« $1 » ne peut pas contenir de messages et ne peut donc pas être sélectionné',
  ],
  [
    /^"(.*)" cannot hold messages and so has no status$/,
    '« $1 » ne peut pas contenir de messages et n’a donc pas d’état',
  ],
  [/^INBOX cannot be deleted\.$/, 'INBOX ne peut pas être supprimée.'],
  [/^Some of the messages no longer exist\.$/, 'Certains des messages n’existent plus.'],
  [/^(\S+) failed\. The charset is not known\.$/, 'Échec de $1. Le jeu de caractères est inconnu.'],
  [/^(\S+) failed\. There is no such filter\.$/, 'Échec de $1. Ce filtre n’existe pas.'],
  [
    /^(\S+) failed\. Passwords are only taken after STARTTLS\.$/,
    'Échec de $1. Les mots de passe ne sont acceptés qu’après STARTTLS.',
  ],
  [
    /^(\S+) failed\. IMAP4 is switched off for this mailbox \(ImapEnabled\)\.$/,
    'Échec de $1. IMAP4 est désactivé pour cette boîte aux lettres (ImapEnabled).',
  ],
  [/^(\S+) failed\. This account is disabled\.$/, 'Échec de $1. Ce compte est désactivé.'],
  [
    /^(\S+) failed\. Too many wrong passwords; try again in (\d+) seconds\.$/,
    'Échec de $1. Trop de mots de passe erronés ; réessayez dans $2 secondes.',
  ],
  [
    /^(\S+) failed\. The limit (\S+) of (\d+) connections is reached\.$/,
    'Échec de $1. La limite $2 de $3 connexions est atteinte.',
  ],
  [
    /^(\S+) failed\. The message has (\d+) bytes; the largest that is taken has (\d+)\.$/,
    'Échec de $1. Le message a $2 octets ; le plus grand qui soit accepté en a $3.',
  ],
  [
    /^(\S+) failed\. It names (\d+) messages; at most (\d+) are taken at once\.$/,
    'Échec de $1. La commande désigne $2 messages ; $3 au plus sont acceptés à la fois.',
  ],
  [
    /^(\S+) failed\. Quotas are set by the administrator\.$/,
    'Échec de $1. Les quotas sont fixés par l’administrateur.',
  ],
  [/^(\S+) failed\. The only quota root is ""\.$/, 'Échec de $1. La seule racine de quota est "".'],
  [/^(\S+) was cancelled\.$/, '$1 a été annulé.'],
  [/^(\S+) failed\. (.*)$/, 'Échec de $1. $2'],
];

export function frenchOf(text: string): string {
  for (const [pattern, french] of sentences) if (pattern.test(text)) return text.replace(pattern, french);
  return text;
}
