import type { ManagementValue } from '@relais/management-contract';
import { parseBinding } from '../domain/configuration/binding.ts';
import { webSettings } from '../domain/configuration/web-settings.ts';
import type { SettingsDefinition } from '../platform/settings/define-settings.ts';
import { imapSettings } from '../protocols/imap/settings.ts';
import { popSettings } from '../protocols/pop3/settings.ts';
import type { ManagementServices } from './engine/services.ts';

interface BindingOwner {
  /** `ImapSettings SSLBindings`, `Receive connector "Client Frontend CAS01"`. */
  readonly owner: string;
  readonly bindings: readonly string[];
}

/** Everything that is configured to listen, receive connectors included. */
export function configuredBindings(services: ManagementServices): readonly BindingOwner[] {
  const definitions: readonly SettingsDefinition[] = [imapSettings, popSettings, webSettings];
  const ofSettings = definitions.flatMap((definition) => {
    const values = services.settings.configured(definition) as Readonly<Record<string, ManagementValue>>;
    return Object.entries(definition.declarations)
      .filter(([, { type }]) => type.kind === 'binding')
      .map(([name]) => ({ owner: `${definition.noun} ${name}`, bindings: (values[name] ?? []) as readonly string[] }));
  });
  const ofConnectors = services.receiveConnectors
    .list()
    .filter(({ Enabled }) => Enabled)
    .map(({ Name, Bindings }) => ({ owner: `Receive connector "${Name}"`, bindings: Bindings }));
  return [...ofSettings, ...ofConnectors];
}

/** The first of `bindings` that one of `owners` has too, as the system would see it: `0.0.0.0` takes every address. */
export function bindingConflict(
  bindings: readonly string[],
  owners: readonly BindingOwner[],
): { readonly binding: string; readonly owner: string } | null {
  for (const binding of bindings) {
    const found = owners.find((other) => other.bindings.some((taken) => collide(binding, taken)));
    if (found !== undefined) return { binding, owner: found.owner };
  }
  return null;
}

/** Two bindings of one list that cannot both be opened. */
export function conflictWithin(bindings: readonly string[]): readonly [string, string] | null {
  for (const [index, binding] of bindings.entries()) {
    const earlier = bindings.slice(0, index).find((other) => collide(other, binding));
    if (earlier !== undefined) return [earlier, binding];
  }
  return null;
}

function collide(one: string, other: string): boolean {
  const [mine, theirs] = [parseBinding(one), parseBinding(other)];
  if (mine === null || theirs === null || mine.port !== theirs.port) return false;
  const isIPv6 = (address: string): boolean => address.includes(':');
  const isAny = (address: string): boolean => address === '0.0.0.0' || address === '::';
  if (isIPv6(mine.address) !== isIPv6(theirs.address)) return false;
  return mine.address === theirs.address || isAny(mine.address) || isAny(theirs.address);
}

/** For connectors: which settings of another service have the port already. Connectors among themselves have rules of their own. */
export function conflictWithSettings(
  services: ManagementServices,
  bindings: readonly string[],
): { readonly binding: string; readonly owner: string } | null {
  return bindingConflict(
    bindings,
    configuredBindings(services).filter(({ owner }) => !owner.startsWith('Receive connector')),
  );
}
