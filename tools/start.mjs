// `npm start`: from a fresh clone to a running server. `npm run dev` (--dev): two known users and some mail.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { commandLine, refuse } from './command-line.mjs';
import { root } from './runtime.mjs';

const help = `npm start [-- OPTIONS]        npm run dev [-- OPTIONS]: with two known users and some mail

Installs what is missing, builds the browser applications and the server when their sources changed, makes the organisation at the
first start, and serves mail on loopback until Ctrl-C. \`relais serve\` serves on the real ports.
  --data DIR            where everything lives                      (default: ./data; npm run dev: ./data/dev)
  --server-name NAME    this node's name, e.g. CAS01                (default: host name, upper case)
  --domain NAME         first accepted domain, first run            (default: example.test)
  --port-offset N       added to every default port at first run    (default: 10000)
  --host ADDRESS        bind address of the first run               (default: 127.0.0.1)
  --database URL        postgres://… instead of the embedded store
  --repair              opens no port, only the socket of the local shell
  --help                this text

Environment: RELAIS_ADMIN_PASSWORD sets the first administrator's password; otherwise one is
made and shown once.`;
const text = { type: 'string' };
const { positionals } = commandLine('npm start', help, {
  data: text,
  'server-name': text,
  domain: text,
  'port-offset': { ...text, least: 0 },
  host: text,
  database: text,
  repair: { type: 'boolean' },
  dev: { type: 'boolean' },
});
if (positionals.length > 0) refuse('npm start', `"${positionals[0]}" is no option`);

await import('./install.mjs');
const { requireNode, projectEnvironment } = await import('./runtime.mjs');
const { buildWeb } = await import('./build-web.mjs');
await buildWeb();
const { serverProgram, sourceProgram } = await import('./server-bundle.mjs');

const given = process.argv.slice(2);
const isDev = given.includes('--dev');
const args = given.filter((argument) => argument !== '--dev');
const has = (flag) => args.some((argument) => argument === flag || argument.startsWith(`${flag}=`));
if (!has('--port-offset')) args.push('--port-offset', '10000');
if (!has('--host')) args.push('--host', '127.0.0.1');
if (isDev) {
  args.push('--dev');
  if (!has('--data')) args.push('--data', join(root, 'data', 'dev'));
} else if (!has('--data')) args.push('--data', join(root, 'data'));

const program = isDev ? sourceProgram : serverProgram({ mayBuild: true });
const server = spawn(requireNode(), [program, 'serve', ...args], {
  stdio: 'inherit',
  env: projectEnvironment(),
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
// npm that is ended by a signal ends without a word to what it started: then nobody would see or stop the server.
const starter = process.ppid;
setInterval(() => {
  if (process.ppid !== starter) server.kill('SIGTERM');
}, 1000).unref();
server.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
