import {
  type LocalisedText,
  type ManagementObject,
  type ManagementValue,
  type ParameterDescription,
  toWire,
} from '@relais/management-contract';
import type { SettingDeclaration, SettingsDefinition } from '../platform/settings/define-settings.ts';
import type { SessionProtocol } from '../services/admission/live-sessions.ts';
import {
  directoryTail,
  organizationDistinguishedName,
  serverDistinguishedName,
  stableGuid,
} from './directory-names.ts';
import type { BoundParameters } from './engine/bound-parameters.ts';
import { type Cmdlet, type CmdletContext, defineCmdlet } from './engine/cmdlet.ts';
import type { ManagementServices } from './engine/services.ts';
import { domainControllerParameter, requireThisServer } from './server-identity.ts';
import { applyNow, applyNowParameter } from './apply-now.ts';
import { type ChangedLimits, sessionConsequences } from './session-consequences.ts';
import { checkBindings, checkSetting } from './settings-checks.ts';

export interface SettingsCmdletsOptions {
  readonly definition: SettingsDefinition;
  /** `IMAP4`, `POP3`: the protocol as Exchange prints it. */
  readonly protocolName: string;
  /** The same in a French sentence, where it is no name; `protocolName` when left out. */
  readonly frenchName?: string;
  /** What the object is in Exchange; absent: a protocol's settings on the server (`CAS01\\1`). */
  readonly kind?: 'server' | 'organization';
  /** Of `server`: the object of the server that holds them, `owa (Default Web Site)`; absent: the server itself. */
  readonly directoryName?: string;
  /** Whose live sessions limits and time-outs concern; `null` for none. */
  readonly sessions: SessionProtocol | null;
  /** Roles of Set-; Get- has the viewing ones besides. */
  readonly roles: readonly string[];
  readonly defaultColumns?: readonly string[];
  /** Examples of Set-, with the noun's own values. */
  readonly examples: Cmdlet['examples'];
}

type Values = Readonly<Record<string, ManagementValue>>;

/** `Get-X` and `Set-X` of a group of settings; parameters, ranges, warnings and output follow its declarations. */
export function settingsCmdlets(options: SettingsCmdletsOptions): readonly [get: Cmdlet, set: Cmdlet] {
  return [getSettings(options), setSettings(options)];
}

const serverParameter: ParameterDescription = {
  name: 'Server',
  type: { kind: 'identity', of: 'Server' },
  position: 1,
  pipeline: 'both',
  aliases: ['Identity'],
  help: {
    en: 'The server, by name, FQDN, GUID or distinguished name; this one when left out.',
    fr: 'Le serveur, par son nom, FQDN, GUID ou nom unique ; celui-ci par défaut.',
  },
};

/** `-Identity` of services and servers, `-Server` of protocols, nothing of what the organization has once. */
function identityParameters({ kind }: SettingsCmdletsOptions): readonly ParameterDescription[] {
  if (kind === 'organization') return [];
  return kind === 'server' ? [{ ...serverParameter, name: 'Identity', aliases: ['Server'] }] : [serverParameter];
}

function getSettings(options: SettingsCmdletsOptions): Cmdlet {
  const { definition, protocolName, frenchName = protocolName, roles, defaultColumns } = options;
  const { noun } = definition;
  return defineCmdlet({
    name: `Get-${noun}`,
    synopsis: {
      en: `Shows the ${protocolName} settings of a server.`,
      fr: `Affiche les paramètres ${frenchName} d'un serveur.`,
    },
    parameters: [...identityParameters(options), domainControllerParameter],
    supportsShouldProcess: false,
    examples: [
      {
        command: `Get-${noun} | Format-List`,
        explanation: { en: 'Every setting as it is configured.', fr: 'Tous les paramètres tels que configurés.' },
      },
      {
        command: `Get-${noun} | Format-List *ConnectionSettings,*Bindings,X509CertificateName`,
        explanation: { en: 'What clients connect to.', fr: 'Ce à quoi les clients se connectent.' },
      },
    ],
    ...(defaultColumns === undefined ? {} : { defaultColumns }),
    roles: [...new Set([...roles, 'View-Only Configuration', 'Monitoring'])],
    async *run(context, parameters) {
      const { services } = context;
      requireMeant(services, parameters, options);
      const pending = services.settings.pending(definition);
      yield settingsObject(services, options);
      if (pending.length > 0) context.verbose(pendingWarning(services, definition, protocolName, pending));
    },
  });
}

function setSettings(options: SettingsCmdletsOptions): Cmdlet {
  const { definition, protocolName, frenchName = protocolName, roles, examples } = options;
  const waits = Object.values(definition.declarations).some(({ takesEffect }) => takesEffect !== 'at-once');
  return defineCmdlet({
    name: `Set-${definition.noun}`,
    synopsis: {
      en: `Changes the ${protocolName} settings of a server.`,
      fr: `Modifie les paramètres ${frenchName} d'un serveur.`,
    },
    description: waits
      ? {
          en: 'Changes what is configured. Services go on with what they started with until they are restarted; a warning says so.',
          fr: "Modifie la configuration. Les services gardent leurs valeurs de démarrage jusqu'à leur redémarrage ; un avertissement le rappelle.",
        }
      : { en: 'Changes count at once.', fr: 'Les modifications comptent aussitôt.' },
    parameters: [
      ...identityParameters(options),
      ...Object.entries(definition.declarations).map(([name, declaration]) =>
        settingParameter(definition, name, declaration),
      ),
      ...(waits ? [applyNowParameter] : []),
      domainControllerParameter,
    ],
    // Whoever may not restart services may not do it this way either.
    ...(waits ? { parameterRoles: { ApplyNow: ['Exchange Servers'] } } : {}),
    supportsShouldProcess: true,
    examples,
    roles,
    run: (context, parameters) => change(context, parameters, options),
  });
}

/** Names that Exchange's own pages print by mistake (reference §0). */
const slipsOfTheDocuments: Readonly<Record<string, readonly string[]>> = {
  MaxConnectionFromSingleIP: ['MaxConnectionsFromSingleIP'],
  ProtocolLogEnabled: ['ProtocolLoggingEnabled'],
};

function settingParameter(
  definition: SettingsDefinition,
  name: string,
  declaration: SettingDeclaration,
): ParameterDescription {
  const { type, list, nullable, label, withoutEffect, takesEffect, defaultText } = declaration;
  const aliases = [...new Set([...(declaration.aliases ?? []), ...(slipsOfTheDocuments[name] ?? [])])];
  const restart =
    takesEffect === 'service-restart' ? definition.service : takesEffect === 'web-restart' ? 'W3SVC' : null;
  return {
    name,
    type,
    ...(list === undefined ? {} : { list }),
    ...(nullable === undefined ? {} : { nullable }),
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(withoutEffect === undefined ? {} : { withoutEffect }),
    ...(restart === null ? {} : { takesEffectOn: restart }),
    defaultText: defaultText ?? (typeof declaration.default === 'function' ? '' : String(declaration.default ?? '')),
    label,
    help: declaration.help,
  };
}

async function change(
  context: CmdletContext,
  parameters: BoundParameters,
  options: SettingsCmdletsOptions,
): Promise<void> {
  const { definition, protocolName, frenchName = protocolName } = options;
  const { services } = context;
  requireMeant(services, parameters, options);
  const before: Values = services.settings.configured(definition);
  const wanted = wantedValues(definition, parameters, before);
  const changes = Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => !same(value, before[name] ?? null)),
  );
  const identity = identityOf(services, options);
  for (const [name, value] of Object.entries(changes)) checkSetting(context, definition, name, value);
  checkBindings(context, definition, { ...before, ...changes }, changes);
  if (Object.keys(changes).length === 0) {
    context.warn({
      en: `The command completed successfully but no settings of '${identity}' have been modified.`,
      fr: `La commande s'est terminée correctement mais aucun paramètre de « ${identity} » n'a été modifié.`,
    });
    return;
  }
  const action: LocalisedText = {
    en: `Setting the ${protocolName} settings of server "${services.server.name}": ${Object.keys(changes).join(', ')}.`,
    fr: `Modification des paramètres ${frenchName} du serveur « ${services.server.name} » : ${Object.keys(changes).join(', ')}.`,
  };
  const sessions = options.sessions === null ? [] : services.liveSessions.list(options.sessions);
  if (!context.shouldProcess(action, sessionConsequences(sessions, changes as ChangedLimits, services.clock.now())))
    return;
  await services.settings.configure(definition, changes);
  context.changed(
    identity,
    Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, [before[name], value] as const])),
  );
  const pending = services.settings.pending(definition).filter((name) => name in changes);
  if (pending.length === 0) return;
  if (parameters.isOn('ApplyNow')) await applyNow(context, definition, pending);
  else context.warn(pendingWarning(services, definition, protocolName, pending));
}

function wantedValues(definition: SettingsDefinition, parameters: BoundParameters, before: Values): Values {
  const wanted: Record<string, ManagementValue> = {};
  for (const [name, declaration] of Object.entries(definition.declarations)) {
    if (!parameters.has(name)) continue;
    if (declaration.list !== true) wanted[name] = parameters.get(name) ?? null;
    else {
      const current = (before[name] ?? []) as readonly ManagementValue[];
      wanted[name] = unique(parameters.list(name, current) ?? []);
    }
  }
  return wanted;
}

/** Exchange's words for settings of services; ours for those that a web restart publishes. */
function pendingWarning(
  services: ManagementServices,
  definition: SettingsDefinition,
  protocolName: string,
  pending: readonly string[],
): LocalisedText {
  const { name: server } = services.server;
  const effectOf = (name: string): string | undefined => definition.declarations[name]?.takesEffect;
  const forWeb = pending.filter((name) => effectOf(name) === 'web-restart');
  const listeners = forWeb.filter((name) => definition.declarations[name]?.type.kind === 'binding');
  const published = forWeb.filter((name) => !listeners.includes(name));
  const parts: LocalisedText[] = [];
  if (forWeb.length < pending.length) {
    parts.push({
      en: `Changes to ${protocolName} settings will only take effect after all Microsoft Exchange ${protocolName} services are restarted on server ${server}.`,
      fr: `Les modifications des paramètres ${protocolName} ne prendront effet qu'après le redémarrage de tous les services Microsoft Exchange ${protocolName} sur le serveur ${server}.`,
    });
  }
  if (listeners.length > 0) {
    parts.push({
      en: `${listeners.join(', ')} will only take effect after IIS is restarted on server ${server} (iisreset).`,
      fr: `${listeners.join(', ')} ne prendra effet qu'après le redémarrage d'IIS sur le serveur ${server} (iisreset).`,
    });
  }
  if (published.length > 0) {
    parts.push({
      en: `${published.join(', ')} will only be published to users after IIS is restarted on server ${server} (iisreset).`,
      fr: `${published.join(', ')} ne sera publié aux utilisateurs qu'après le redémarrage d'IIS sur le serveur ${server} (iisreset).`,
    });
  }
  return { en: parts.map(({ en }) => en).join(' '), fr: parts.map(({ fr }) => fr).join(' ') };
}

function identityOf(
  { server, directory }: ManagementServices,
  { kind, directoryName }: SettingsCmdletsOptions,
): string {
  if (directoryName !== undefined) return `${server.name}\\${directoryName}`;
  return kind === 'organization' ? directory.organizationName : kind === 'server' ? server.name : `${server.name}\\1`;
}

/** What is named must be of this server; the object may be named without it. @throws CmdletError */
function requireMeant(
  services: ManagementServices,
  parameters: BoundParameters,
  options: SettingsCmdletsOptions,
): void {
  const named = parameters.get<string>('Server') ?? parameters.get<string>('Identity');
  if (named !== undefined && named.toLowerCase() === options.directoryName?.toLowerCase()) return;
  requireThisServer(services, named);
}

function settingsObject(services: ManagementServices, options: SettingsCmdletsOptions): ManagementObject {
  const { definition, protocolName, kind } = options;
  const { server, settings } = services;
  if (kind !== undefined) {
    const identity = identityOf(services, options);
    const isServer = kind === 'server';
    return {
      ...(isServer ? { Name: options.directoryName ?? server.name } : {}),
      ...(options.directoryName === undefined ? {} : { Server: server.name }),
      ...(settings.configured(definition) as Values),
      ...directoryTail(services, {
        ...(isServer ? {} : { name: protocolName }),
        distinguishedName: isServer
          ? serverDistinguishedName(services)
          : `CN=${protocolName},${organizationDistinguishedName(services)}`,
        identity,
        guid: stableGuid(server.guid, definition.noun),
        schemaClass: isServer ? 'ms-Exch-Exchange-Server' : 'ms-Exch-Transport-Settings',
        objectClass: isServer
          ? ['top', 'server', 'msExchExchangeServer']
          : ['top', 'container', 'msExchTransportSettings'],
        whenCreated: server.whenCreated,
        whenChanged: settings.whenConfigured(definition) ?? server.whenCreated,
      }),
    };
  }
  return {
    ProtocolName: protocolName,
    Name: '1',
    ...(settings.configured(definition) as Values),
    Server: server.name,
    ...directoryTail(services, {
      distinguishedName: `CN=1,CN=${protocolName},CN=Protocols,${serverDistinguishedName(services)}`,
      identity: `${server.name}\\1`,
      guid: stableGuid(server.guid, definition.noun),
      schemaClass: `ms-Exch-Protocol-Cfg-${protocolName.replace(/\d/, '')}-Server`,
      objectClass: [
        'top',
        'protocolCfg',
        `protocolCfg${protocolName.replace(/\d/, '')}`,
        `protocolCfg${protocolName.replace(/\d/, '')}Server`,
      ],
      whenCreated: server.whenCreated,
      whenChanged: settings.whenConfigured(definition) ?? server.whenCreated,
    }),
  };
}

function unique(values: readonly ManagementValue[]): readonly ManagementValue[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const key = String(value).toLowerCase();
    return !seen.has(key) && seen.add(key);
  });
}

function same(one: ManagementValue, other: ManagementValue): boolean {
  return JSON.stringify(toWire(one)) === JSON.stringify(toWire(other));
}
