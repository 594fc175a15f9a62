import { absentParameterTexts } from './absent-parameters.ts';
import { absentTypeTexts } from './absent-types.ts';
import type { Language } from '@relais/management-contract';

/**
 * The shell's own refusals are written in English where they arise; this says the frequent ones in French, sentence by
 * sentence. What the server refuses arrives in the caller's language already.
 */
const sentences: readonly (readonly [RegExp, string])[] = [
  [
    /The term '(.+?)' is not recognized as the name of a cmdlet, function, or script file\./g,
    'Le terme « $1 » n’est pas reconnu comme nom d’applet de commande, fonction, fichier de script ou programme exécutable.',
  ],
  [
    /Check the spelling; Get-Command lists what there is\./g,
    'Vérifiez l’orthographe ; Get-Command liste ce qui existe.',
  ],
  [/Did you mean ['"[](.+?)['"\]]\?/g, 'Vouliez-vous dire « $1 » ?'],
  [
    /A parameter cannot be found that matches parameter name '(.+?)'\./g,
    'Impossible de trouver un paramètre correspondant au nom « $1 ».',
  ],
  [
    /A positional parameter cannot be found that accepts argument '(.+?)'\./gs,
    'Impossible de trouver un paramètre positionnel acceptant l’argument « $1 ».',
  ],
  [
    /Missing an argument for parameter '(.+?)'\. Specify a parameter of type '(.+?)' and try again\./g,
    'Il manque un argument au paramètre « $1 ». Donnez une valeur de type « $2 » et réessayez.',
  ],
  [
    /Parameter cannot be processed because the parameter name '(.+?)' is ambiguous\. Possible matches include:/g,
    'Le nom de paramètre « $1 » est ambigu. Les correspondances possibles sont :',
  ],
  [
    /Cannot bind parameter because parameter '(.+?)' is specified more than once\./g,
    'Le paramètre « $1 » est donné plus d’une fois.',
  ],
  [
    /Cannot process command because of one or more missing mandatory parameters: (.+?)\.$/g,
    'Impossible de traiter la commande : des paramètres obligatoires manquent : $1.',
  ],
  [
    /Cannot process argument transformation on parameter '(.+?)'\./g,
    'Impossible de traiter la transformation d’argument sur le paramètre « $1 ».',
  ],
  [/Cannot validate argument on parameter '(.+?)'\./g, 'Impossible de valider l’argument du paramètre « $1 ».'],
  [/Cannot convert value "(.*?)" to type "(.+?)"\./gs, 'Impossible de convertir la valeur « $1 » en type « $2 ».'],
  [/ Error: "(.+)"$/gs, ' Erreur : « $1 »'],
  [/Input string was not in a correct format\./g, 'Le format de la chaîne d’entrée est incorrect.'],
  [
    /The input object cannot be bound to any parameters for the command, which takes no pipeline input\./g,
    'L’objet d’entrée ne peut être lié à aucun paramètre : la commande n’accepte pas d’entrée de pipeline.',
  ],
  [
    /The input object cannot be bound to any parameters for the command: .+$/g,
    'L’objet d’entrée ne peut être lié à aucun paramètre de la commande.',
  ],
  [
    /The email cannot be sent because no SMTP server was specified\. You must specify an SMTP server by using either the SmtpServer parameter or the \$PSEmailServer variable\./g,
    'Impossible d’envoyer le courrier, car aucun serveur SMTP n’a été spécifié. Donnez-en un avec le paramètre SmtpServer ou la variable $PSEmailServer.',
  ],
  [/(\w+)\(\) reaches no files from here\. Use: /g, '$1() n’atteint aucun fichier d’ici. Utilisez : '],
  [
    /is more of XPath than is understood here: names, \*, \/\/, \[1\], \[@name='value'\], \[name='value'\] and @name at the end\. Where-Object finds the rest\./g,
    "dit plus de XPath que ce qui est compris ici : noms, *, //, [1], [@nom='valeur'], [nom='valeur'] et @nom à la fin. Where-Object trouve le reste.",
  ],
  [
    /New-Object makes no COM objects here; "(.+?)" is of Windows\./g,
    'New-Object ne crée pas d’objets COM ici ; « $1 » appartient à Windows.',
  ],
  [/This shell sends no mail\./g, 'Cet environnement n’envoie pas de courrier.'],
  [/"(.+?)" is no address such as (\S+)\.$/g, '« $1 » n’est pas une adresse telle que $2.'],
  [/A sender and a recipient are needed\./g, 'Il faut un expéditeur et un destinataire.'],
  [
    /An error occurred stopping transcription: The host is not currently transcribing\./g,
    'Une erreur s’est produite lors de l’arrêt de la transcription : aucune transcription n’est en cours.',
  ],
  [/Cannot create a file when that file already exists\./g, 'Impossible de créer un fichier déjà existant.'],
  [
    /Add-Type compiles nothing here and loads no files; write a function of the shell instead\./g,
    'Add-Type ne compile rien ici et ne charge aucun fichier ; écrivez plutôt une fonction.',
  ],
  [
    /No Windows PowerShell snap-ins matching the pattern '(.+?)' were found\./g,
    'Aucun composant logiciel enfichable Windows PowerShell correspondant au modèle « $1 » n’a été trouvé.',
  ],
  [/Attempted to divide by zero\./g, 'Tentative de division par zéro.'],
  [/You cannot call a method on a null-valued expression/g, 'Impossible d’appeler une méthode sur une expression Null'],
  [/Cannot index into a null array\./g, 'Impossible d’indexer dans un tableau Null.'],
  [/Unable to find type \[(.+?)\]\./g, 'Le type [$1] est introuvable.'],
  [
    /Method invocation failed because \[(.+?)\] does not contain a method named '(.+?)'\./g,
    'Échec de l’appel : [$1] ne contient pas de méthode nommée « $2 ».',
  ],
  [
    /Cannot overwrite variable (\S+) because it is read-only or constant\./g,
    'La variable $1 est en lecture seule ou constante.',
  ],
  [
    /Cannot find path '(.+?)' because it does not exist\./g,
    'Impossible de trouver le chemin « $1 », car il n’existe pas.',
  ],
  [
    /The argument "(.*?)" does not belong to the set "(.*?)" specified by the ValidateSet attribute\. Supply an argument that is in the set and then try the command again\./g,
    'L’argument « $1 » n’appartient pas à l’ensemble « $2 » spécifié par l’attribut ValidateSet. Indiquez un argument qui figure dans l’ensemble, puis réessayez.',
  ],
  [
    /The argument "(.*?)" does not match the "(.*?)" pattern\. Supply an argument that matches "(.*?)" and try the command again\./gs,
    'L’argument « $1 » ne correspond pas au modèle « $2 ». Indiquez un argument qui correspond à « $3 » et réessayez.',
  ],
  [
    /The argument is null or empty\. Supply an argument that is not null or empty and then try the command again\./g,
    'L’argument est Null ou vide. Indiquez un argument qui n’est ni Null ni vide, puis réessayez.',
  ],
  [
    /The argument is null\. Supply a non-null argument and try the command again\./g,
    'L’argument est Null. Indiquez un argument non Null et réessayez.',
  ],
  [
    /The character length \((\d+)\) of the argument is too short\. Specify an argument with a length that is greater than or equal to "(\d+)", and then try the command again\./g,
    'L’argument, de $1 caractères, est trop court. Indiquez un argument d’au moins $2 caractères, puis réessayez.',
  ],
  [
    /The character length of the (\d+) argument is too long\. Shorten the character length of the argument so it is fewer than or equal to "(\d+)" characters, and then try the command again\./g,
    'L’argument, de $1 caractères, est trop long. Raccourcissez-le à $2 caractères au plus, puis réessayez.',
  ],
  [
    /The parameter requires at least (\d+) value\(s\) and no more than (\d+) value\(s\) - (\d+) value\(s\) were provided\./g,
    'Le paramètre demande au moins $1 et au plus $2 valeur(s) ; $3 ont été données.',
  ],
  [
    /The "(.+?)" validation script for the argument with value "(.*?)" did not return a result of True\. Determine why the validation script failed, and then try the command again\./gs,
    'Le script de validation « $1 » n’a pas donné True pour l’argument « $2 ». Voyez pourquoi, puis réessayez.',
  ],
  [
    /The text or list is longer than this shell holds\./g,
    'Le texte ou la liste dépasse ce que cet environnement contient.',
  ],
  [
    /The added or subtracted value results in an un-representable DateTime\./g,
    'La valeur ajoutée ou soustraite donne une date qui ne peut pas être représentée.',
  ],
  [/This shell has no access to files\./g, 'Cet environnement n’a pas accès aux fichiers.'],
  [
    /Unexpected token '(.+?)' in expression or statement\./gs,
    'Jeton inattendu « $1 » dans l’expression ou l’instruction.',
  ],
  [
    /Unexpected text "(.+?)" where a value is expected; a text needs quotes: '(.+?)'\./g,
    "Texte inattendu « $1 » là où une valeur est attendue ; un texte s’écrit entre apostrophes : '$2'.",
  ],
  [/A value is expected here, but the line ends\./g, 'Une valeur est attendue ici, mais la ligne se termine.'],
  [/A word is expected, but the line ends\./g, 'Un mot est attendu, mais la ligne se termine.'],
  [/A command is expected behind "(.+?)"\./g, 'Une commande est attendue après « $1 ».'],
  [/A value is expected behind "(.+?)"\./g, 'Vous devez fournir une expression de valeur après l’opérateur « $1 ».'],
  [/The string is missing the terminator: (.)\./g, 'Le terminateur $1 est manquant dans la chaîne.'],
  [/The closing "(.)" of "(.+?)" is missing\./g, 'Le « $1 » fermant de « $2 » manque.'],
  [/The closing "\)" is missing\./g, 'Parenthèse fermante « ) » manquante dans l’expression.'],
  [
    /The closing "\)" of the condition of "(.+?)" is missing\./g,
    'Parenthèse fermante « ) » manquante après la condition de « $1 ».',
  ],
  [/The closing "\)" of the method call is missing\./g, 'Parenthèse fermante « ) » manquante dans l’appel de méthode.'],
  [
    /The closing "\}" of the hashtable "@\{" is missing\./g,
    'Le littéral de hachage « @{ » était incomplet : « } » manque.',
  ],
  [/The closing "\}" of the script block is missing\./g, 'Accolade fermante « } » manquante dans le bloc de script.'],
  [
    /The closing "\}" of the function "(.+?)" is missing\./g,
    'Accolade fermante « } » manquante dans la fonction « $1 ».',
  ],
  [/The closing "\]" of the index is missing\./g, 'Crochet fermant « ] » manquant dans l’index.'],
  [/The closing "\]" of the attribute is missing\./g, 'Crochet fermant « ] » manquant dans l’attribut.'],
  [/The body "\{ … \}" of the function "(.+?)" is missing\./g, 'Le corps « { … } » de la fonction « $1 » manque.'],
  [
    /The here-string is missing the terminator: (..) at the beginning of a line\./g,
    'Le terminateur $1 est manquant, en début de ligne, dans la chaîne here-string.',
  ],
  [
    /A here-string begins on the line after its @" or @'\./g,
    `Une chaîne here-string commence à la ligne qui suit @" ou @'.`,
  ],
  [/The here-string closes within "\$\( \)"\./g, 'La chaîne here-string se termine à l’intérieur de « $$( ) ».'],
  [
    /The comment that starts with "<#" is not closed with "#>"\./g,
    'Le terminateur « #> » est manquant dans le commentaire ouvert par « <# ».',
  ],
  [/The script is nested more than (\d+) levels deep\./g, 'Le script est imbriqué sur plus de $1 niveaux.'],
  [/A name is expected behind "(.+?)"\./g, 'Un nom est attendu après « $1 ».'],
  [/There is a second "(.+?)" block\./g, 'Il y a un second bloc « $1 ».'],
  [/A parameter such as "\$Name" is expected\./g, 'Un paramètre tel que « $$Name » est attendu.'],
  [
    /Beside "begin", "process" and "end" blocks nothing else may stand in the body\./g,
    'À côté des blocs « begin », « process » et « end », rien d’autre ne peut figurer dans le corps.',
  ],
  [
    /A type such as \[string\] or an attribute such as \[Parameter\(\)\] is expected\./g,
    'Un type tel que [string] ou un attribut tel que [Parameter()] est attendu.',
  ],
  [/The attribute \[(.+?)\] is not supported here\./g, 'L’attribut [$1] n’est pas pris en charge ici.'],
  [
    /Unexpected "(.+?)": nothing is open that it would close\./g,
    'Jeton inattendu « $1 » : rien n’est ouvert qu’il fermerait.',
  ],
  [
    /Unexpected "(.+?)" in a hashtable; entries are separated by ";"\./g,
    'Jeton inattendu « $1 » dans une table de hachage ; ses entrées se séparent par « ; ».',
  ],
  [
    /Unexpected "(.+?)" in "(.+?)"; write "(.+?)" or "(.+?)"\./g,
    'Jeton inattendu « $1 » dans « $2 » ; écrivez « $3 » ou « $4 ».',
  ],
  [/Unexpected "(.+?)" where a value is expected\./g, 'Jeton inattendu « $1 » là où une valeur est attendue.'],
  [/Unexpected "(.+?)"\.$/g, 'Jeton inattendu « $1 » dans l’expression ou l’instruction.'],
  [/A loop is expected behind the label "(.+?)"\./g, 'Une boucle est attendue après l’étiquette « $1 ».'],
  [/A value is expected before "(.+?)"\./g, 'Une valeur est attendue avant « $1 ».'],
  [/A command or a value is expected before "="\./g, 'Une commande ou une valeur est attendue avant « = ».'],
  [/A type name such as \[int\] is expected after "\["\./g, 'Nom de type manquant après « [ » : [int], par exemple.'],
  [/A condition is expected in the parentheses of "(.+?)"\./g, 'Condition manquante dans les parenthèses de « $1 ».'],
  [/"else if" is written as one word here: "elseif"\./g, '« else if » s’écrit ici en un mot : « elseif ».'],
  [/A variable is expected: foreach/g, 'Une variable est attendue : foreach'],
  [/"in" is expected behind "(.+?)":/g, '« in » est attendu après « $1 » :'],
  [
    /A "while" or "until" with a condition is expected behind "do \{ … \}"\./g,
    'Mot clé « while » ou « until » manquant, avec sa condition, après « do { … } ».',
  ],
  [
    /"(-\w*)" is no option of switch; -Regex, -Wildcard, -Exact, -CaseSensitive and -File are\./g,
    '« $1 » n’est pas une option de switch ; -Regex, -Wildcard, -Exact, -CaseSensitive et -File le sont.',
  ],
  [
    /A "catch" or "finally" block is expected behind "try \{ … \}"\./g,
    'Il manque un bloc « catch » ou « finally » à l’instruction « try { … } ».',
  ],
  [
    /An exception type such as \[System\.Exception\] is expected\./g,
    'Un type d’exception tel que [System.Exception] est attendu.',
  ],
  [/A member name is missing behind "\." or "::"\./g, 'Nom de membre manquant après « . » ou « :: ».'],
  [/An expression is expected between "\(" and "\)"\./g, 'Une expression est attendue entre « ( » et « ) ».'],
  [
    /Only merging into the output stream \("2>&1"\) is supported\./g,
    'Seule la fusion dans le flux de sortie (« 2>&1 ») est prise en charge.',
  ],
  [/A file name is expected behind the redirection\./g, 'Spécification de fichier manquante après la redirection.'],
  [
    /The "<" redirection is not supported; pipe Get-Content into the command\./g,
    'L’opérateur « < » est réservé à un usage futur ; passez Get-Content à la commande par le pipeline.',
  ],
  [
    /An expression can stand only at the beginning of a pipeline\./g,
    'Les expressions ne sont autorisées que comme premier élément d’un pipeline.',
  ],
  [
    /Background jobs \("&" at the end\) are not supported; quote an ampersand in a text\./g,
    'Les tâches en arrière-plan (« & » final) ne sont pas prises en charge ; mettez une esperluette entre guillemets.',
  ],
  [
    /A word cannot begin with "@"; put it in quotes, or splat a variable with @name\./g,
    'Un mot ne peut pas commencer par « @ » ; mettez-le entre guillemets, ou éclatez une variable avec @nom.',
  ],
  [/A variable name is missing after "\$"\./g, 'Nom de variable manquant après « $$ ».'],
  [
    /The variable name that starts with "\$\{" is not closed with "\}"\./g,
    'Accolade fermante « } » manquante dans le nom de variable ouvert par « $${ ».',
  ],
  [
    /The braces of "\$\{\}" hold no variable name\./g,
    'Les accolades de « $${} » ne contiennent pas de nom de variable.',
  ],
  [/The closing "(.)" is missing\./g, 'Le « $1 » fermant manque.'],
  [/A "\(" is expected behind "(.+?)"\./g, 'Une « ( » est attendue après « $1 ».'],
  [/A block "\{ … \}" is expected behind "(.+?)"\./g, 'Un bloc « { … } » est attendu après « $1 ».'],
  [/"(-\w+)" is no operator\./g, '« $1 » n’est pas un opérateur.'],
  [
    /Values are compared with "-eq"; "==" is no operator\./g,
    'Les valeurs se comparent avec « -eq » ; « == » n’est pas un opérateur.',
  ],
  [
    /The token "(.+?)" is not a valid statement separator; use ";", or "if \(\$\?\) \{ … \}"\./g,
    '« $1 » n’est pas un séparateur d’instructions valable ; utilisez « ; » ou « if ($$?) { … } ».',
  ],
  [/An empty pipe element is not allowed\./g, 'Un élément de canal vide n’est pas autorisé.'],
  [
    /There is no server socket at "(.+?)"\. Is the server running\? Start it with "relais serve", or name its data directory with --data\./g,
    'Il n’y a pas de socket de serveur à « $1 ». Le serveur fonctionne-t-il ? Démarrez-le avec « relais serve », ou indiquez son répertoire de données avec --data.',
  ],
  [
    /The server refused the sign-in: the user name or the password is wrong\./g,
    'Le serveur a refusé la connexion : le nom d’utilisateur ou le mot de passe est incorrect.',
  ],
  [
    /The shell is not interactive: nobody is there to answer\./g,
    'L’environnement n’est pas interactif : personne n’est là pour répondre.',
  ],
  [
    /The regular expression "(.+?)" took longer than a second on this text and was stopped\./gs,
    'L’expression régulière « $1 » a pris plus d’une seconde sur ce texte et a été arrêtée.',
  ],
  [
    /The regular expression has more than 20 optional parts in a row; repeat one of them as in "a\{0,30\}"\./g,
    'L’expression régulière a plus de 20 parties facultatives de suite ; répétez-en une comme dans « a{0,30} ».',
  ],
  [
    /Time out has expired and the operation has not been completed\./g,
    'Le délai d’attente a expiré et l’opération n’est pas terminée.',
  ],
  [/The SMTP host was not specified\./g, 'L’hôte SMTP n’a pas été spécifié.'],
  [
    /A column named '(.+?)' already belongs to this DataTable\./g,
    'Une colonne nommée « $1 » appartient déjà à ce DataTable.',
  ],
  [/Column '(.+?)' does not belong to table\./g, 'La colonne « $1 » n’appartient pas à la table.'],
  [/Cannot find column \[(.+?)\]\./g, 'La colonne [$1] est introuvable.'],
  [
    /Cannot find drive\. A drive with the name '(.+?)' does not exist\./g,
    'Lecteur introuvable. Il n’existe aucun lecteur nommé « $1 ».',
  ],
  [
    /The share (.+?) is of another machine: mount it, and name the folder where it is mounted\./g,
    'Le partage $1 est d’une autre machine : montez-le, et nommez le dossier où il est monté.',
  ],
  [
    /Cannot find an overload for "(.+?)" and the argument count: "(\d+)"\./g,
    'Impossible de trouver une surcharge pour « $1 » avec $2 argument(s).',
  ],
  [
    /Unable to match the identifier name (.+?) to a valid enumerator name\. Specify one of the following enumerator names and try again: /gs,
    'Le nom $1 n’est pas celui d’une valeur de l’énumération. Indiquez l’un des noms suivants et réessayez : ',
  ],
  [/\[(.+?)\] has no value named '(.+?)'\. It has: /g, '[$1] n’a pas de valeur nommée « $2 ». Ses valeurs : '],
  [
    /Cannot convert the "(.+?)" value of type "(.+?)" to type "(.+?)"\./gs,
    'Impossible de convertir la valeur « $1 » du type « $2 » en type « $3 ».',
  ],
  [
    /The property '(.+?)' was not found for the class \[(.+?)\]\./g,
    'La propriété « $1 » est introuvable dans la classe [$2].',
  ],
  [
    /A class can be derived from a class of the script or from an exception\./g,
    'Une classe peut être dérivée d’une classe du script ou d’une exception.',
  ],
  [
    /"(.+?)" can be derived from one class; interfaces are not supported\./g,
    '« $1 » peut être dérivée d’une classe ; les interfaces ne sont pas prises en charge.',
  ],
  [
    /A property such as "\[string\]\$Name" or a method such as "\[void\] Name\(\)" is expected in the class "(.+?)"\./g,
    'Une propriété comme « [string]$$Name » ou une méthode comme « [void] Name() » est attendue dans la classe « $1 ».',
  ],
  [
    /^AssembleMessage writes what Export-Message gives: Export-Message IDENTITY/g,
    'AssembleMessage écrit ce que donne Export-Message : Export-Message IDENTITÉ',
  ],
  [
    /^The file '(.+?)' holds the message "(.+?)"; "(.+?)" needs a file of its own:/g,
    'Le fichier « $1 » contient le message « $2 » ; « $3 » demande un fichier à lui :',
  ],
  [
    /^The property cannot be processed because the property "(.+?)" already exists\./g,
    'La propriété ne peut pas être traitée, car la propriété « $1 » existe déjà.',
  ],
  [/^Queue empty\./g, 'File d’attente vide.'],
  [/^Stack empty\./g, 'Pile vide.'],
  [
    /^Index was out of range\. It must be at least 0 and less than the number of entries, which is (\d+)\./g,
    'L’index était hors limites. Il doit être d’au moins 0 et inférieur au nombre d’entrées, qui est $1.',
  ],
  [/The pipeline has been stopped\./g, 'Le pipeline a été arrêté.'],
];

/** A message of the shell in the reader's language; what has no French yet stays as it is. */
export function inLanguage(message: string, language: Language): string {
  if (language === 'en') return message;
  const said = sentences.reduce((text, [english, french]) => text.replace(english, french), message);
  return [...absentParameterTexts, ...absentTypeTexts].reduce((text, { en, fr }) => text.replace(en, () => fr), said);
}
