/** A certificate with its chain and its key, as TLS takes them. */
export type TlsCredentials =
  | { readonly cert: string; readonly key: string }
  | { readonly pfx: Buffer; readonly passphrase: string };
