import type { ManagementValue } from '@relais/management-contract';
import type { SettingsDefinition } from '../platform/settings/define-settings.ts';
import { bindingsOnAbsentAddresses } from './absent-addresses.ts';
import { bindingConflict, configuredBindings, conflictWithin } from './binding-conflicts.ts';
import type { CmdletContext } from './engine/cmdlet.ts';
import { CmdletError } from './engine/cmdlet-error.ts';
import { refuseLogFileLocation, refuseOwnFolder } from './log-file-location.ts';

type Values = Readonly<Record<string, ManagementValue>>;

/** What the type could not say: a refusal of the setting's own, advice, a certificate that is not there. */
export function checkSetting(
  context: CmdletContext,
  definition: SettingsDefinition,
  name: string,
  value: ManagementValue,
): void {
  const declaration = definition.declarations[name];
  const refused =
    name === 'LogFileLocation' && typeof value === 'string'
      ? refuseLogFileLocation(value)
      : declaration?.refuse?.(value);
  const isFolder = /^LogFileLocation$|LogPath$/.test(name) && typeof value === 'string';
  const { dataDirectory } = context.services.serverFacts;
  const refusal = refused ?? (isFolder ? refuseOwnFolder(value, dataDirectory) : null);
  if (refusal !== null && refusal !== undefined) {
    throw new CmdletError({
      id: 'ParameterArgumentValidationError',
      category: 'InvalidData',
      exception: 'ParameterBindingValidationException',
      parameter: name,
      target: String(value),
      reason: refusal,
      text: {
        en: `Cannot validate argument on parameter '${name}'. ${refusal.en}`,
        fr: `Impossible de valider l’argument sur le paramètre « ${name} ». ${refusal.fr}`,
      },
    });
  }
  const advice = declaration?.advice?.(value);
  if (advice !== null && advice !== undefined)
    context.warn({ en: `${name}: ${advice.en}`, fr: `${name} : ${advice.fr}` });
  if (name === 'X509CertificateName' && typeof value === 'string') adviseOnCertificate(context, value);
  if (declaration?.withoutEffect === true) {
    context.verbose({
      en: `${name} is kept and printed; it changes nothing here.`,
      fr: `${name} est conservé et affiché ; sans effet ici.`,
    });
  }
}

function adviseOnCertificate(context: CmdletContext, name: string): void {
  const { certificates } = context.services;
  if (certificates === null || certificates.list().some(({ names }) => names.some((known) => covers(known, name))))
    return;
  const presented = certificates.describe(name);
  context.warn({
    en: `There is no certificate for "${name}" here; the one for ${presented.names.join(', ')} will be presented, and clients will warn.`,
    fr: `Il n’y a pas de certificat pour « ${name} » ici ; celui de ${presented.names.join(', ')} sera présenté, et les clients avertiront.`,
  });
}

/** RFC 6125 §6.4.3: a wildcard stands for the leftmost label. */
function covers(certified: string, name: string): boolean {
  const [one, other] = [certified.toLowerCase(), name.toLowerCase()];
  return one === other || (one.startsWith('*.') && other.split('.').slice(1).join('.') === one.slice(2));
}

/** One port cannot be opened twice: within one service that is an error, with another one a warning. */
export function checkBindings(
  context: CmdletContext,
  definition: SettingsDefinition,
  after: Values,
  changes: Values,
): void {
  const bindingsOf = (name: string): readonly string[] => (after[name] ?? []) as readonly string[];
  const lists = Object.keys(definition.declarations).filter(
    (name) => definition.declarations[name]?.type.kind === 'binding',
  );
  for (const name of lists.filter((list) => list in changes)) {
    const itself = conflictWithin(bindingsOf(name));
    if (itself !== null) throw conflictingList(name, itself);
    const siblings = lists
      .filter((other) => other !== name)
      .map((other) => ({ owner: other, bindings: bindingsOf(other) }));
    const within = bindingConflict(bindingsOf(name), siblings);
    if (within !== null) throw sharedBinding(name, within.binding, within.owner);
    for (const binding of bindingsOnAbsentAddresses(bindingsOf(name))) {
      context.warn({
        en: `No network interface of this machine has the address of ${binding}; the service can't start until one has it.`,
        fr: `Aucune interface réseau de cette machine n’a l’adresse de ${binding} ; le service ne pourra pas démarrer tant qu’il en est ainsi.`,
      });
    }
    const others = configuredBindings(context.services).filter(({ owner }) => !owner.startsWith(`${definition.noun} `));
    const conflict = bindingConflict(bindingsOf(name), others);
    if (conflict === null) continue;
    context.warn({
      en: `${conflict.binding} is also configured for ${conflict.owner}; only one of them can open it.`,
      fr: `${conflict.binding} est aussi configuré pour ${conflict.owner} ; un seul des deux pourra l’ouvrir.`,
    });
  }
}

function conflictingList(parameter: string, [one, other]: readonly [string, string]): CmdletError {
  return new CmdletError({
    id: 'BindingInUse',
    category: 'InvalidArgument',
    exception: 'DataValidationException',
    parameter,
    target: other,
    text: {
      en: `${parameter} can't hold both ${one} and ${other}: one covers the other on the same port, and it can be opened only once. Keep one of them, or choose another port.`,
      fr: `${parameter} ne peut pas contenir à la fois ${one} et ${other} : l’une couvre l’autre sur le même port, qui ne peut être ouvert qu’une fois. Gardez l’une des deux, ou choisissez un autre port.`,
    },
  });
}

function sharedBinding(parameter: string, binding: string, other: string): CmdletError {
  return new CmdletError({
    id: 'BindingInUse',
    category: 'InvalidArgument',
    exception: 'DataValidationException',
    parameter,
    target: binding,
    text: {
      en: `The binding ${binding} can't be in ${parameter} and in ${other}: one port can't do both. Choose another port, or remove it from ${other} in the same command.`,
      fr: `La liaison ${binding} ne peut pas figurer à la fois dans ${parameter} et dans ${other} : un même port ne peut pas faire les deux. Choisissez un autre port, ou retirez-la de ${other} dans la même commande.`,
    },
  });
}
