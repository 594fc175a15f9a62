import type { SaslChannel } from '../../services/authentication/sasl/sasl.ts';
import type { Session } from './session.ts';

/** What SASL mechanisms need to know of the connection as it is now. */
export function channelOf({ transport, live, remote }: Session): SaslChannel {
  return {
    door: 'smtp',
    remoteAddress: remote.address,
    client: live.client,
    isSecure: transport.isSecure,
    channelBinding: (kind) => transport.channelBinding(kind),
  };
}
