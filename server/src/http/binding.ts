import type { Endpoint } from '../platform/net/transport.ts';

/** Reads `0.0.0.0:443` and `[::]:443`. @throws Error for any other form. */
export function parseBinding(text: string): Endpoint {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text.trim());
  const address = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (address === undefined || port > 65_535) {
    throw new Error(`"${text}" is no binding; write an address and a port, as in 0.0.0.0:443 or [::]:443`);
  }
  return { address, port };
}

export function bindingText({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
