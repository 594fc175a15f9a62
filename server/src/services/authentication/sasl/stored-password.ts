import { readScramKeys, type ScramKeys, writeScramKeys } from './scram-keys.ts';

/** What the directory keeps for a password: an Argon2id hash, and behind a space the keys for SCRAM if there are any. */
export interface StoredPassword {
  readonly phc: string;
  readonly scram: ScramKeys | null;
}

export function readStoredPassword(text: string): StoredPassword {
  const [phc = '', scram] = text.split(' ');
  return { phc, scram: scram === undefined ? null : readScramKeys(scram) };
}

export function writeStoredPassword({ phc, scram }: StoredPassword): string {
  return scram === null ? phc : `${phc} ${writeScramKeys(scram)}`;
}
