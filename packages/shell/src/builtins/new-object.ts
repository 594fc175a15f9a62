import type { Builtin } from '../runtime/builtin.ts';
import { castTo, requireType } from '../runtime/cast.ts';
import { newInstance } from '../runtime/class-calls.ts';
import { ClassType } from '../runtime/class-type.ts';
import { cultureNamed } from '../runtime/culture-object.ts';
import { DataTable, newColumn } from '../runtime/data-table.ts';
import { Grid, gridType } from '../runtime/grid.ts';
import { Hashtable } from '../runtime/hashtable.ts';
import { operationError } from '../runtime/shell-error.ts';
import { newAttachment, newMailMessage, newNetworkCredential, SmtpClient } from '../runtime/mail-objects.ts';
import { newPrincipal } from '../runtime/windows-identity.ts';
import { PatternObject } from '../runtime/pattern-object.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { newSortedTable } from '../runtime/sorted-table-methods.ts';
import { Stopwatch } from '../runtime/stopwatch.ts';
import { TextBuilder } from '../runtime/text-builder.ts';
import { newCredential, newTimeSpan } from '../runtime/constructed-values.ts';
import { toText } from '../runtime/to-text.ts';
import { newValueSet } from '../runtime/value-set.ts';
import type { Value } from '../runtime/values.ts';
import { newWaitingLine } from '../runtime/waiting-line.ts';
import { emptyDocument } from '../runtime/xml-node.ts';

export const newObject: Builtin = {
  name: 'New-Object',
  synopsis: {
    en: 'Makes an object: a PSObject, list, hashtable, date, time span or credential.',
    fr: 'Crée un objet : PSObject, liste, table, date, durée ou identifiants.',
  },
  parameters: [
    { name: 'TypeName', type: 'text', position: 1 },
    { name: 'ArgumentList', type: 'any', aliases: ['Args'], position: 2 },
    { name: 'Property', type: 'any' },
    { name: 'ComObject', type: 'text' },
    { name: 'Strict', type: 'switch' },
  ],
  examples: [
    'New-Object PSObject -Property @{Name="a"}',
    "New-Object System.Management.Automation.PSCredential('user', $password)",
  ],
  start: (invocation, given) => ({
    process: async () => {
      if (given.has('ComObject'))
        throw operationError(
          'NotSupported',
          `New-Object makes no COM objects here; "${given.text('ComObject')}" is of Windows.`,
          'NotImplemented',
          given.text('ComObject') ?? '',
        );
      if (!given.has('TypeName'))
        throw operationError(
          'MissingMandatoryParameter',
          'Cannot process command because of one or more missing mandatory parameters: TypeName.',
          'InvalidArgument',
        );
      const declared = invocation.engine.session.types.get((given.text('TypeName') ?? '').toLowerCase());
      if (declared instanceof ClassType) {
        const instance = await newInstance(invocation.engine, declared, given.list('ArgumentList'), invocation.context);
        const values = given.value('Property');
        if (values instanceof Hashtable)
          for (const [name, value] of values.entries()) instance.set(toText(name), value);
        await invocation.emit(instance);
        return;
      }
      // Written as a call, `Type('a', $b)` arrives as two arguments: the name and a list.
      const made = create(given.text('TypeName') ?? '', given.list('ArgumentList'), invocation.engine.session.now);
      const properties = given.value('Property');
      if (properties instanceof Hashtable && made instanceof ShellObject) {
        for (const [name, value] of properties.entries()) made.set(toText(name), value);
      }
      await invocation.emit(made);
    },
  }),
};

function create(type: string, given: readonly Value[], now: () => Date): Value {
  const full = requireType(type);
  if (gridType(full) !== null) return new Grid(given.map(Number));
  switch (full) {
    case 'System.Management.Automation.PSCustomObject':
    case 'System.Object':
      return new ShellObject('System.Management.Automation.PSCustomObject');
    case 'System.Collections.ArrayList':
      return Array.isArray(given[0]) ? [...given[0]] : [];
    case 'System.Net.Mail.MailMessage':
      return newMailMessage(given);
    case 'System.Net.Mail.Attachment':
      return newAttachment(given);
    case 'System.Net.Mail.SmtpClient':
      return new SmtpClient(given);
    case 'System.Net.NetworkCredential':
      return newNetworkCredential(given);
    case 'System.Security.Principal.WindowsPrincipal':
      return newPrincipal(given[0] ?? null);
    case 'System.Data.DataTable':
      return new DataTable(toText(given[0] ?? null), castTo);
    case 'System.Data.DataColumn':
      return newColumn(given);
    case 'System.Collections.Specialized.OrderedDictionary':
    case 'System.Collections.Hashtable':
      return new Hashtable();
    case 'System.Collections.Generic.HashSet`1':
      return newValueSet(given);
    case 'System.Collections.Generic.Queue`1':
      return newWaitingLine(false)(given);
    case 'System.Collections.Generic.Stack`1':
      return newWaitingLine(true)(given);
    case 'System.Collections.SortedList':
      return newSortedTable(given);
    case 'System.Xml.XmlDocument':
      return emptyDocument();
    case 'System.TimeSpan':
      return newTimeSpan(given);
    case 'System.DateTime': {
      const [year, month, day, hour = 0, minute = 0, second = 0] = given.map(Number);
      return new Date(year ?? 1, (month ?? 1) - 1, day ?? 1, hour, minute, second);
    }
    case 'System.Text.RegularExpressions.Regex':
      return new PatternObject(toText(given[0] ?? null), given.length > 1 ? toText(given[1] ?? null) : 'None');
    case 'System.Management.Automation.PSCredential':
      return newCredential(given);
    case 'System.Text.StringBuilder':
      return new TextBuilder(typeof given[0] === 'string' ? given[0] : '');
    case 'System.Diagnostics.Stopwatch':
      return new Stopwatch(() => now().getTime());
    case 'System.Globalization.CultureInfo':
      return cultureNamed(toText(given[0] ?? null));
    default:
      if (/exception$/i.test(full) || given.length === 1) return castTo(type, given[0] ?? null, now);
      throw operationError('TypeNotCreatable', `New-Object cannot make a [${type}] here.`, 'InvalidArgument', type);
  }
}
