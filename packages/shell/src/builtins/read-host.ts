import { Credential, SecureText } from '@relais/management-contract';
import type { Builtin } from '../runtime/builtin.ts';
import type { Invocation } from '../runtime/command.ts';
import { operationError } from '../runtime/shell-error.ts';
import { toText } from '../runtime/to-text.ts';

async function ask(invocation: Invocation, prompt: string, hidden: boolean): Promise<string> {
  const answer = await invocation.context.face.ask(prompt, hidden);
  if (answer !== null) return answer;
  throw operationError('NoInteraction', 'The shell is not interactive: nobody is there to answer.', 'InvalidOperation');
}

export const readHost: Builtin = {
  name: 'Read-Host',
  synopsis: {
    en: 'Asks for a line; with -AsSecureString for a secret.',
    fr: 'Demande une ligne ; avec -AsSecureString un secret.',
  },
  parameters: [
    { name: 'Prompt', type: 'any', position: 1, rest: true },
    { name: 'AsSecureString', type: 'switch' },
    { name: 'MaskInput', type: 'switch' },
  ],
  examples: ['$p = Read-Host "Password" -AsSecureString'],
  start: (invocation, given) => ({
    process: async () => {
      const prompt = given.has('Prompt') ? `${given.list('Prompt').map(toText).join(' ')}: ` : '';
      const isSecret = given.flag('AsSecureString') || given.flag('MaskInput');
      const answer = await ask(invocation, prompt, isSecret);
      await invocation.emit(given.flag('AsSecureString') ? new SecureText(answer) : answer);
    },
  }),
};

export const pause: Builtin = {
  name: 'pause',
  synopsis: { en: 'Waits for Enter.', fr: 'Attend la touche Entrée.' },
  parameters: [],
  examples: ['pause'],
  start: (invocation) => ({
    process: async () => void (await ask(invocation, goOn[invocation.engine.session.language], false)),
  }),
};

const goOn = { en: 'Press Enter to continue...: ', fr: 'Appuyez sur Entrée pour continuer... : ' } as const;

export const getCredential: Builtin = {
  name: 'Get-Credential',
  synopsis: { en: 'Asks for a user name and a password.', fr: 'Demande un nom d’utilisateur et un mot de passe.' },
  parameters: [
    { name: 'Credential', type: 'any', aliases: ['UserName'], position: 1 },
    { name: 'Message', type: 'text' },
    { name: 'Title', type: 'text' },
  ],
  examples: ['$credential = Get-Credential relay@contoso.com'],
  start: (invocation, given) => ({
    process: async () => {
      const known = given.value('Credential');
      if (known instanceof Credential) {
        await invocation.emit(known);
        return;
      }
      const message = given.text('Message');
      if (message !== null) invocation.context.face.host(`${message}\n`);
      const user = known === null ? await ask(invocation, 'User: ', false) : toText(known);
      const password = await ask(invocation, `Password for user ${user}: `, true);
      await invocation.emit(new Credential(user, new SecureText(password)));
    },
  }),
};
