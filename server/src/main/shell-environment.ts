import { homedir, hostname, tmpdir, userInfo } from 'node:os';

/**
 * What `$env:` shows: the environment of this process, and under Windows' names what every runbook asks for
 * (`$env:COMPUTERNAME`, `$env:USERNAME`, `$env:TEMP`), where the system does not give it. `server`: the one at whose
 * machine the shell runs; runbooks write "$env:COMPUTERNAME\\Default Frontend" of it. `data`: its data directory, where Exchange's
 * installation folder would be.
 */
export function shellEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  server: string | null = null,
  data: string | null = null,
): Readonly<Record<string, string | undefined>> {
  const computer = server ?? (hostname().split('.')[0] ?? '').toUpperCase();
  return {
    COMPUTERNAME: computer,
    USERDOMAIN: computer,
    USERNAME: own.USER ?? own.LOGNAME ?? userName(),
    USERPROFILE: homedir(),
    TEMP: tmpdir(),
    TMP: tmpdir(),
    ...(data === null ? {} : { ExchangeInstallPath: `${data}/` }),
    ...own,
    ...(server === null ? {} : { COMPUTERNAME: server }),
  };
}

/** A user id that no file of the system knows has no name. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
