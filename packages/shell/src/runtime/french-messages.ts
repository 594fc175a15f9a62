import type { Language } from '@relais/management-contract';

/**
 * The shell's own refusals are written in English where they arise; this says the frequent ones in French, sentence by
 * sentence. What the server refuses arrives in the caller's language already.
 */
const sentences: readonly (readonly [RegExp, string])[] = [
  [
    /The term '(.+?)' is not recognized as the name of a cmdlet, function, or script file\./g,
    "Le terme « $1 » n'est pas reconnu comme nom d'applet de commande, de fonction ou de fichier de script.",
  ],
  [
    /Check the spelling; Get-Command lists what there is\./g,
    "Vérifiez l'orthographe ; Get-Command liste ce qui existe.",
  ],
  [/Did you mean ['"[](.+?)['"\]]\?/g, 'Vouliez-vous dire « $1 » ?'],
  [
    /A parameter cannot be found that matches parameter name '(.+?)'\./g,
    'Impossible de trouver un paramètre correspondant au nom « $1 ».',
  ],
  [
    /A positional parameter cannot be found that accepts argument '(.+?)'\./gs,
    "Impossible de trouver un paramètre positionnel acceptant l'argument « $1 ».",
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
    "Impossible de traiter la transformation d'argument sur le paramètre « $1 ».",
  ],
  [/Cannot validate argument on parameter '(.+?)'\./g, "Impossible de valider l'argument du paramètre « $1 »."],
  [/Cannot convert value "(.*?)" to type "(.+?)"\./gs, 'Impossible de convertir la valeur « $1 » en type « $2 ».'],
  [/ Error: "(.+)"$/gs, ' Erreur : « $1 »'],
  [/Input string was not in a correct format\./g, "Le format de la chaîne d'entrée est incorrect."],
  [
    /The input object cannot be bound to any parameters for the command, which takes no pipeline input\./g,
    "L'objet d'entrée ne peut être lié à aucun paramètre : la commande n'accepte pas d'entrée de pipeline.",
  ],
  [
    /The input object cannot be bound to any parameters for the command: .+$/g,
    "L'objet d'entrée ne peut être lié à aucun paramètre de la commande.",
  ],
  [/Attempted to divide by zero\./g, 'Tentative de division par zéro.'],
  [/You cannot call a method on a null-valued expression/g, 'Impossible d’appeler une méthode sur une expression Null'],
  [/Cannot index into a null array\./g, "Impossible d'indexer dans un tableau Null."],
  [/Unable to find type \[(.+?)\]\./g, 'Le type [$1] est introuvable.'],
  [
    /Method invocation failed because \[(.+?)\] does not contain a method named '(.+?)'\./g,
    "Échec de l'appel : [$1] ne contient pas de méthode nommée « $2 ».",
  ],
  [
    /Cannot overwrite variable (\S+) because it is read-only or constant\./g,
    'La variable $1 est en lecture seule ou constante.',
  ],
  [/Cannot use the path '(.+?)': it does not exist\./g, "Impossible d'utiliser le chemin « $1 » : il n'existe pas."],
  [/This shell has no access to files\./g, "Cet environnement n'a pas accès aux fichiers."],
  [
    /Unexpected token '(.+?)' in expression or statement\./gs,
    "Jeton inattendu « $1 » dans l'expression ou l'instruction.",
  ],
  [
    /Unexpected text "(.+?)" where a value is expected; a text needs quotes: '(.+?)'\./g,
    "Texte inattendu « $1 » là où une valeur est attendue ; un texte s'écrit entre apostrophes : '$2'.",
  ],
  [/A value is expected here, but the line ends\./g, 'Une valeur est attendue ici, mais la ligne se termine.'],
  [/A word is expected, but the line ends\./g, 'Un mot est attendu, mais la ligne se termine.'],
  [/A command is expected behind "(.+?)"\./g, 'Une commande est attendue après « $1 ».'],
  [/A value is expected behind "(.+?)"\./g, 'Une valeur est attendue après « $1 ».'],
  [/The string is missing the terminator: (.)\./g, 'Le terminateur $1 manque à la chaîne.'],
  [/The closing "(.)" of "(.+?)" is missing\./g, 'Le « $1 » fermant de « $2 » manque.'],
  [/The closing "(.)" is missing\./g, 'Le « $1 » fermant manque.'],
  [/A "\(" is expected behind "(.+?)"\./g, 'Une « ( » est attendue après « $1 ».'],
  [/A block "\{ … \}" is expected behind "(.+?)"\./g, 'Un bloc « { … } » est attendu après « $1 ».'],
  [/"(-\w+)" is no operator\./g, "« $1 » n'est pas un opérateur."],
  [
    /Values are compared with "-eq"; "==" is no operator\./g,
    "Les valeurs se comparent avec « -eq » ; « == » n'est pas un opérateur.",
  ],
  [
    /The token "(.+?)" is not a valid statement separator; use ";", or "if \(\$\?\) \{ … \}"\./g,
    "« $1 » n'est pas un séparateur d'instructions valable ; utilisez « ; » ou « if ($$?) { … } ».",
  ],
  [/An empty pipe element is not allowed\./g, 'Un élément de pipeline vide n’est pas autorisé.'],
  [
    /There is no server socket at "(.+?)"\. Is the server running\? Start it with "relais serve", or name its data directory with --data\./g,
    "Il n'y a pas de socket de serveur à « $1 ». Le serveur fonctionne-t-il ? Démarrez-le avec « relais serve », ou indiquez son répertoire de données avec --data.",
  ],
  [
    /The server refused the sign-in: the user name or the password is wrong\./g,
    "Le serveur a refusé la connexion : le nom d'utilisateur ou le mot de passe est incorrect.",
  ],
  [/The pipeline has been stopped\./g, 'Le pipeline a été arrêté.'],
];

/** A message of the shell in the reader's language; what has no French yet stays as it is. */
export function inLanguage(message: string, language: Language): string {
  if (language === 'en') return message;
  return sentences.reduce((text, [english, french]) => text.replace(english, french), message);
}
