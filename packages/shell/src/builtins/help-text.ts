import { type CmdletDescription, type Language, type LocalisedText, textIn } from '@relais/management-contract';
import type { Builtin, BuiltinParameter } from '../runtime/builtin.ts';
import { typeWord } from '../runtime/remote-command.ts';
import { parameterTexts } from './parameter-texts.ts';

/** A command's help, whether it is a cmdlet of the server or the shell's own. */
export interface HelpTopic {
  readonly name: string;
  readonly category: 'Cmdlet' | 'Function' | 'ExternalScript';
  readonly synopsis: string;
  readonly description: string | null;
  readonly parameters: readonly HelpParameter[];
  readonly examples: readonly { readonly command: string; readonly explanation: string }[];
  readonly supportsShouldProcess: boolean;
  readonly aliases: readonly string[];
}

export interface HelpParameter {
  readonly name: string;
  readonly type: string;
  readonly isSwitch: boolean;
  readonly help: string;
  readonly isMandatory: boolean;
  readonly position: number | null;
  readonly pipeline: string;
  readonly wildcards: boolean;
  readonly defaultText: string;
  readonly aliases: readonly string[];
  readonly values: readonly string[];
  readonly notes: readonly string[];
}

const words = {
  en: {
    name: 'NAME',
    synopsis: 'SYNOPSIS',
    syntax: 'SYNTAX',
    description: 'DESCRIPTION',
    parameters: 'PARAMETERS',
    examples: 'EXAMPLES',
    aliases: 'ALIASES',
    remarks: 'REMARKS',
    example: 'EXAMPLE',
    common: '[<CommonParameters>]',
    required: 'Required?',
    position: 'Position?',
    defaultValue: 'Default value',
    pipeline: 'Accept pipeline input?',
    wildcards: 'Accept wildcard characters?',
    values: 'Accepted values',
    named: 'named',
    true: 'true',
    false: 'false',
    byValue: 'true (ByValue)',
    byName: 'true (ByPropertyName)',
    both: 'true (ByValue, ByPropertyName)',
    seeExamples: 'To see the examples, type: "Get-Help {0} -Examples".',
    seeFull: 'For everything, type: "Get-Help {0} -Full".',
    restart: 'Takes effect when {0} is restarted.',
    withoutEffect: 'Accepted and kept, without effect here.',
    whatIf: 'Says what would be changed and changes nothing.',
    confirm: 'Asks before each change; -Confirm:$false never asks.',
  },
  fr: {
    name: 'NOM',
    synopsis: 'RÉSUMÉ',
    syntax: 'SYNTAXE',
    description: 'DESCRIPTION',
    parameters: 'PARAMÈTRES',
    examples: 'EXEMPLES',
    aliases: 'ALIAS',
    remarks: 'REMARQUES',
    example: 'EXEMPLE',
    common: '[<CommonParameters>]',
    required: 'Obligatoire ?',
    position: 'Position ?',
    defaultValue: 'Valeur par défaut',
    pipeline: 'Accepter une entrée de pipeline ?',
    wildcards: 'Accepter des caractères génériques ?',
    values: 'Valeurs acceptées',
    named: 'nommé',
    true: 'true',
    false: 'false',
    byValue: 'true (ByValue)',
    byName: 'true (ByPropertyName)',
    both: 'true (ByValue, ByPropertyName)',
    seeExamples: 'Pour voir les exemples, tapez : « Get-Help {0} -Examples ».',
    seeFull: 'Pour tout voir, tapez : « Get-Help {0} -Full ».',
    restart: 'Prend effet au redémarrage de {0}.',
    withoutEffect: 'Accepté et conservé, sans effet ici.',
    whatIf: 'Dit ce qui serait modifié et ne modifie rien.',
    confirm: 'Demande avant chaque modification ; -Confirm:$false ne demande jamais.',
  },
} as const;

export function topicOfCmdlet(description: CmdletDescription, language: Language): HelpTopic {
  const text = words[language];
  const local = (given: LocalisedText): string => textIn(given, language);
  const pipelines = { 'by-value': text.byValue, 'by-property-name': text.byName, both: text.both } as const;
  const shared = new Set(['whatif', 'confirm']);
  return {
    name: description.name,
    category: 'Cmdlet',
    synopsis: local(description.synopsis),
    description: description.description === undefined ? null : local(description.description),
    parameters: description.parameters
      .filter((parameter) => !shared.has(parameter.name.toLowerCase()))
      .map((parameter) => ({
        name: parameter.name,
        type: typeWord(parameter),
        isSwitch: parameter.type.kind === 'switch',
        help: local(parameter.help),
        isMandatory: parameter.mandatory ?? false,
        position: parameter.position ?? null,
        pipeline: parameter.pipeline === undefined ? text.false : pipelines[parameter.pipeline],
        wildcards: parameter.wildcards ?? false,
        defaultText: parameter.defaultText ?? '',
        aliases: parameter.aliases ?? [],
        values: parameter.type.kind === 'enum' ? parameter.type.values.map((value) => value.name) : [],
        notes: [
          ...(parameter.takesEffectOn === undefined ? [] : [text.restart.replace('{0}', parameter.takesEffectOn)]),
          ...(parameter.withoutEffect === true ? [text.withoutEffect] : []),
        ],
      })),
    examples: description.examples.map((example) => ({
      command: example.command,
      explanation: local(example.explanation),
    })),
    supportsShouldProcess: description.supportsShouldProcess,
    aliases: [],
  };
}

export function topicOfBuiltin(builtin: Builtin, language: Language): HelpTopic {
  const text = words[language];
  const typeNames = {
    text: 'String',
    number: 'Int32',
    switch: 'SwitchParameter',
    any: 'Object',
    block: 'ScriptBlock',
    date: 'DateTime',
    span: 'TimeSpan',
  } as const;
  return {
    name: builtin.name,
    category: 'Cmdlet',
    synopsis: textIn(builtin.synopsis, language),
    description: null,
    parameters: builtin.parameters.map((parameter) => ({
      name: parameter.name,
      type: `${typeNames[parameter.type]}${parameter.list === true ? '[]' : ''}`,
      isSwitch: parameter.type === 'switch',
      help: helpOf(parameter, language),
      isMandatory: parameter.mandatory ?? false,
      position: parameter.position ?? null,
      pipeline: parameter.pipeline === true ? text.byValue : text.false,
      wildcards: false,
      defaultText: '',
      aliases: parameter.aliases ?? [],
      values: parameter.values ?? [],
      notes: [],
    })),
    examples: (builtin.examples ?? []).map((command) => ({ command, explanation: '' })),
    supportsShouldProcess: builtin.supportsShouldProcess ?? false,
    aliases: builtin.aliases ?? [],
  };
}

function helpOf({ name, help }: BuiltinParameter, language: Language): string {
  const text = help ?? parameterTexts[name];
  return text === undefined ? '' : textIn(text, language);
}

/** `Get-X [[-Identity] <String>] -Name <String> [-Force] [<CommonParameters>]`. */
export function syntaxLine(topic: HelpTopic, language: Language): string {
  const ordered = topic.parameters.toSorted((left, right) => (left.position ?? 99) - (right.position ?? 99));
  const parts = ordered.map((parameter) => {
    const name = parameter.position === null ? `-${parameter.name}` : `[-${parameter.name}]`;
    const whole = parameter.isSwitch ? `-${parameter.name}` : `${name} <${parameter.type}>`;
    return parameter.isMandatory ? whole : `[${whole}]`;
  });
  const shared = topic.supportsShouldProcess ? ['[-WhatIf]', '[-Confirm]'] : [];
  return [topic.name, ...parts, ...shared, words[language].common].join(' ');
}

/** How much of it is printed. */
export type HelpShow = 'short' | 'detailed' | 'full' | 'examples';

export function helpText(topic: HelpTopic, show: HelpShow, language: Language): string {
  const text = words[language];
  const lines = ['', text.name, `    ${topic.name}`, ''];
  // A function need not say anything of itself.
  if (topic.synopsis !== '') lines.push(text.synopsis, ...wrapped(topic.synopsis, 4), '');
  if (show !== 'examples') {
    lines.push(text.syntax, ...wrapped(syntaxLine(topic, language), 4), '');
    if (topic.description !== null) lines.push(text.description, ...wrapped(topic.description, 4), '');
    if (topic.aliases.length > 0) lines.push(text.aliases, `    ${topic.aliases.join(', ')}`, '');
  }
  if (show === 'full' || show === 'detailed') {
    lines.push(text.parameters);
    for (const parameter of topic.parameters) lines.push(...parameterLines(parameter, show === 'full', language));
    if (topic.supportsShouldProcess) {
      lines.push(
        '    -WhatIf [<SwitchParameter>]',
        `        ${text.whatIf}`,
        '',
        '    -Confirm [<SwitchParameter>]',
        `        ${text.confirm}`,
        '',
      );
    }
  }
  if (show !== 'short') {
    for (const [index, example] of topic.examples.entries()) {
      lines.push(
        `    -------------------------- ${text.example} ${index + 1} --------------------------`,
        '',
        `    PS> ${example.command}`,
        '',
      );
      if (example.explanation !== '') lines.push(...wrapped(example.explanation, 4), '');
    }
  } else {
    lines.push(
      text.remarks,
      `    ${text.seeExamples.replace('{0}', topic.name)}`,
      `    ${text.seeFull.replace('{0}', topic.name)}`,
      '',
    );
  }
  return lines.join('\n');
}

export function parameterLines(parameter: HelpParameter, isFull: boolean, language: Language): string[] {
  const text = words[language];
  const head = parameter.isSwitch
    ? `    -${parameter.name} [<SwitchParameter>]`
    : `    -${parameter.name} <${parameter.type}>`;
  const lines = [
    head,
    ...(parameter.help === '' ? [] : wrapped(parameter.help, 8)),
    ...parameter.notes.flatMap((note) => wrapped(note, 8)),
    '',
  ];
  if (!isFull) return lines;
  const facts: [string, string][] = [
    [text.required, parameter.isMandatory ? text.true : text.false],
    [text.position, parameter.position === null ? text.named : String(parameter.position)],
    [text.defaultValue, parameter.defaultText],
    [text.pipeline, parameter.pipeline],
    [text.wildcards, parameter.wildcards ? text.true : text.false],
    ...(parameter.values.length === 0 ? [] : [[text.values, parameter.values.join(', ')] as [string, string]]),
    ...(parameter.aliases.length === 0 ? [] : [['Aliases', parameter.aliases.join(', ')] as [string, string]]),
  ];
  const width = Math.max(...facts.map(([label]) => label.length)) + 2;
  return [...lines, ...facts.map(([label, value]) => `        ${label.padEnd(width)}${value}`.trimEnd()), ''];
}

/** A paragraph broken at 80 columns behind an indent. */
function wrapped(paragraph: string, indent: number): string[] {
  const margin = ' '.repeat(indent);
  return paragraph.split('\n').flatMap((line) => {
    const lines: string[] = [];
    let current = '';
    for (const word of line.split(' ')) {
      if (current !== '' && current.length + word.length + 1 > 80 - indent) {
        lines.push(margin + current);
        current = word;
      } else current = current === '' ? word : `${current} ${word}`;
    }
    return [...lines, margin + current];
  });
}
