import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CertificateRequest } from './certificate-request.ts';
import { writeKeptFile } from './kept-file.ts';

/** A request that no authority has answered yet. */
export interface PendingRequest {
  /** SHA-1 of the request, in upper-case hex: what it goes by until there is a certificate. */
  readonly thumbprint: string;
  /** A distinguished name. */
  readonly subject: string;
  readonly friendlyName: string;
  readonly names: readonly string[];
  /** PKCS #10 in PEM. */
  readonly request: string;
  readonly asked: Date;
}

/** The key and the request in one PEM file, with what they are for in front (RFC 7468 §2). */
const mark = '.request-';

/** Keeps the key of a request until it is answered; the request's thumbprint. */
export async function keepRequest(
  folder: string,
  { request, key, subject }: CertificateRequest,
  names: readonly string[],
  friendlyName: string,
): Promise<string> {
  const thumbprint = thumbprintOf(request);
  const text = `Subject: ${subject}\nNames: ${names.join(',')}\nFriendlyName: ${friendlyName}\n${key}${request}`;
  await writeKeptFile(folder, `${mark}${thumbprint}.pem`, text);
  return thumbprint;
}

export async function pendingRequests(folder: string): Promise<readonly PendingRequest[]> {
  const found: PendingRequest[] = [];
  for (const [file, text] of await requestFiles(folder)) {
    const request = /-----BEGIN CERTIFICATE REQUEST-----[\s\S]+?-----END CERTIFICATE REQUEST-----\n/.exec(text)?.[0];
    // Older versions kept the key alone.
    if (request === undefined) continue;
    found.push({
      thumbprint: thumbprintOf(request),
      subject: /^Subject: (.*)$/m.exec(text)?.[1] ?? '',
      friendlyName: friendlyNameIn(text),
      names: (/^Names: (.*)$/m.exec(text)?.[1] ?? '').split(','),
      request,
      asked: (await stat(join(folder, file))).mtime,
    });
  }
  return found.sort((one, other) => one.asked.getTime() - other.asked.getTime());
}

function friendlyNameIn(text: string): string {
  return /^FriendlyName: (.*)$/m.exec(text)?.[1] ?? '';
}

/** A key that waits for the answer to its request. */
export interface WaitingKey {
  /** Where it is kept. */
  readonly file: string;
  readonly key: string;
  readonly friendlyName: string;
}

/** Keys of requests that nobody has answered yet. */
export async function waitingKeys(folder: string): Promise<readonly WaitingKey[]> {
  const keys: WaitingKey[] = [];
  for (const [file, text] of await requestFiles(folder)) {
    const key = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----\n/.exec(text)?.[0];
    if (key !== undefined) keys.push({ file, key, friendlyName: friendlyNameIn(text) });
  }
  return keys;
}

/** Gives the request up with its key: a certificate for it could not be used any more. */
export async function removeRequest(folder: string, thumbprint: string): Promise<void> {
  await rm(join(folder, `${mark}${thumbprint}.pem`));
}

async function requestFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  // A file that is being written ends otherwise.
  const files = (await readdir(folder)).filter((file) => file.startsWith(mark) && file.endsWith('.pem'));
  return new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(join(folder, file), 'utf8')] as const)),
  );
}

function thumbprintOf(request: string): string {
  const der = Buffer.from(request.replaceAll(/-----[^-]+-----/g, ''), 'base64');
  return createHash('sha1').update(der).digest('hex').toUpperCase();
}
