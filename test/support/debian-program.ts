import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Why a program of Debian's cannot be run here, for `skip`; `false`: it can. As root on Debian its package is installed when
 * it is missing; elsewhere the sentence says what to install.
 */
export function missingProgram(
  program: string,
  packages: readonly string[] = [program],
  /** A shell command that succeeds when the program can be used. */
  probe = `command -v ${program}`,
): string | false {
  const isThere = (): boolean => spawnSync('sh', ['-c', probe], { stdio: 'ignore' }).status === 0;
  if (isThere()) return false;
  const reason = `${program} is not installed (Debian and Ubuntu: apt-get install ${packages.join(' ')})`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return reason;
  // RUNLEVEL=1: no service of the package is started.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const install = (): void => {
    const words = ['-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '--no-install-recommends', ...packages];
    aptGet(words);
  };
  // Test files run beside each other, and the lists of packages have a lock that nobody waits for.
  const aptGet = (words: readonly string[]): void =>
    void spawnSync('flock', [join(tmpdir(), 'relais-apt.lock'), 'apt-get', ...words], { env, stdio: 'ignore' });
  install();
  if (isThere()) return false;
  aptGet(['update']);
  install();
  return isThere() ? false : reason;
}

/** swaks with what it needs for TLS. */
export function missingSwaks(): string | false {
  return missingProgram('swaks', ['swaks', 'libnet-ssleay-perl'], 'command -v swaks && perl -MNet::SSLeay -e 1');
}

/** A C compiler with what the load of the bench is linked with (bench/side-by-side/load). */
export function missingCompiler(): string | false {
  const probe = 'command -v cc && test -e /usr/include/stdio.h && test -e /usr/include/openssl/ssl.h';
  return missingProgram('cc', ['gcc', 'libc6-dev', 'libssl-dev'], probe);
}
