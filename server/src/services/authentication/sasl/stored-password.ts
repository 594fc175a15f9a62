import { readScramKeys, type ScramKeys, writeScramKeys } from './scram-keys.ts';

/** What the directory keeps for a password: an Argon2id hash, and behind a space the keys for SCRAM if there are any. */
export interface StoredPassword {
  readonly phc: string;
  readonly scram: ScramKeys | null;
}

export function readStoredPassword(text: string): StoredPassword {
  const scram = text.split(' ')[1];
  return { phc: readPhc(text), scram: scram === undefined ? null : readScramKeys(scram) };
}

/** The Argon2id hash alone, which is all that a sign-in with a password needs. */
export function readPhc(text: string): string {
  const end = text.indexOf(' ');
  return end < 0 ? text : text.slice(0, end);
}

export function writeStoredPassword({ phc, scram }: StoredPassword): string {
  return scram === null ? phc : `${phc} ${writeScramKeys(scram)}`;
}
