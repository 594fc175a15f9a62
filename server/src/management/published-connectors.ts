import type { ReceiveConnector } from '../domain/configuration/receive-connectors.ts';

/** What a web restart would show of connectors to users: only what is advertised, and only what the page tells. */
function published(connectors: readonly ReceiveConnector[]): string {
  return JSON.stringify(
    connectors
      .filter(({ Enabled, AdvertiseClientSettings }) => Enabled && AdvertiseClientSettings)
      .map(({ Guid, Fqdn, Bindings, ImplicitTls, AuthMechanism }) => [
        Guid,
        Fqdn,
        Bindings[0],
        ImplicitTls,
        AuthMechanism.includes('Tls'),
      ]),
  );
}

/** Whether users would be shown something else after a web restart. */
export function publishesOtherwise(before: readonly ReceiveConnector[], after: readonly ReceiveConnector[]): boolean {
  return published(before) !== published(after);
}
