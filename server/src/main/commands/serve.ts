import { join, resolve } from 'node:path';
import { eventLogSettings } from '../../domain/configuration/event-log-settings.ts';
import type { SettingsStore } from '../../domain/configuration/settings-store.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import type { Log } from '../../platform/log/log.ts';
import { LogFile, type LogFileKeeping } from '../../platform/log/log-file.ts';
import { openPinoLog } from '../../platform/log/pino-log.ts';
import { releaseMemoryWhenQuiet } from '../../platform/memory/release-when-quiet.ts';
import { addressTable } from '../address-table.ts';
import { checkFirstOptions } from '../check-first-options.ts';
import { type Command, UsageError } from '../command.ts';
import { openServer } from '../compose.ts';
import type { NewAccount } from '../first-run.ts';
import { makeDataDirectory } from '../make-data-directory.ts';
import { openFileShares, openFileWarning } from '../open-file-limit.ts';
import { parseOptions, wholeNumber } from '../parse-options.ts';
import { requireOwnDirectory } from '../require-own-directory.ts';
import type { RunningServer } from '../running-server.ts';
import { shortPasswordWarning } from '../short-password-warning.ts';

const help = `usage: relais serve [OPTIONS]

Serves mail until SIGTERM or SIGINT, which finish what is in hand within 10 seconds. SIGHUP reads the certificates
anew, and goes on in a new relais.log when the old one was moved away.

  --data DIR            where everything lives                        (default ./data)
  --server-name NAME    this node's name, e.g. CAS01                  (default: host name, upper case)
  --take-over NAME      this server goes on as the one of that name did, which must not run: with its
                        connectors, ports, queue and held mail (needs --server-name)
  --domain NAME         first accepted domain, first run              (default: example.test)
  --port-offset N       added to every default port at first run      (default: 0)
  --host ADDRESS        bind address of the first run                 (default: every address)
  --database URL        postgres://… instead of the embedded store
  --repair              opens no port, only the socket of the local shell: to mend a setting that
                        keeps the server from starting

Environment: RELAIS_ADMIN_PASSWORD sets the first administrator's password (administrator@DOMAIN); otherwise one is
generated and shown once. RELAIS_LOG_LEVEL: debug (or trace, the same), info (default), warn, error. RELAIS_DEBUG=1 adds
stacks to errors.`;

export const serve: Command = {
  help,
  async run(args) {
    const { values, positionals } = parseOptions(
      args,
      {
        data: { type: 'string' },
        'server-name': { type: 'string' },
        'take-over': { type: 'string' },
        domain: { type: 'string' },
        'port-offset': { type: 'string' },
        host: { type: 'string' },
        database: { type: 'string' },
        dev: { type: 'boolean' },
        repair: { type: 'boolean' },
      },
      'serve',
    );
    if (positionals.length > 0)
      throw new UsageError(`"${positionals[0]}" is not an option; \`relais serve --help\` lists them`);
    const name = values['server-name'];
    if (name !== undefined && !/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/.test(name)) {
      throw new UsageError(
        `--server-name takes a host name of letters, digits and hyphens such as CAS01, not "${name}"`,
      );
    }
    const takeOver = values['take-over'];
    if (takeOver !== undefined && name === undefined)
      throw new UsageError(`--take-over ${takeOver} needs --server-name, the name that the server has from now on`);
    const offset = values['port-offset'];
    const portOffset = offset === undefined ? null : wholeNumber(offset, '--port-offset', 0, 64_000);
    checkFirstOptions(values);
    const dataDirectory = resolve(values.data ?? 'data');
    await makeDataDirectory(dataDirectory);
    await requireOwnDirectory(dataDirectory);
    const { log, file } = openLog(dataDirectory);
    // Whatever nobody caught is a bug in one place; the mail of everybody else goes on.
    process.on('uncaughtException', (cause) => log.error('uncaught', cause));
    process.on('unhandledRejection', (cause) => log.error('unhandled', cause));
    // Before the start: whoever reads the ready line may signal at once.
    const asked = untilAskedToStop();
    let server: RunningServer | null = null;
    process.on('SIGHUP', () => {
      void file?.reopen();
      server?.reload().then(
        (troubles) => {
          for (const sentence of troubles) console.error(`relais: ${sentence}`);
        },
        (error: Error) => {
          log.error('certificates-not-reloaded', error);
          console.error(`relais: the certificates stay as they were: ${error.message}`);
        },
      );
    });
    server = await openServer({
      dataDirectory,
      serverName: name ?? null,
      takeOver: takeOver ?? null,
      domain: values.domain ?? null,
      portOffset,
      host: values.host ?? null,
      databaseUrl: values.database ?? null,
      adminPassword: process.env.RELAIS_ADMIN_PASSWORD || null,
      dev: values.dev ?? false,
      repair: values.repair ?? false,
      clock: systemClock,
      log,
    });
    if (file !== null) keepLog(file, server.settings);
    releaseMemoryWhenQuiet();
    const fewFiles = openFileWarning(await openFileShares());
    if (fewFiles !== null) {
      log.warn('few-open-files', { reason: fewFiles });
      console.error(`relais serve: ${fewFiles}`);
    }
    const shortPassword =
      server.newAccounts.length === 0 ? null : shortPasswordWarning(process.env.RELAIS_ADMIN_PASSWORD);
    if (shortPassword !== null) {
      log.warn('short-administrator-password', { reason: shortPassword });
      console.error(`relais serve: ${shortPassword}`);
    }
    await announce(server);
    const replaced = await Promise.race([asked, server.nameTaken]);
    // A second signal ends the wait, when it is a second wish and no echo of the first: Ctrl-C reaches every program of
    // the line, and npm and our guard hand it on once more.
    const stoppedAt = systemClock.now();
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.on(signal, () => {
        if (systemClock.now() - stoppedAt > 1000) process.exit(1);
      });
    if (typeof replaced === 'string') {
      log.error('server-name-taken', new Error(replaced));
      console.error(`relais serve: ${replaced}`);
    } else log.info('stopping', replaced);
    await server.stop();
    // A log without this line tells of a process that was killed.
    log.info('stopped');
    await file?.close();
    return typeof replaced === 'string' ? 1 : 0;
  },
};

/** The log in the data directory; on standard error when that cannot be written, and the start then says why. */
function openLog(dataDirectory: string): { readonly log: Log; readonly file: LogFile | null } {
  const level = process.env.RELAIS_LOG_LEVEL ?? 'info';
  if (!['trace', 'debug', 'info', 'warn', 'error'].includes(level)) {
    throw new UsageError(`RELAIS_LOG_LEVEL is trace, debug, info, warn or error, not "${level}"`);
  }
  try {
    const file = new LogFile(join(dataDirectory, 'logs', 'relais.log'), (sentence) =>
      console.error(`relais: ${sentence}`),
    );
    return { log: openPinoLog(file, level), file };
  } catch {
    return { log: openPinoLog(process.stderr, 'warn'), file: null };
  }
}

/** From here on nobody else writes in this data directory, and what is configured is known. */
function keepLog(file: LogFile, settings: SettingsStore): void {
  const limits = (): LogFileKeeping => {
    const { MaximumSize, RetentionDays } = settings.effective(eventLogSettings);
    return { maxTotalBytes: MaximumSize.bytes, maxAgeMs: RetentionDays * 86_400_000 };
  };
  void file.keep(limits, systemClock);
  settings.onEffective((noun) => {
    if (noun === eventLogSettings.noun) void file.keep(limits, systemClock);
  });
}

async function announce(server: RunningServer): Promise<void> {
  const domains = server.directory
    .acceptedDomains()
    .toSorted((one, other) => Number(other.isDefault) - Number(one.isDefault))
    .map(({ domainName }) => domainName);
  const shown = domains.length > 3 ? [...domains.slice(0, 3), '…'] : domains;
  console.log(`Relais ${server.facts.serverName} serves ${shown.join(', ')} from ${server.facts.dataDirectory}\n`);
  console.log(addressTable(server));
  if (server.certificate.selfSigned) {
    console.log(
      `\n  Certificate: self-signed for ${server.certificate.names.join(', ')}; clients will warn until you put your own\n` +
        `  into ${server.facts.dataDirectory}/certificates (docs/how-to/use-your-own-certificate.md).`,
    );
  }
  for (const sentence of [...server.nameTroubles, ...server.certificateTroubles])
    console.error(`relais serve: ${sentence}`);
  if (server.newAccounts.length > 0)
    console.log(`\n${newAccountsText(server.newAccounts, server.facts.dataDirectory)}`);
  // Before the last line: whoever has read that has read passwords that hold.
  await server.passwordsShown();
  if (server.isRepair) {
    console.log('\n  Repair: no port is open. Mend the setting with `relais shell`, then start without --repair.');
  }
  console.log('relais: ready');
}

function newAccountsText(accounts: readonly NewAccount[], dataDirectory: string): string {
  const width = Math.max(...accounts.map((account) => account.address.length));
  return [
    ...(accounts.some(({ isReplaced }) => isReplaced)
      ? ['  An earlier first start ended before its end; whatever passwords it showed, these take their place.']
      : []),
    '  First run. These passwords are shown now and never again:',
    ...accounts.map(
      ({ address, password, role }) =>
        `  ${address.padEnd(width)}  ${password ?? '(as in RELAIS_ADMIN_PASSWORD)'}  (${role})`,
    ),
    '',
    '  Next: open the admin center or webmail above, or the management shell in a second terminal:',
    `    npx relais shell${dataDirectory === resolve('data') ? '' : ` --data ${dataDirectory}`}`,
    '  docs/how-to/begin.md goes on from here.',
    '',
  ].join('\n');
}

function untilAskedToStop(): Promise<{ readonly signal: NodeJS.Signals }> {
  return new Promise((stop) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop({ signal }));
  });
}
