import type { Invocation } from './command.ts';
import { OperationError } from './shell-error.ts';

/** `Yes to All` and `No to All` hold for the rest of the pipeline. */
export interface ConfirmationMemory {
  answer: boolean | null;
}

const texts = {
  en: {
    title: 'Confirm\nAre you sure you want to perform this action?',
    choices: '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): ',
    help: 'Y - Continue with only the next step of the operation.\nA - Continue with all the steps of the operation.\nN - Skip this operation and proceed with the next operation.\nL - Skip this operation and all subsequent operations.',
    yes: ['y', 'yes', ''],
    yesToAll: ['a', 'yes to all'],
    no: ['n', 'no'],
    noToAll: ['l', 'no to all'],
    nobody:
      'The command asks for confirmation and nobody is there to answer. Add -Confirm:$false to go ahead without the question.',
  },
  fr: {
    title: 'Confirmer\nVoulez-vous vraiment effectuer cette action ?',
    choices: '[O] Oui  [T] Oui pour tout  [N] Non  [U] Non pour tout  [?] Aide (la valeur par défaut est « O ») : ',
    help: 'O - Continuer seulement avec l’étape suivante.\nT - Continuer avec toutes les étapes.\nN - Ignorer cette opération et passer à la suivante.\nU - Ignorer cette opération et toutes les suivantes.',
    yes: ['o', 'oui', 'y', 'yes', ''],
    yesToAll: ['t', 'oui pour tout', 'a'],
    no: ['n', 'non', 'no'],
    noToAll: ['u', 'non pour tout', 'l'],
    nobody:
      'La commande demande une confirmation et personne ne peut répondre. Ajoutez -Confirm:$false pour continuer sans la question.',
  },
} as const;

/** Asks PowerShell's question. @throws OperationError when nobody can answer. */
export async function askConfirmation(
  question: string,
  memory: ConfirmationMemory,
  invocation: Invocation,
): Promise<boolean> {
  if (memory.answer !== null) return memory.answer;
  const text = texts[invocation.engine.session.language];
  const { face } = invocation.context;
  let prompt = `\n${text.title}\n${question}\n${text.choices}`;
  for (;;) {
    const answer = await face.ask(prompt);
    prompt = text.choices;
    if (answer === null) {
      throw new OperationError({
        id: 'ConfirmationRequired',
        category: 'OperationStopped',
        message: text.nobody,
        activity: invocation.commandName,
      });
    }
    const word = answer.trim().toLowerCase();
    const isOne = (words: readonly string[]): boolean => words.includes(word);
    if (isOne(text.yesToAll) || isOne(text.noToAll)) memory.answer = isOne(text.yesToAll);
    if (isOne(text.yes) || isOne(text.yesToAll)) return true;
    if (isOne(text.no) || isOne(text.noToAll)) return false;
    face.host(`${text.help}\n`);
  }
}
