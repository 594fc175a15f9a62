import { Credential, type ManagementValue, type ParameterDescription, toWire } from '@relais/management-contract';
import { formatAddressSpace, parseAddressSpace } from '../../../domain/queue/address-space.ts';
import type { SendConnector } from '../../../domain/queue/send-connectors.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';

/** The properties that the given parameters set, as the domain keeps them. */
export function sendConnectorChange(
  parameters: BoundParameters,
  descriptions: readonly ParameterDescription[],
  current: Partial<SendConnector>,
): Partial<SendConnector> {
  const change: Record<string, unknown> = {};
  for (const { name, list } of descriptions) {
    if (!parameters.has(name) || name === 'SourceTransportServers') continue;
    const before = (current as Readonly<Record<string, unknown>>)[name] ?? [];
    const value = list === true ? parameters.list(name, before as readonly ManagementValue[]) : parameters.get(name);
    change[name] = name === 'Comment' ? (value ?? '') : name === 'AddressSpaces' ? canonical(value) : (value ?? null);
  }
  return change as Partial<SendConnector>;
}

/** Which properties differ: before and after, for the audit log, without the password. */
export function sendConnectorDifferences(
  connector: SendConnector,
  change: Partial<SendConnector>,
): Readonly<Record<string, readonly [before: unknown, after: unknown]>> {
  const text = (value: unknown): string => JSON.stringify(toWire((value ?? null) as ManagementValue));
  const shown = (value: unknown): unknown => (value instanceof Credential ? `${value.userName} (********)` : value);
  return Object.fromEntries(
    (Object.keys(change) as (keyof SendConnector)[])
      .filter((name) => text(connector[name]) !== text(change[name]))
      .map((name) => [name, [shown(connector[name]), shown(change[name])] as const]),
  );
}

/** Whether a change to a mechanism without a password leaves one behind: a smart host is replaced in one line during an outage. */
export function forgetsCredential(connector: SendConnector, change: Partial<SendConnector>): boolean {
  const mechanism = change.SmartHostAuthMechanism;
  return (
    mechanism !== undefined &&
    !mechanism.startsWith('BasicAuth') &&
    connector.AuthenticationCredential !== null &&
    !('AuthenticationCredential' in change)
  );
}

/** Mechanisms of Exchange's own that are kept and sign in nowhere. */
export function warnOfMechanism(
  context: CmdletContext,
  { SmartHostAuthMechanism: mechanism }: Partial<SendConnector>,
): void {
  if (mechanism === 'ExchangeServer')
    context.warn({
      en: 'SmartHostAuthMechanism ExchangeServer is kept, and this server signs in to no smart host with it (Kerberos); use BasicAuthRequireTLS with AuthenticationCredential where the smart host asks for a password.',
      fr: 'SmartHostAuthMechanism ExchangeServer est conservé, et ce serveur ne s’authentifie ainsi (Kerberos) auprès d’aucun hôte actif ; utilisez BasicAuthRequireTLS avec AuthenticationCredential si l’hôte actif demande un mot de passe.',
    });
  if (mechanism === 'ExternalAuthoritative')
    context.warn({
      en: 'SmartHostAuthMechanism ExternalAuthoritative is kept and means None here: the way to the smart host is secured by other means, such as IPsec.',
      fr: 'SmartHostAuthMechanism ExternalAuthoritative est conservé et vaut None ici : le chemin vers l’hôte actif est protégé autrement, par exemple par IPsec.',
    });
}

/** `SMTP:contoso.com;1`, as Exchange prints it; what cannot be read stays for the rules to refuse. */
function canonical(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((text) => {
    const space = parseAddressSpace(String(text));
    return space === null ? String(text) : formatAddressSpace(space);
  });
}
