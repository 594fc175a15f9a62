/** What a client says it is, which is hostile text, as printable characters only. */
export function printableClient(client: string): string {
  return client.replaceAll(/[^\x20-\x7e\u00a0-\uffff]/g, '?').slice(0, 80);
}
