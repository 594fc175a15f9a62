import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { RelyingParty } from '../../services/authentication/passkeys.ts';
import { ownAddress } from '../own-address.ts';

/** This server as the browser reached it; `null` where browsers allow no passkeys: at a bare address. */
export function relyingParty(request: FastifyRequest, name: string): RelyingParty | null {
  const origin = ownAddress(request);
  if (origin === null) return null;
  const { hostname, origin: normal } = new URL(origin);
  if (isIP(hostname) !== 0 || hostname.startsWith('[')) return null;
  return { origin: normal, id: hostname, name };
}
