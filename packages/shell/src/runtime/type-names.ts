import {
  ByteSize,
  Credential,
  EnumFlags,
  ScriptText,
  SecureText,
  TimeSpan,
  Unlimited,
} from '@relais/management-contract';
import { DataColumns, DataTable } from './data-table.ts';
import { Grid, gridType } from './grid.ts';
import { Hashtable } from './hashtable.ts';
import { ShellObject } from './shell-object.ts';
import { SortedTable } from './sorted-table.ts';
import { ValueSet } from './value-set.ts';
import { FormattedText, ScriptBlock, TypeReference, type Value } from './values.ts';
import { WaitingLine } from './waiting-line.ts';

/** Types by short name, with .NET's full name. */
const types: Readonly<Record<string, string>> = {
  string: 'System.String',
  char: 'System.Char',
  int: 'System.Int32',
  int32: 'System.Int32',
  int16: 'System.Int16',
  short: 'System.Int16',
  uint32: 'System.UInt32',
  uint: 'System.UInt32',
  uint16: 'System.UInt16',
  byte: 'System.Byte',
  sbyte: 'System.SByte',
  long: 'System.Int64',
  int64: 'System.Int64',
  uint64: 'System.UInt64',
  double: 'System.Double',
  float: 'System.Single',
  single: 'System.Single',
  decimal: 'System.Decimal',
  bool: 'System.Boolean',
  boolean: 'System.Boolean',
  switch: 'System.Management.Automation.SwitchParameter',
  'management.automation.switchparameter': 'System.Management.Automation.SwitchParameter',
  datetime: 'System.DateTime',
  timespan: 'System.TimeSpan',
  'microsoft.exchange.data.enhancedtimespan': 'System.TimeSpan',
  array: 'System.Array',
  object: 'System.Object',
  hashtable: 'System.Collections.Hashtable',
  'collections.hashtable': 'System.Collections.Hashtable',
  ordered: 'System.Collections.Specialized.OrderedDictionary',
  pscustomobject: 'System.Management.Automation.PSCustomObject',
  psobject: 'System.Management.Automation.PSCustomObject',
  'management.automation.psobject': 'System.Management.Automation.PSCustomObject',
  ref: 'System.Management.Automation.PSReference',
  'management.automation.psreference': 'System.Management.Automation.PSReference',
  cultureinfo: 'System.Globalization.CultureInfo',
  'globalization.cultureinfo': 'System.Globalization.CultureInfo',
  'text.stringbuilder': 'System.Text.StringBuilder',
  'net.mail.mailmessage': 'System.Net.Mail.MailMessage',
  'net.mail.attachment': 'System.Net.Mail.Attachment',
  'net.mail.smtpclient': 'System.Net.Mail.SmtpClient',
  'net.mail.mailpriority': 'System.Net.Mail.MailPriority',
  'net.networkcredential': 'System.Net.NetworkCredential',
  'security.principal.windowsidentity': 'System.Security.Principal.WindowsIdentity',
  'security.principal.windowsprincipal': 'System.Security.Principal.WindowsPrincipal',
  'security.principal.windowsbuiltinrole': 'System.Security.Principal.WindowsBuiltInRole',
  'serviceprocess.servicecontrollerstatus': 'System.ServiceProcess.ServiceControllerStatus',
  'serviceprocess.servicestartmode': 'System.ServiceProcess.ServiceStartMode',
  'data.datatable': 'System.Data.DataTable',
  'data.datacolumn': 'System.Data.DataColumn',
  'collections.specialized.ordereddictionary': 'System.Collections.Specialized.OrderedDictionary',
  'diagnostics.stopwatch': 'System.Diagnostics.Stopwatch',
  console: 'System.Console',
  'reflection.assembly': 'System.Reflection.Assembly',
  'net.dns': 'System.Net.Dns',
  'net.webutility': 'System.Net.WebUtility',
  'web.httputility': 'System.Net.WebUtility',
  'net.securityprotocoltype': 'System.Net.SecurityProtocolType',
  'web.security.membership': 'System.Web.Security.Membership',
  stringsplitoptions: 'System.StringSplitOptions',
  regex: 'System.Text.RegularExpressions.Regex',
  'text.regularexpressions.regex': 'System.Text.RegularExpressions.Regex',
  xml: 'System.Xml.XmlDocument',
  xmldocument: 'System.Xml.XmlDocument',
  'xml.xmldocument': 'System.Xml.XmlDocument',
  guid: 'System.Guid',
  uri: 'System.Uri',
  version: 'System.Version',
  mailaddress: 'System.Net.Mail.MailAddress',
  ipaddress: 'System.Net.IPAddress',
  'net.ipaddress': 'System.Net.IPAddress',
  'net.mail.mailaddress': 'System.Net.Mail.MailAddress',
  securestring: 'System.Security.SecureString',
  'security.securestring': 'System.Security.SecureString',
  pscredential: 'System.Management.Automation.PSCredential',
  'management.automation.pscredential': 'System.Management.Automation.PSCredential',
  scriptblock: 'System.Management.Automation.ScriptBlock',
  void: 'System.Void',
  math: 'System.Math',
  convert: 'System.Convert',
  environment: 'System.Environment',
  'io.file': 'System.IO.File',
  'io.directory': 'System.IO.Directory',
  'io.path': 'System.IO.Path',
  'text.encoding': 'System.Text.Encoding',
  'collections.arraylist': 'System.Collections.ArrayList',
  'microsoft.exchange.data.bytequantifiedsize': 'Microsoft.Exchange.Data.ByteQuantifiedSize',
  'microsoft.exchange.data.unlimited': 'Microsoft.Exchange.Data.Unlimited',
  exception: 'System.Exception',
  random: 'System.Random',
  dayofweek: 'System.DayOfWeek',
  stringcomparison: 'System.StringComparison',
  stringcomparer: 'System.StringComparer',
  midpointrounding: 'System.MidpointRounding',
  'text.regularexpressions.regexoptions': 'System.Text.RegularExpressions.RegexOptions',
};

/**
 * In these a type is found by its short name. PowerShell wants `using namespace` for that, which a script that runs there has; what
 * it says needs no more than to be understood.
 */
const namespaces = [
  '',
  'collections.',
  'collections.specialized.',
  'data.',
  'diagnostics.',
  'globalization.',
  'io.',
  'management.automation.',
  'net.',
  'net.mail.',
  'security.',
  'security.principal.',
  'text.',
  'text.regularexpressions.',
  'web.',
  'xml.',
];

const hashSetType = 'System.Collections.Generic.HashSet`1';
const queueType = 'System.Collections.Generic.Queue`1';
const stackType = 'System.Collections.Generic.Stack`1';
const sortedListType = 'System.Collections.SortedList';

/** Collections by what they are called without namespace and `[…]`; what they hold is not looked at. */
const collections: readonly (readonly [RegExp, string])[] = [
  [/^(?:collections\.generic\.)?list(?:`1)?\[/, 'System.Collections.ArrayList'],
  [/^(?:collections\.generic\.)?dictionary(?:`2)?\[/, 'System.Collections.Hashtable'],
  [/^(?:collections\.generic\.)?hashset(?:`1)?\[/, hashSetType],
  [/^(?:collections\.(?:generic\.)?)?queue(?:`1)?(?:\[|$)/, queueType],
  [/^(?:collections\.(?:generic\.)?)?stack(?:`1)?(?:\[|$)/, stackType],
  [/^(?:collections\.(?:generic\.)?)?sorted(?:list|dictionary)(?:`2)?(?:\[|$)/, sortedListType],
];

export const knownTypeNames: readonly string[] = Object.keys(types);

/** The full name of a type written as `[int]`, `[System.Int32]`, `[string[]]`; `null` when it is none of ours. */
export function fullTypeName(written: string): string | null {
  if (gridType(written) !== null) {
    const element = fullTypeName(written.replace(/\[,+\]$/, ''));
    return element === null ? null : element + (/\[,+\]$/.exec(written)?.[0] ?? '');
  }
  if (written.endsWith('[]')) {
    const element = fullTypeName(written.slice(0, -2));
    return element === null ? null : `${element}[]`;
  }
  const name = written.toLowerCase().replace(/^system\./, '');
  const collection = collections.find(([pattern]) => pattern.test(name));
  if (collection !== undefined) return collection[1];
  for (const namespace of namespaces) {
    const known = types[namespace + name];
    if (known !== undefined) return known;
  }
  return /(?:^|\.)\w*exception$/.test(name) ? written : null;
}

/** What `GetType().FullName` says. */
export function typeNameOf(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'System.String';
  if (typeof value === 'boolean') return 'System.Boolean';
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return 'System.Double';
    return Math.abs(value) <= 2_147_483_647 ? 'System.Int32' : 'System.Int64';
  }
  if (value instanceof Grid) return `System.Object[${','.repeat(value.lengths.length - 1)}]`;
  if (value instanceof ValueSet) return hashSetType;
  if (value instanceof WaitingLine) return value.isStack ? stackType : queueType;
  if (value instanceof DataTable) return 'System.Data.DataTable';
  if (value instanceof DataColumns) return 'System.Data.DataColumnCollection';
  if (Array.isArray(value)) return 'System.Object[]';
  if (value instanceof TimeSpan) return 'System.TimeSpan';
  if (value instanceof Date) return 'System.DateTime';
  if (value instanceof ByteSize) return 'Microsoft.Exchange.Data.ByteQuantifiedSize';
  if (value instanceof Unlimited) return 'Microsoft.Exchange.Data.Unlimited';
  if (value instanceof EnumFlags) return 'System.Enum';
  if (value instanceof SecureText) return 'System.Security.SecureString';
  if (value instanceof Credential) return 'System.Management.Automation.PSCredential';
  if (value instanceof ScriptBlock || value instanceof ScriptText) return 'System.Management.Automation.ScriptBlock';
  if (value instanceof SortedTable) return sortedListType;
  if (value instanceof Hashtable) return 'System.Collections.Hashtable';
  if (value instanceof ShellObject) return value.typeName;
  if (value instanceof TypeReference) return 'System.RuntimeType';
  if (value instanceof FormattedText) return 'Microsoft.PowerShell.Commands.Internal.Format.FormatEntryData';
  return 'System.Object';
}
