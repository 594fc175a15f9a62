import type { ConnectorPrincipal, ConnectorRight } from '../../../domain/configuration/connector-rights.ts';
import type { ReceiveConnector } from '../../../domain/configuration/receive-connectors.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';
import { namedRights } from './connector-permission.ts';
import { warnOfOpenRelay } from './warn-of-open-relay.ts';

/** What Add- and Remove-ADPermission were asked to do with a connector. */
export interface RightsChange {
  /** `CAS01\Default Frontend`. */
  readonly identity: string;
  readonly user: ConnectorPrincipal;
  readonly rights: readonly ConnectorRight[];
  readonly deny: boolean;
}

const words = {
  Add: {
    en: ({ identity, user, rights }: RightsChange) =>
      `Adding rights on Receive connector "${identity}" for "${user}": ${rights.join(', ')}.`,
    fr: ({ identity, user, rights }: RightsChange) =>
      `Ajout de droits sur le connecteur de réception « ${identity} » pour « ${user} » : ${rights.join(', ')}.`,
  },
  Remove: {
    en: ({ identity, user, rights }: RightsChange) =>
      `Removing rights on Receive connector "${identity}" from "${user}": ${rights.join(', ')}.`,
    fr: ({ identity, user, rights }: RightsChange) =>
      `Retrait de droits sur le connecteur de réception « ${identity} » à « ${user} » : ${rights.join(', ')}.`,
  },
} as const;

/**
 * Gives a connector the entries that `entries` makes of the change; `null`: it was only said, or not confirmed. Adding a
 * right can open a relay, and so can taking a denial away. @throws CmdletError for a user or right that is none.
 */
export async function changeConnectorRights(
  context: CmdletContext,
  doing: 'Add' | 'Remove',
  connector: ReceiveConnector,
  parameters: BoundParameters,
  entries: (change: RightsChange) => readonly string[],
): Promise<RightsChange | null> {
  const { services } = context;
  const { user, rights } = namedRights(parameters);
  const change = {
    identity: `${services.server.name}\\${connector.Name}`,
    user,
    rights,
    deny: parameters.isOn('Deny'),
  };
  if (!context.shouldProcess({ en: words[doing].en(change), fr: words[doing].fr(change) })) return null;
  const ExtendedRights = [...entries(change)];
  const updated = await services.receiveConnectors.update(connector.Guid, { ExtendedRights });
  context.changed(change.identity, { ExtendedRights: [connector.ExtendedRights, ExtendedRights] });
  warnOfOpenRelay(context, updated);
  return change;
}
