import { randomInt } from 'node:crypto';
import { cultureNamed, cultureObject } from './culture-object.ts';
import { readEnvironment } from './environment.ts';
import { list, number, type StaticMember, text } from './static-member.ts';
import { newAttachment, newMailMessage, newNetworkCredential, SmtpClient } from './mail-objects.ts';
import { currentIdentity, newPrincipal } from './windows-identity.ts';
import { Stopwatch } from './stopwatch.ts';
import { TextBuilder } from './text-builder.ts';
import { formatComposite } from './format-value.ts';

const printed: StaticMember = (given, around) => {
  const line = given.length > 1 ? formatComposite(text(given), list(given, 1), around.language) : text(given);
  around.print(`${line}\n`);
  return null;
};

/** Members of .NET's classes for the machine and the console, as scripts use them. */
export const systemMembers: Readonly<Record<string, Readonly<Record<string, StaticMember>>>> = {
  'System.Console': {
    WriteLine: printed,
    Write: (given, around) => {
      around.print(text(given));
      return null;
    },
  },
  // Everything that is here is loaded already.
  'System.Reflection.Assembly': Object.fromEntries(
    ['Load', 'LoadFile', 'LoadFrom', 'LoadWithPartialName'].map((name) => [name, () => null]),
  ),
  'System.Net.Dns': { GetHostName: (_, around) => readEnvironment(around.environment, 'COMPUTERNAME') ?? '' },
  'System.Net.SecurityProtocolType': {
    Tls11: () => 'Tls11',
    Tls12: () => 'Tls12',
    Tls13: () => 'Tls13',
    Tls: () => 'Tls',
    Ssl3: () => 'Ssl3',
    SystemDefault: () => 'SystemDefault',
  },
  'System.Diagnostics.Stopwatch': {
    StartNew: (_, around) => {
      const watch = new Stopwatch(() => around.now().getTime());
      watch.start();
      return watch;
    },
    new: (_, around) => new Stopwatch(() => around.now().getTime()),
  },
  'System.Net.Mail.MailMessage': { new: (given) => newMailMessage(given) },
  'System.Net.Mail.Attachment': { new: (given) => newAttachment(given) },
  'System.Net.Mail.SmtpClient': { new: (given) => new SmtpClient(given) },
  'System.Net.Mail.MailPriority': words(['Low', 'Normal', 'High']),
  'System.Net.NetworkCredential': { new: (given) => newNetworkCredential(given) },
  'System.Security.Principal.WindowsIdentity': { GetCurrent: currentIdentity },
  'System.Security.Principal.WindowsPrincipal': { new: (given) => newPrincipal(given[0] ?? null) },
  'System.Security.Principal.WindowsBuiltInRole': words(['Administrator', 'User']),
  'System.ServiceProcess.ServiceControllerStatus': words([
    'Running',
    'Stopped',
    'Paused',
    'StartPending',
    'StopPending',
  ]),
  'System.ServiceProcess.ServiceStartMode': words(['Automatic', 'Manual', 'Disabled']),
  'System.Text.StringBuilder': { new: (given) => new TextBuilder(typeof given[0] === 'string' ? given[0] : '') },
  'System.Globalization.CultureInfo': {
    CurrentCulture: (_, around) => cultureObject(around.language),
    CurrentUICulture: (_, around) => cultureObject(around.language),
    InvariantCulture: () => cultureObject('en', true),
    GetCultureInfo: (given) => cultureNamed(text(given)),
    CreateSpecificCulture: (given) => cultureNamed(text(given)),
    new: (given) => cultureNamed(text(given)),
  },
  'System.Net.WebUtility': {
    HtmlEncode: (given) => htmlEncoded(text(given)),
    UrlEncode: (given) => encodeURIComponent(text(given)).replaceAll('%20', '+'),
  },
  'System.Web.Security.Membership': {
    GeneratePassword: (given) => generatePassword(number(given), number(given, 1)),
  },
};

/** The values of an enumeration, which are texts here. */
function words(names: readonly string[]): Readonly<Record<string, StaticMember>> {
  return Object.fromEntries(names.map((name) => [name, () => name]));
}

/** For text between tags and within attributes. */
function htmlEncoded(plain: string): string {
  const marks: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return plain.replaceAll(/[&<>"']/g, (mark) => marks[mark] ?? mark);
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const marks = '!@#$%^&*()_-+=[{]};:<>|./?';

/** A password of `length` characters, at least `least` of them neither letters nor digits. */
function generatePassword(length: number, least: number): string {
  const picked = Array.from({ length: Math.min(128, Math.max(1, length)) }, (_, index) => {
    const from = index < least ? marks : letters + marks;
    return from.charAt(randomInt(from.length));
  });
  for (let index = picked.length - 1; index > 0; index -= 1) {
    const other = randomInt(index + 1);
    [picked[index], picked[other]] = [picked[other] ?? '', picked[index] ?? ''];
  }
  return picked.join('');
}
