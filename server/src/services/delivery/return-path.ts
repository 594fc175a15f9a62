/**
 * RFC 5321 §4.4: the server that makes the final delivery writes the reverse-path at the top. The sender was read as an
 * address, so it holds no line end.
 */
export function returnPath(sender: string): Uint8Array {
  return Buffer.from(`Return-Path: <${sender.replace(/[\r\n\0]/g, '')}>\r\n`);
}
