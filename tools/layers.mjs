// The order of the rooms, kept: a room imports only itself and rooms above its own line (ARCHITECTURE.md).
// usage: node tools/layers.mjs [ROOT]   ROOT: the tree that is looked at, this one unless given
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));

/** What each package may import of ours. */
const packages = {
  'management-contract': [],
  mime: [],
  'imap-codec': [],
  'pop3-codec': [],
  'smtp-codec': [],
  shell: ['management-contract'],
  'browser-frame': [],
  'admin-center': ['management-contract', 'browser-frame'],
  webmail: ['management-contract', 'browser-frame'],
};

/** The server's rooms from the ground up. Those of one line are strangers to one another. */
const rooms = [
  ['platform'],
  ['storage'],
  ['domain'],
  ['services'],
  ['protocols/service.ts', 'protocols/client-access'],
  ['protocols/imap', 'protocols/pop3', 'protocols/smtp'],
  ['management'],
  ['http'],
  ['main'],
];
/** Which rooms may import a package of ours; the browser's are nobody's. A codec is for those who speak its protocol. */
const roomsOfPackage = {
  'management-contract': ['platform', 'domain', 'services', 'protocols', 'management', 'http', 'main'],
  mime: ['domain', 'services', 'protocols', 'http'],
  'imap-codec': ['protocols'],
  'pop3-codec': ['protocols'],
  'smtp-codec': ['services', 'protocols', 'http'],
  shell: ['main'],
};
const lineOf = new Map(rooms.flatMap((names, line) => names.map((name) => [name, line])));

const faults = [];
let seen = 0;
const importForm =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g;

for (const file of globSync(['packages/*/src/**/*.{ts,tsx}', 'server/src/**/*.ts'], { cwd: root })) {
  seen += 1;
  const text = readFileSync(join(root, file), 'utf8');
  const isTest = /\.test\.tsx?$/.test(file) || file.includes('/fixtures/');
  for (const match of text.matchAll(importForm)) {
    const target = match[1] ?? match[2] ?? match[3];
    if (target === undefined) continue;
    if (file.startsWith('packages/')) checkPackage(file, target, isTest);
    else checkRoom(file, target, isTest);
  }
}

function checkPackage(file, target, isTest) {
  const own = file.split('/')[1];
  const named = /^@relais\/([^/]+)/.exec(target)?.[1];
  if (named !== undefined && named !== own && !packages[own]?.includes(named)) {
    faults.push(`${file}: package ${own} may not import @relais/${named}`);
  }
  if (target.startsWith('.')) {
    const path = relative(root, resolve(root, dirname(file), target));
    if (!path.startsWith(`packages/${own}/`)) faults.push(`${file}: ${target} leaves the package`);
  }
  const isPure = !['shell', 'browser-frame', 'admin-center', 'webmail'].includes(own);
  if (isPure && !isTest && target.startsWith('node:') && !['node:buffer'].includes(target)) {
    faults.push(`${file}: package ${own} is pure and may not import ${target}`);
  }
}

function roomOf(path) {
  const parts = path.split('/');
  const two = parts.slice(0, 2).join('/');
  return lineOf.has(two) ? two : parts[0];
}

function checkRoom(file, target, isTest) {
  if (isTest) return;
  const named = /^@relais\/([^/]+)/.exec(target)?.[1];
  const [room] = file.slice('server/src/'.length).split('/');
  if (named !== undefined && !roomsOfPackage[named]?.includes(room))
    faults.push(`${file}: ${room} may not import @relais/${named}`);
  if (!target.startsWith('.')) return;
  const from = roomOf(file.slice('server/src/'.length));
  const path = relative(join(root, 'server', 'src'), resolve(root, dirname(file), target));
  if (path.startsWith('..')) {
    faults.push(`${file}: ${target} leaves the server`);
    return;
  }
  const to = roomOf(path);
  const fromLine = lineOf.get(from);
  const toLine = lineOf.get(to);
  if (fromLine === undefined) faults.push(`${file}: the room "${from}" is in no line of tools/layers.mjs`);
  else if (toLine === undefined) faults.push(`${file}: the room "${to}" is in no line of tools/layers.mjs`);
  else if (from !== to && toLine >= fromLine) faults.push(`${file}: ${from} may not import ${to} (${target})`);
}

if (seen < 20) faults.push(`only ${seen} files were read: the check itself is broken`);
for (const fault of faults) console.error(fault);
console.error(`relais: layers: ${seen} files, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
