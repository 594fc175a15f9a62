import type { ParameterDescription } from '@relais/management-contract';
import type { SettingDeclaration, SettingsDefinition } from '../platform/settings/define-settings.ts';
import { applyNowParameter } from './apply-now.ts';
import { changeSettings } from './change-settings.ts';
import { type Cmdlet, defineCmdlet } from './engine/cmdlet.ts';
import { pendingWarning } from './pending-warning.ts';
import { domainControllerParameter } from './server-identity.ts';
import type { SettingsCmdletsOptions } from './settings-cmdlets-options.ts';
import { requireMeant, settingsObject } from './settings-object.ts';

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
      fr: `Affiche les paramètres ${frenchName} d’un serveur.`,
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
      fr: `Modifie les paramètres ${frenchName} d’un serveur.`,
    },
    description: waits
      ? {
          en: 'Changes what is configured. Services go on with what they started with until they are restarted; a warning says so.',
          fr: 'Modifie la configuration. Les services gardent leurs valeurs de démarrage jusqu’à leur redémarrage ; un avertissement le rappelle.',
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
    async run(context, parameters) {
      await changeSettings(context, parameters, options);
      await options.afterChange?.(context, parameters);
    },
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
