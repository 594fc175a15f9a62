import { type LocalisedText, type ManagementValue, toWire } from '@relais/management-contract';
import type { SettingsDefinition } from '../platform/settings/define-settings.ts';
import { applyNow } from './apply-now.ts';
import type { BoundParameters } from './engine/bound-parameters.ts';
import type { CmdletContext } from './engine/cmdlet.ts';
import { pastConsequences } from './past-sessions.ts';
import { pendingWarning } from './pending-warning.ts';
import { type ChangedLimits, sessionConsequences } from './session-consequences.ts';
import { checkBindings, checkSetting } from './settings-checks.ts';
import type { SettingsCmdletsOptions } from './settings-cmdlets-options.ts';
import { requireMeant, settingsIdentity } from './settings-object.ts';

type Values = Readonly<Record<string, ManagementValue>>;

/** What `Set-X` does: checks the new values, asks, configures them, and says what they wait for. */
export async function changeSettings(
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
  const identity = settingsIdentity(services, options);
  for (const [name, value] of Object.entries(changes)) checkSetting(context, definition, name, value);
  checkBindings(context, definition, { ...before, ...changes }, changes);
  if (Object.keys(changes).length === 0) {
    context.warn({
      en: `The command completed successfully but no settings of '${identity}' have been modified.`,
      fr: `La commande s’est terminée correctement mais aucun paramètre de « ${identity} » n’a été modifié.`,
    });
    return;
  }
  const action: LocalisedText = {
    en: `Setting the ${protocolName} settings of server "${services.server.name}": ${Object.keys(changes).join(', ')}.`,
    fr: `Modification des paramètres ${frenchName} du serveur « ${services.server.name} » : ${Object.keys(changes).join(', ')}.`,
  };
  if (!context.shouldProcess(action, consequences(services, options, changes))) return;
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

/** What the changes mean for those who are connected, and would have meant for those who were. */
function consequences(
  { liveSessions, clock }: CmdletContext['services'],
  { sessions: protocol }: SettingsCmdletsOptions,
  changes: Values,
): readonly LocalisedText[] {
  if (protocol === null) return [];
  const ended = liveSessions.history().filter((session) => session.protocol === protocol);
  return [
    ...sessionConsequences(liveSessions.list(protocol), changes as ChangedLimits, clock.now()),
    ...pastConsequences(ended, changes as ChangedLimits, clock.now()),
  ];
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
