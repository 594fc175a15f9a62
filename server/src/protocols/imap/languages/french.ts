type Sentence = readonly [pattern: RegExp, french: string];

/** The texts of responses; `$1` is what stood there in English. Longer ones come before those they begin with. */
const sentences: readonly Sentence[] = [
  [/^(\S+) completed\.$/, '$1 terminé.'],
  [/^(\S+) failed\.$/, 'Échec de $1.'],
  [/^Supported languages have been enumerated\.$/, 'Voici les langues disponibles.'],
  [
    /^Unsupported language (.+)\. Known are (.+)\.$/s,
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
  [/^Command Error\. 10 \((.*)\)$/, 'Erreur de commande. 10 (@1)'],
  [/^Command Error\. 10/, 'Erreur de commande. 10'],
  [/^Command Argument Error\. 11 \((.*)\)$/, 'Erreur d’argument. 11 (@1)'],
  [/^Command Argument Error\. 11/, 'Erreur d’argument. 11'],
  [/^Server Unavailable\. 15$/, 'Serveur indisponible. 15'],
  [/^(\S+) is switched off here$/, '$1 est désactivé ici'],
  [/^(\S+) is not offered here$/, '$1 n’est pas proposé ici'],
  [/^TLS is on already$/, 'TLS est déjà actif'],
  [/^the mechanism (\S+) is unknown; DEFLATE is known$/, 'le mécanisme $1 est inconnu ; DEFLATE est connu'],
  [/^IDLE ends with DONE$/, 'IDLE se termine par DONE'],
  [/^QRESYNC needs ENABLE QRESYNC before it$/, 'QRESYNC doit être précédé de ENABLE QRESYNC'],
  [/^VANISHED needs ENABLE QRESYNC before it$/, 'VANISHED doit être précédé de ENABLE QRESYNC'],
  [
    /^MessageNew and MessageExpunge go together, and FlagChange needs both$/,
    'MessageNew et MessageExpunge vont ensemble, et FlagChange exige les deux',
  ],
  [
    /^of the selected mailbox only message events can be told$/,
    'de la boîte sélectionnée, seuls les événements des messages peuvent être signalés',
  ],
  [
    /^MessageNew has items to fetch with selected and selected-delayed only$/,
    'MessageNew n’a d’éléments à lire qu’avec selected et selected-delayed',
  ],
  [/^selected and selected-delayed can stand there once$/, 'selected et selected-delayed n’y figurent qu’une fois'],
  [
    /^PLAIN is identity, user and password with NUL between$/,
    'PLAIN se compose de l’identité, du nom et du mot de passe séparés par NUL',
  ],
  [
    /^no CHARSET after ENABLE UTF8=ACCEPT: searches are in UTF-8$/,
    'pas de CHARSET après ENABLE UTF8=ACCEPT : les recherches sont en UTF-8',
  ],
  [
    /^a search with this tag is kept up to date already; CANCELUPDATE ends it$/,
    'une recherche de cette étiquette est déjà tenue à jour ; CANCELUPDATE y met fin',
  ],
  [/^a search that names a filter is in UTF-8$/, 'une recherche qui nomme un filtre est en UTF-8'],
  [/^UIDONLY is enabled, so messages are named by UID$/, 'UIDONLY est actif : les messages sont désignés par leur UID'],
  [/^Begin TLS negotiation now\.$/, 'Commencez la négociation TLS.'],
  [/^DEFLATE active\.$/, 'DEFLATE actif.'],
  [/^DEFLATE is active already\.$/, 'DEFLATE est déjà actif.'],
  [/^Messages moved\.$/, 'Messages déplacés.'],
  [/^Conditional STORE failed for some messages\.$/, 'STORE conditionnel sans effet sur certains messages.'],
  [/^There is no folder "(.*)"\.?(.*)$/s, 'Il n’y a pas de dossier « $1 ».$2'],
  [/^There is no such folder$/, 'Ce dossier n’existe pas'],
  [/^There is already a folder "(.*)"\.$/, 'Il y a déjà un dossier « $1 ».'],
  [
    /^The folder has been deleted meanwhile\. List the folders again\.$/,
    'Le dossier a été supprimé entre-temps. Redemandez la liste des dossiers.',
  ],
  [/^"(.*)" would stand inside itself\.$/, '« $1 » se trouverait dans lui-même.'],
  [/^"(.*)" cannot name a folder: (.*)$/s, '« $1 » ne peut pas nommer un dossier : @2'],
  [/^it is empty\.$/, 'il est vide.'],
  [/^it is not valid Unicode\.$/, 'il n’est pas en Unicode correct.'],
  [/^it is not modified UTF-7 \((.*) an & is written &-\)\.$/, 'il n’est pas en UTF-7 modifié ($1 un & s’écrit &-).'],
  [/^it is neither modified UTF-7 nor UTF-8\.$/, 'il n’est ni en UTF-7 modifié ni en UTF-8.'],
  [
    /^it holds a control character or an invisible mark\.$/,
    'il contient un caractère de contrôle ou une marque invisible.',
  ],
  [/^"\*" and "%" stand for other names in LIST \((.*)\)\.$/, '« * » et « % » désignent d’autres noms dans LIST ($1).'],
  [/^a level between two "\/" is empty\.$/, 'un niveau entre deux « / » est vide.'],
  [/^"\." and "\.\." are no levels\.$/, '« . » et « .. » ne sont pas des niveaux.'],
  [/^a level begins or ends with a space\.$/, 'un niveau commence ou finit par une espace.'],
  [/^it has (\S+) levels; at most (\S+) are kept\.$/, 'il a $1 niveaux ; $2 au plus sont gardés.'],
  [/^it takes more than (\S+) bytes\.$/, 'il prend plus de $1 octets.'],
  [
    /^Folders that others share stand under "(.*)"; make yours elsewhere\.$/,
    'Les dossiers que d’autres partagent se trouvent sous « $1 » ; créez le vôtre ailleurs.',
  ],
  [
    /^A folder does not move from one mailbox to another\. Create one there and move its messages\.$/,
    'Un dossier ne passe pas d’une boîte aux lettres à une autre. Créez-en un là-bas et déplacez ses messages.',
  ],
  [
    /^A mailbox has at most (\d+|\S+) folders\. Delete some first\.$/,
    'Une boîte aux lettres a au plus $1 dossiers. Supprimez-en d’abord.',
  ],
  [
    /^"(.*)" is only a name that other folders stand under\. Create it first to keep messages in it\.$/,
    '« $1 » n’est qu’un nom sous lequel se trouvent d’autres dossiers. Créez-le d’abord pour y garder des messages.',
  ],
  [
    /^"(.*)" is only a name that other folders stand under\. Delete those first\.$/,
    '« $1 » n’est qu’un nom sous lequel se trouvent d’autres dossiers. Supprimez d’abord ceux-ci.',
  ],
  [
    /^"(.*)" is already the folder for that use; (.*)$/s,
    '« $1 » est déjà le dossier de cet usage ; retirez-le-lui d’abord',
  ],
  [
    /^INBOX has its own use, which no other folder can have\.$/,
    'INBOX a son propre usage, qu’aucun autre dossier ne peut avoir.',
  ],
  [
    /^A mailbox takes one use that RFC 6154 names, not (.*)\.$/,
    'Une boîte prend un des usages nommés par la RFC 6154, pas $1.',
  ],
  [
    /^"(.*)" has given all its UIDs\. Move its messages to a new folder\.$/,
    '« $1 » a attribué tous ses UID. Déplacez ses messages vers un nouveau dossier.',
  ],
  [/^You may read "(.*)", not change it \(RFC 4314\)\.$/, 'Vous pouvez lire « $1 », mais pas le modifier (RFC 4314).'],
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
  [/^"(.*)" cannot hold messages$/, '« $1 » ne peut pas contenir de messages'],
  [
    /^"(.*)" holds no messages and so has no access control list$/,
    '« $1 » ne contient pas de messages et n’a donc pas de liste de droits',
  ],
  [/^INBOX cannot be deleted\.$/, 'INBOX ne peut pas être supprimée.'],
  [/^This mailbox has been deleted\. Sign in again\.$/, 'Cette boîte aux lettres a été supprimée. Reconnectez-vous.'],
  [
    /^What had come of the message is gone\. Send it again\.$/,
    'Ce qui était arrivé du message a disparu. Renvoyez-le.',
  ],
  [/^Some of the messages no longer exist\.$/, 'Certains des messages n’existent plus.'],
  [/^The message to replace does not exist$/, 'Le message à remplacer n’existe pas'],
  [/^A message of no bytes cannot be kept\.$/, 'Un message vide ne peut pas être conservé.'],
  [
    /^A part that is not marked as binary has line ends that are not CRLF$/,
    'Une partie qui n’est pas déclarée binaire a des fins de ligne autres que CRLF',
  ],
  [
    /^A message here has at most (\S+) bytes; this one has (\S+)\.$/,
    'Un message a ici au plus $1 octets ; celui-ci en a $2.',
  ],
  [
    /^A message here has at most (\S+) bytes\. Send less at once\.$/,
    'Un message a ici au plus $1 octets. Envoyez-en moins à la fois.',
  ],
  [
    /^The message has (\S+) bytes; the largest that is taken has (\S+)\.$/,
    'Le message a $1 octets ; le plus grand qui soit accepté en a $2.',
  ],
  [
    /^The mailbox holds (\S+) bytes of (\S+); (\S+) more do not fit\. (.*)$/,
    'La boîte aux lettres contient $1 octets sur $2 ; $3 de plus n’y tiennent pas. @4',
  ],
  [
    /^The mailbox is on hold and its recoverable items have (\S+) bytes of (\S+): nothing more can be deleted\. (.*)$/,
    'La boîte aux lettres est conservée pour litige et ses éléments récupérables ont $1 octets sur $2 : plus rien ne peut être supprimé. @3',
  ],
  [
    /^Ask your administrator to raise RecoverableItemsQuota\.$/,
    'Demandez à votre administrateur d’augmenter RecoverableItemsQuota.',
  ],
  [
    /^Deleted items are recovered into a folder of the mailbox that keeps them\.$/,
    'Les éléments supprimés se récupèrent dans un dossier de la boîte aux lettres qui les garde.',
  ],
  [/^Delete some messages and empty Deleted Items\.$/, 'Supprimez des messages et videz Éléments supprimés.'],
  [/^A keyword has at most (\S+) characters\.$/, 'Un mot-clé a au plus $1 caractères.'],
  [
    /^"(.*)" cannot be a keyword: letters, digits and most signs make one\.$/,
    '« $1 » ne peut pas être un mot-clé : il se compose de lettres, de chiffres et de la plupart des signes.',
  ],
  [
    /^The folder already has (\S+) different keywords; use one of those\.$/,
    'Le dossier a déjà $1 mots-clés différents ; utilisez l’un d’eux.',
  ],
  [
    /^The folder already has (\S+) combinations of keywords(.*)$/,
    'Le dossier a déjà $1 combinaisons de mots-clés ; utilisez l’une d’elles',
  ],
  [/^You do not have the right (\S+) in "(.*)" \(RFC 4314\)\.$/, 'Vous n’avez pas le droit $1 dans « $2 » (RFC 4314).'],
  [
    /^You may not (.*): that needs the right (\S+) in this folder\.$/,
    'Cette action n’est pas permise : elle exige le droit $2 dans ce dossier.',
  ],
  [
    /^You may change none of these flags here: .*$/,
    'Vous ne pouvez changer ici aucun de ces indicateurs : \\Seen exige le droit s, \\Deleted t, tous les autres w (RFC 4314, section 4).',
  ],
  [
    /^The owner of a mailbox always has every right in it\.$/,
    'Le propriétaire d’une boîte aux lettres y a toujours tous les droits.',
  ],
  [
    /^"(.*)" is nobody here: name a user or a group by its address, or "anyone"\.$/,
    '« $1 » n’est personne ici : désignez un utilisateur ou un groupe par son adresse, ou « anyone ».',
  ],
  [
    /^The list of a folder names at most (\S+); name a group or "anyone" instead\.$/,
    'La liste d’un dossier nomme au plus $1 personnes ; désignez plutôt un groupe ou « anyone ».',
  ],
  [
    /^A URL can be made for messages in one's own mailbox only\.$/,
    'Une URL ne peut être faite que pour les messages de sa propre boîte.',
  ],
  [/^The URL names no message or part\.$/, 'L’URL ne désigne ni message ni partie.'],
  [
    /^Annotations of the server that all users see are set by an administrator\.$/,
    'Les annotations du serveur que tous voient sont fixées par un administrateur.',
  ],
  [
    /^Set the private and the shared annotations of the server one after the other\.$/,
    'Fixez les annotations privées et partagées du serveur l’une après l’autre.',
  ],
  [/^(\S+) has (\S+) bytes; the longest value has (\S+)\.$/, '$1 a $2 octets ; la plus longue valeur en a $3.'],
  [/^(\S+) is no search: (.*)$/, '$1 n’est pas une recherche : @2'],
  [
    /^A mailbox has at most (\S+) annotations, the server (\S+) for each user\.$/,
    'Une boîte a au plus $1 annotations, le serveur $2 par utilisateur.',
  ],
  [/^The mailbox has too many annotations\.$/, 'La boîte a trop d’annotations.'],
  [/^JMAP is not open to this mailbox\.$/, 'JMAP n’est pas ouvert à cette boîte aux lettres.'],
  [/^The event (.*) is not known\.$/, 'L’événement $1 est inconnu.'],
  [/^The charset is not known\.$/, 'Le jeu de caractères est inconnu.'],
  [/^There is no such filter\.$/, 'Ce filtre n’existe pas.'],
  [/^The transfer encoding of a part is not known\.$/, 'Le codage de transfert d’une partie est inconnu.'],
  [/^Passwords are only taken after STARTTLS\.$/, 'Les mots de passe ne sont acceptés qu’après STARTTLS.'],
  [
    /^IMAP4 is switched off for this mailbox \(ImapEnabled\)\.$/,
    'IMAP4 est désactivé pour cette boîte aux lettres (ImapEnabled).',
  ],
  [/^FullAccess to this mailbox has been taken away\.$/, 'L’accès complet à cette boîte aux lettres a été retiré.'],
  [/^This account is disabled\.$/, 'Ce compte est désactivé.'],
  [
    /^This account has a second factor, so mail programs need an app password: .*$/,
    'Ce compte a un second facteur : les logiciels de messagerie ont besoin d’un mot de passe d’application, à créer dans la messagerie web, Options > Compte > Mon compte > Mots de passe d’application.',
  ],
  [
    /^Too many wrong passwords; try again in (\S+) seconds\.$/,
    'Trop de mots de passe erronés ; réessayez dans $1 secondes.',
  ],
  [/^The limit (\S+) of (\S+) connections is reached\.$/, 'La limite $1 de $2 connexions est atteinte.'],
  [/^The mechanisms here are (.*)\.$/, 'Les mécanismes proposés sont $1.'],
  [/^Acting for another user is not allowed\.$/, 'Il n’est pas permis d’agir pour un autre utilisateur.'],
  [
    /^It is about more than (\S+) messages; name fewer, with UIDAFTER or UIDBEFORE for example\.$/,
    'Elle porte sur plus de $1 messages ; nommez-en moins, par exemple avec UIDAFTER ou UIDBEFORE.',
  ],
  [
    /^The server has no space left for mail; nothing was changed\.$/,
    'Le serveur n’a plus de place pour le courrier ; rien n’a été modifié.',
  ],
  [
    /^The mailbox is locked by another program\. Try again later\.$/,
    'La boîte aux lettres est verrouillée par un autre programme. Réessayez plus tard.',
  ],
  [
    /^The mailbox cannot be reached at the moment\. Try again later\.$/,
    'La boîte aux lettres est inaccessible pour le moment. Réessayez plus tard.',
  ],
  [/^Previous mailbox closed\.$/, 'La boîte précédente est fermée.'],
  [/^Permanent flags$/, 'Indicateurs permanents'],
  [/^Is the first unseen message$/, 'Premier message non lu'],
  [/^UIDVALIDITY value$/, 'Valeur de UIDVALIDITY'],
  [/^The next unique identifier value$/, 'Prochain identifiant unique'],
  [/^Highest mod-sequence$/, 'Plus haut numéro de modification'],
  [/^Mailbox id$/, 'Identifiant de la boîte'],
  [/^Other Users\/$/, 'Autres utilisateurs/'],
  [/^Shared Mailboxes\/$/, 'Boîtes aux lettres partagées/'],
  [/^URLs can be signed$/, 'Des URL peuvent être signées'],
  [/^URLs of before open nothing any more\.$/, 'Les URL d’avant n’ouvrent plus rien.'],
  [/^What came is not deflate \((.*)\)\.$/, 'Ce qui est arrivé n’est pas du deflate ($1).'],
  [/^The client has ended its compressed input\.$/, 'Le client a terminé son flux compressé.'],
  [
    /^(\d+) compressed bytes grew to (\d+); at most (\d+) times as many are taken\.$/,
    '$1 octets compressés en ont donné $2 ; il en est accepté au plus $3 fois autant.',
  ],
  [/^Replacement message ready\.$/, 'Le message de remplacement est prêt.'],
  [/^Too many contexts\.$/, 'Trop de recherches suivies.'],
  [/^Still at work\.$/, 'Toujours en cours.'],
  [
    /^Microsoft Exchange Server 2013 IMAP4 server signing off\.$/,
    'Le serveur IMAP4 de Microsoft Exchange Server 2013 met fin à la session.',
  ],
  [
    /^Connection is closed\. 13 \(no complete command for (\d+) seconds\)$/,
    'Connexion fermée. 13 (aucune commande complète depuis $1 secondes)',
  ],
  [/^"(.*)" is no longer open to you\.$/, '« $1 » ne vous est plus ouvert.'],
  [/^The app password was revoked\.$/, 'Le mot de passe d’application a été révoqué.'],
  [/^The password of this account was changed\.$/, 'Le mot de passe de ce compte a été modifié.'],
  [
    /^The administrator has closed this protocol for the mailbox\.$/,
    'L’administrateur a fermé ce protocole pour cette boîte aux lettres.',
  ],
  [/^The IMAP4 service is stopping\.$/, 'Le service IMAP4 s’arrête.'],
  [/^The server is stopping\.$/, 'Le serveur s’arrête.'],
  [/^The IMAP4 service is restarting; connect again\.$/, 'Le service IMAP4 redémarre ; reconnectez-vous.'],
  [/^Closed by the administrator\.$/, 'Fermée par l’administrateur.'],
  [/^Only the newest messages were worked on\.$/, 'Seuls les messages les plus récents ont été traités.'],
  [
    /^It names (\S+) messages; at most (\S+) are taken at once\.$/,
    'La commande désigne $1 messages ; $2 au plus sont acceptés à la fois.',
  ],
  [
    /^That would be (\S+) batches; ask for at most (\S+), such as (\S+)\.$/,
    'Cela ferait $1 lots ; demandez-en au plus $2, par exemple $3.',
  ],
  [/^A batch has at least (\S+) messages\.$/, 'Un lot compte au moins $1 messages.'],
  [/^The first batch comes first: (\S+) rather than (\S+)\.$/, 'Le premier lot vient en premier : $1 plutôt que $2.'],
  [/^Quotas are set by the administrator\.$/, 'Les quotas sont fixés par l’administrateur.'],
  [/^The only quota root is ""\.$/, 'La seule racine de quota est "".'],
  [/^STORAGE can be limited, (\S+) cannot\.$/, 'STORAGE peut être limité, $1 non.'],
  [/^(\S+) was cancelled\.$/, '$1 a été annulé.'],
  [/^(\S+) failed\. (.*)$/, 'Échec de $1. @2'],
];

/** A text for people in French. What stands in one of its groups as a text of its own (`@1`) is put into French too. */
export function frenchOf(text: string): string {
  for (const [pattern, french] of sentences) {
    const found = pattern.exec(text);
    if (found === null) continue;
    return french.replace(/[$@]([1-9])/g, (reference, group: string) => {
      const words = found[Number(group)] ?? '';
      return reference.startsWith('@') ? frenchOf(words) : words;
    });
  }
  return text;
}
