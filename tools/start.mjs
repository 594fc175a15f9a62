// `npm start`: from a fresh clone to a running server. `npm run dev` (--dev): two known users and some mail.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './runtime.mjs';

await import('./install.mjs');
const { requireNode, projectEnvironment } = await import('./runtime.mjs');
const { buildWeb } = await import('./build-web.mjs');
buildWeb();

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

const server = spawn(requireNode(), [join(root, 'server', 'src', 'main', 'bin.ts'), 'serve', ...args], {
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
