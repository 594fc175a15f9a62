import { Credential, type ManagementValue, ScriptText, SecureText } from '@relais/management-contract';
import { controlCharacterIn, controlCharacterInLines } from '../../../platform/settings/control-characters.ts';
import { type Conversion, converted, notThisType, type TypeOf, textOf } from './conversion.ts';
import { isNestedObject } from './shown-value.ts';

export function convertString(value: ManagementValue, type: TypeOf<'string'>): Conversion {
  const text = textOf(value) ?? (typeof value === 'boolean' ? (value ? 'True' : 'False') : null);
  if (text === null) return notThisType('Text belongs here.', 'Il faut ici un texte.');
  if (type.maxLength !== undefined && text.length > type.maxLength) {
    return notThisType(
      `The text has ${text.length} characters; at most ${type.maxLength} are allowed.`,
      `Le texte compte ${text.length} caractères ; ${type.maxLength} au plus sont permis.`,
    );
  }
  if (type.pattern !== undefined && !new RegExp(type.pattern, 'u').test(text)) {
    return notThisType(
      `The text must be ${type.patternText?.en ?? 'of another form'}.`,
      `Le texte doit être ${type.patternText?.fr ?? 'd’une autre forme'}.`,
    );
  }
  // What is set stands in headers, replies, logs and commands to others; a second line in it would be theirs.
  const found = type.lines === true ? controlCharacterInLines(text) : controlCharacterIn(text);
  if (found !== null) {
    return type.lines === true
      ? notThisType(
          `The text holds the control character ${found}; of those only line ends and tabs are allowed here.`,
          `Le texte contient le caractère de contrôle ${found} ; seules les fins de ligne et les tabulations sont permises ici.`,
        )
      : notThisType(
          `The text must be one line without control characters, but holds ${found}.`,
          `Le texte doit tenir sur une ligne sans caractère de contrôle, mais contient ${found}.`,
        );
  }
  return converted(text);
}

/** A name, or an object that has an identity: what `Get-…` put out, or `$_`. */
export function convertIdentity(value: ManagementValue): Conversion {
  const text = textOf(value);
  if (text !== null && text.trim() !== '' && text.length <= 1024 && controlCharacterIn(text) === null)
    return converted(text.trim());
  if (isNestedObject(value)) {
    for (const property of ['Guid', 'Identity', 'Name']) {
      const held = Object.entries(value).find(([name]) => name.toLowerCase() === property.toLowerCase())?.[1];
      if (typeof held === 'string' && held !== '') return converted(held);
    }
  }
  return notThisType(
    'A name, a GUID, an address or another identity belongs here, of one line and at most 1024 characters.',
    'Il faut ici un nom, un GUID, une adresse ou une autre identité, d’une ligne et de 1024 caractères au plus.',
  );
}

export function convertSecure(value: ManagementValue): Conversion {
  if (value instanceof SecureText) return converted(value);
  return notThisType(
    "A secure string belongs here: (ConvertTo-SecureString -String '…' -AsPlainText -Force), or (Read-Host -AsSecureString); in a REST call, a JSON string.",
    "Il faut ici une chaîne sécurisée : (ConvertTo-SecureString -String '…' -AsPlainText -Force) ou (Read-Host -AsSecureString) ; dans un appel REST, une chaîne JSON.",
  );
}

export function convertCredential(value: ManagementValue): Conversion {
  if (value instanceof Credential) return converted(value);
  return notThisType(
    'Credentials belong here: (Get-Credential).',
    'Il faut ici des informations d’identification : (Get-Credential).',
  );
}

export function convertDateTime(value: ManagementValue): Conversion {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return converted(value);
  const text = textOf(value)?.trim() ?? '';
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(AM|PM)?)?$/i.exec(text);
  const date = american === null ? isoDate(text) : americanDate(american);
  if (date !== null) return converted(date);
  return notThisType(
    'A date belongs here, for example 2026-11-22, 2026-11-22T19:30 or 11/22/2026 7:30 PM.',
    'Il faut ici une date, par exemple 2026-11-22, 2026-11-22T19:30 ou 11/22/2026 7:30 PM.',
  );
}

function isoDate(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(text)) return null;
  // Without a zone PowerShell means local time; a bare date too, which ECMAScript would read as UTC.
  const date = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text.replace(' ', 'T'));
  return Number.isNaN(date.getTime()) ? null : date;
}

function americanDate([, month, day, year, hour = '0', minute = '0', second = '0', half]: readonly (
  | string
  | undefined
)[]): Date | null {
  const pm = half?.toUpperCase() === 'PM';
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (pm ? 12 : 0);
  const date = new Date(Number(year), Number(month) - 1, Number(day), hours, Number(minute), Number(second));
  return date.getMonth() === Number(month) - 1 && hours < 24 ? date : null;
}

export function convertScript(value: ManagementValue): Conversion {
  if (value instanceof ScriptText) return converted(value);
  return typeof value === 'string'
    ? converted(new ScriptText(value))
    : notThisType('A script block belongs here: { … }.', 'Il faut ici un bloc de script : { … }.');
}
