import type { Builtin } from '../runtime/builtin.ts';
import type { Invocation } from '../runtime/command.ts';
import { OperationError } from '../runtime/shell-error.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import type { Value } from '../runtime/values.ts';
import { hasWildcard, wildcardTest } from '../runtime/wildcard.ts';

const snapIn = 'Microsoft.Exchange.Management.PowerShell.SnapIn';
/** Names of modules and snap-ins whose commands are here from the start. */
const loaded = /Exchange|^Microsoft\.PowerShell\.|^PSReadLine$|^Relais$/i;

export const getPSSnapin: Builtin = {
  name: 'Get-PSSnapin',
  aliases: ['gsnp'],
  synopsis: {
    en: 'Gives the snap-in of Exchange, whose cmdlets are loaded.',
    fr: 'Donne le composant logiciel enfichable d’Exchange, dont les cmdlets sont chargées.',
  },
  parameters: [
    { name: 'Name', type: 'text', position: 1, list: true },
    { name: 'Registered', type: 'switch' },
  ],
  examples: ['Get-PSSnapin -Registered'],
  start: (invocation, given) => ({
    process: async () => {
      for (const name of given.has('Name') ? given.list('Name').map(toText) : ['*']) {
        // A registered one of an older Exchange, `…PowerShell.E2010`, is the same here.
        if (hasWildcard(name) ? wildcardTest(name)(snapIn) : /^Microsoft\.Exchange\./i.test(name)) {
          const found = new ShellObject('System.Management.Automation.PSSnapInInfo', [
            'Name',
            'PSVersion',
            'Description',
          ]);
          found.set('Name', hasWildcard(name) ? snapIn : name);
          found.set('PSVersion', '5.1');
          found.set('Description', 'Admin Tasks for the Exchange Server');
          await invocation.emit(found);
        } else if (!hasWildcard(name))
          invocation.writeError({
            id: 'GetPSSnapInRead',
            category: 'InvalidArgument',
            message: `No Windows PowerShell snap-ins matching the pattern '${name}' were found.`,
            targetText: name,
            exception: 'System.Management.Automation.PSArgumentException',
          });
      }
    },
  }),
};

export const getModule: Builtin = {
  name: 'Get-Module',
  aliases: ['gmo'],
  synopsis: { en: 'Gives the module of Exchange’s cmdlets.', fr: 'Donne le module des cmdlets d’Exchange.' },
  parameters: [
    { name: 'Name', type: 'text', position: 1, list: true },
    { name: 'ListAvailable', type: 'switch' },
  ],
  examples: ['Get-Module', 'if (Get-Module -ListAvailable ActiveDirectory) { … }'],
  start: (invocation, given) => ({
    process: async () => {
      for (const name of given.has('Name') ? given.list('Name').map(toText) : ['*']) {
        if (!wildcardTest(name)('Exchange')) continue;
        const found = new ShellObject('System.Management.Automation.PSModuleInfo', ['ModuleType', 'Version', 'Name']);
        found.set('ModuleType', 'Script');
        found.set('Version', '1.0');
        found.set('Name', 'Exchange');
        await invocation.emit(found);
      }
    },
  }),
};

const missingModule = {
  en: (name: string) => `The module "${name}" is not here; its commands say what to use instead when they are called.`,
  fr: (name: string) =>
    `Le module « ${name} » n’existe pas ici ; ses commandes disent quoi utiliser à la place quand on les appelle.`,
} as const;

export const importModule: Builtin = {
  name: 'Import-Module',
  aliases: ['ipmo'],
  synopsis: {
    en: 'Runs a script module (.psm1) of the disk; Exchange’s cmdlets are loaded from the start.',
    fr: 'Exécute un module de script (.psm1) du disque ; les cmdlets d’Exchange sont chargées dès le départ.',
  },
  parameters: [
    { name: 'Name', type: 'any', position: 1, mandatory: true, list: true, pipeline: true },
    { name: 'Words', type: 'any', position: 2, rest: true },
  ],
  examples: ['Import-Module .\\Tools.psm1'],
  takesUnknownArguments: true,
  start: (invocation, given) => ({
    process: async (input) => {
      for (const item of input === undefined ? given.list('Name') : [input]) {
        const name = item instanceof ShellObject ? toText(item.get('Name') ?? null) : toText(item);
        if (/\.psm?1$/i.test(name)) await runModule(invocation, name);
        else if (loaded.test(name))
          invocation.note({
            en: `"Import-Module ${name}" has nothing to do here: the cmdlets are loaded.`,
            fr: `« Import-Module ${name} » n’a rien à faire ici : les cmdlets sont chargées.`,
          });
        else invocation.warn(missingModule[invocation.engine.session.language](name));
      }
    },
  }),
};

/** The functions of a script file become those of the session. */
async function runModule(invocation: Invocation, path: string): Promise<void> {
  const quoted = path.replaceAll("'", "''");
  const text = `. '${quoted}'`;
  await runText(invocation, text);
}

async function runText(invocation: Invocation, text: string): Promise<void> {
  const extent = { start: 0, end: text.length };
  const argument = { kind: 'argument' as const, name: '', value: text, written: text, extent };
  await invocation.engine.runCommand('Invoke-Expression', [argument], { ...invocation.context, emit: invocation.emit });
}

function session(name: string): ShellObject {
  const made = new ShellObject('System.Management.Automation.Runspaces.PSSession', [
    'Id',
    'Name',
    'ComputerName',
    'State',
    'ConfigurationName',
    'Availability',
  ]);
  made.set('Id', 1);
  made.set('Name', 'Session1');
  made.set('ComputerName', name);
  made.set('State', 'Opened');
  made.set('ConfigurationName', 'Microsoft.Exchange');
  made.set('Availability', 'Available');
  return made;
}

/** The host of `-ConnectionUri`, or the name of `-ComputerName`. */
function computerOf(given: readonly Value[]): string {
  const named = given.map(toText).find((word) => word !== '') ?? 'localhost';
  return /^https?:\/\/([^/:]+)/i.exec(named)?.[1] ?? named;
}

export const newPSSession: Builtin = {
  name: 'New-PSSession',
  aliases: ['nsn'],
  synopsis: {
    en: 'Gives a session for Import-PSSession and Invoke-Command; this shell is connected already.',
    fr: 'Donne une session pour Import-PSSession et Invoke-Command ; cet environnement est déjà connecté.',
  },
  parameters: [
    { name: 'ComputerName', type: 'text', position: 1, list: true },
    { name: 'ConnectionUri', type: 'text' },
    { name: 'Words', type: 'any', position: 2, rest: true },
  ],
  takesUnknownArguments: true,
  examples: ['$s = New-PSSession -ConfigurationName Microsoft.Exchange -ConnectionUri http://cas01/PowerShell/'],
  start: (invocation, given) => ({
    process: async () => {
      invocation.note({
        en: '"New-PSSession" has nothing to do here: the shell is connected, and the cmdlets are loaded.',
        fr: '« New-PSSession » n’a rien à faire ici : l’environnement est connecté et les cmdlets sont chargées.',
      });
      await invocation.emit(session(computerOf([...given.list('ConnectionUri'), ...given.list('ComputerName')])));
    },
  }),
};

export const getPSSession: Builtin = {
  name: 'Get-PSSession',
  aliases: ['gsn'],
  synopsis: {
    en: 'Gives the session that this shell has with its server.',
    fr: 'Donne la session de cet environnement avec son serveur.',
  },
  parameters: [
    { name: 'ComputerName', type: 'text', position: 1, list: true },
    { name: 'Name', type: 'text', list: true },
    { name: 'Id', type: 'number', list: true },
  ],
  examples: ['Get-PSSession | Remove-PSSession'],
  start: (invocation, given) => ({
    process: async () => {
      await invocation.emit(session(computerOf(given.list('ComputerName'))));
    },
  }),
};

export const invokeCommand: Builtin = {
  name: 'Invoke-Command',
  aliases: ['icm'],
  synopsis: {
    en: 'Runs a block. It runs here, once for each computer: the cmdlets reach every server.',
    fr: 'Exécute un bloc. Il s’exécute ici, une fois par ordinateur : les cmdlets joignent tous les serveurs.',
  },
  parameters: [
    { name: 'ComputerName', type: 'text', aliases: ['Cn'], list: true },
    { name: 'Session', type: 'any', list: true },
    { name: 'ScriptBlock', type: 'block', aliases: ['Command'], position: 1, mandatory: true },
    { name: 'ArgumentList', type: 'any', aliases: ['Args'], list: true },
    { name: 'Credential', type: 'any' },
    { name: 'ConnectionUri', type: 'text', aliases: ['URI', 'CU'], list: true },
    { name: 'ConfigurationName', type: 'text' },
    { name: 'Authentication', type: 'text' },
    { name: 'SessionOption', type: 'any' },
    { name: 'AllowRedirection', type: 'switch' },
    { name: 'HideComputerName', type: 'switch', aliases: ['HCN'] },
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  examples: ['Invoke-Command -Session $s -ScriptBlock { Get-Mailbox $args[0] } -ArgumentList anna'],
  start: (invocation, given) => {
    const input: Value[] = [];
    return {
      process: async (item) => {
        if (item !== undefined) input.push(item);
      },
      end: async () => {
        const names = [
          ...[...given.list('ComputerName'), ...given.list('Session')].map((one) =>
            toText(one instanceof ShellObject ? (one.get('ComputerName') ?? null) : one),
          ),
          ...given.list('ConnectionUri').map((address) => toText(address).replace(/^\w+:\/\/([^/:]+).*$/, '$1')),
        ].filter((name) => name !== '');
        const block = given.block('ScriptBlock');
        if (block === null) return;
        if (names.length > 0)
          invocation.note({
            en: `Invoke-Command runs the block here, not on ${names.join(', ')}: name the server with -Server.`,
            fr: `Invoke-Command exécute le bloc ici, et non sur ${names.join(', ')} : nommez le serveur avec -Server.`,
          });
        for (const name of names.length === 0 ? [''] : names)
          await invocation.engine.runBlock(block, invocation.context, {
            arguments: given.list('ArgumentList'),
            input,
            emit: async (value) => {
              if (value instanceof ShellObject && name !== '' && !given.flag('HideComputerName'))
                value.set('PSComputerName', name);
              await invocation.emit(value);
            },
          });
      },
    };
  },
};

export const addType: Builtin = {
  name: 'Add-Type',
  synopsis: {
    en: 'Accepts the names of .NET’s assemblies; source text is not compiled.',
    fr: 'Accepte les noms d’assemblys .NET ; le code source n’est pas compilé.',
  },
  parameters: [
    { name: 'TypeDefinition', type: 'text', position: 1 },
    { name: 'AssemblyName', type: 'text', aliases: ['AN'], list: true },
    { name: 'MemberDefinition', type: 'text' },
    { name: 'Path', type: 'text', list: true },
    { name: 'Language', type: 'text' },
    { name: 'Name', type: 'text' },
    { name: 'Namespace', type: 'text' },
  ],
  examples: ['Add-Type -AssemblyName System.Web'],
  start: (invocation, given) => ({
    process: async () => {
      if (given.has('AssemblyName')) return;
      throw new OperationError({
        id: 'NotSupported',
        category: 'NotImplemented',
        message: 'Add-Type compiles nothing here and loads no files; write a function of the shell instead.',
        activity: invocation.commandName,
      });
    },
  }),
};
