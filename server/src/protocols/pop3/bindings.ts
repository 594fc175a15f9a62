import type { PopSettings } from './settings.ts';

/** A listener that the settings ask for. */
export interface Binding {
  readonly address: string;
  readonly port: number;
  readonly isTls: boolean;
}

/** What SSLBindings and UnencryptedOrTLSBindings say, `[::]:995` and `0.0.0.0:110`; the settings checked their form. */
export function bindingsOf(settings: PopSettings): Binding[] {
  return [
    ...(settings.UnencryptedOrTLSBindings ?? []).map((text) => parse(text, false)),
    ...(settings.SSLBindings ?? []).map((text) => parse(text, true)),
  ];
}

export function bindingKey({ address, port, isTls }: Binding): string {
  return `${isTls ? 'tls' : 'plain'} ${address} ${port}`;
}

function parse(text: string, isTls: boolean): Binding {
  const colon = text.lastIndexOf(':');
  return { address: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)), isTls };
}
