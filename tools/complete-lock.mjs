// `npm run lock`: makes package-lock.json anew and completes it.
// A registry may lack some platform packages (of linters and bundlers, for platforms nobody here runs); npm then leaves
// them out of the lock file, and `npm ci` refuses a lock file that names what it does not hold. So the names go too.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectEnvironment, root } from './runtime.mjs';

const path = join(root, 'package-lock.json');
if (!process.argv.includes('--only-complete')) {
  const made = spawnSync('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    env: projectEnvironment(),
  });
  if (made.status !== 0) process.exit(made.status ?? 1);
}

const lock = JSON.parse(readFileSync(path, 'utf8'));
const dropped = [];
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (isHeld(place, name)) continue;
    dropped.push(name);
    delete entry.optionalDependencies[name];
  }
}
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.error(`relais: ${dropped.length} optional packages that the registry lacks were left out of the lock file`);

/** Node's own resolution: the nearest node_modules upwards. */
function isHeld(place, name) {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in lock.packages) return true;
    if (folder === '') return false;
  }
}
