/** Characters of a password that somebody chooses: fewer are guessed too easily, more are not read at sign-in. */
export const passwordLengths = { least: 8, most: 1024 } as const;

export function isPasswordLength(password: string): boolean {
  return password.length >= passwordLengths.least && password.length <= passwordLengths.most;
}
