import type { Language } from '@relais/management-contract';
import { ShellObject } from '../runtime/shell-object.ts';
import type { Value } from '../runtime/values.ts';
import { WrittenObject } from '../runtime/written-object.ts';
import {
  type HelpParameter,
  type HelpShow,
  type HelpTopic,
  helpText,
  parameterLines,
  syntaxLine,
} from './help-text.ts';

/**
 * What Get-Help gives: printed it is the help's text, and its properties are those that scripts read
 * (`(Get-Help Get-Mailbox).Synopsis`, `.Parameters.Parameter`, `.Examples.Example`), as about_Comment_Based_Help and the help of
 * Get-Help name them.
 */
export function helpObject(topic: HelpTopic, show: HelpShow, language: Language): WrittenObject {
  const object = new WrittenObject('MamlCommandHelpInfo', helpText(topic, show, language));
  const named = written('details', topic.synopsis, { Name: topic.name, Description: paragraphs(topic.synopsis) });
  const syntax = syntaxLine(topic, language);
  const parameters = topic.parameters.map((parameter) => helpParameter(parameter, language));
  const item = written('syntaxItem', syntax, { Name: topic.name, Parameter: parameters });
  const parts: Readonly<Record<string, Value>> = {
    Name: topic.name,
    Category: topic.category,
    Synopsis: topic.synopsis,
    Description: paragraphs(topic.description ?? ''),
    Details: named,
    Syntax: written('syntax', syntax, { SyntaxItem: [item] }),
    Parameters: written('parameters', parameters.map(({ text }) => text).join('\n'), { Parameter: parameters }),
    Examples: examplesOf(topic),
    Aliases: topic.aliases.join(', '),
    RelatedLinks: null,
    Component: null,
    Role: null,
    Functionality: null,
    ModuleName: null,
  };
  for (const [name, value] of Object.entries(parts)) object.set(name, value);
  return object;
}

/** One line of the list of several topics. */
export function shortHelp({ name, category, synopsis }: HelpTopic): ShellObject {
  const object = new ShellObject('HelpInfoShort', ['Name', 'Category', 'Synopsis']);
  object.set('Name', name);
  object.set('Category', category);
  object.set('Synopsis', synopsis);
  return object;
}

/** Truth values and numbers are texts in PowerShell's help as well. */
export function helpParameter(parameter: HelpParameter, language: Language): WrittenObject {
  const { name, type, isMandatory, position, pipeline, wildcards, defaultText, aliases, values } = parameter;
  return written('MamlCommandHelpInfo#parameter', parameterLines(parameter, true, language).join('\n'), {
    Name: name,
    Description: paragraphs(parameter.help),
    Type: ShellObject.custom({ Name: type }),
    ParameterValue: parameter.isSwitch ? null : type,
    Required: String(isMandatory),
    Position: position === null ? 'named' : String(position),
    PipelineInput: pipeline,
    Globbing: String(wildcards),
    DefaultValue: defaultText,
    Aliases: aliases.join(', '),
    ParameterValueGroup: values.length === 0 ? null : [...values],
  });
}

function examplesOf({ examples }: HelpTopic): Value {
  if (examples.length === 0) return null;
  const each = examples.map(({ command, explanation }, index) =>
    written('example', `PS> ${command}\n\n${explanation}\n`, {
      Title: `-------------------------- EXAMPLE ${index + 1} --------------------------`,
      Code: command,
      Remarks: paragraphs(explanation),
    }),
  );
  return written('examples', each.map(({ text }) => text).join('\n'), { Example: each });
}

/** `.Text` of each says it. */
function paragraphs(text: string): Value {
  if (text === '') return null;
  return text.split('\n').map((line) => written('paraTextItem', line, { Text: line }));
}

function written(type: string, text: string, fields: Readonly<Record<string, Value>>): WrittenObject {
  const object = new WrittenObject(type.includes('#') ? type : `MamlCommandHelpInfo#${type}`, text);
  for (const [name, value] of Object.entries(fields)) object.set(name, value);
  return object;
}
