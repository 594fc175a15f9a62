// `npm run bench`: the figures of docs/performance.md on this machine, printed as a table. Arguments choose some of them.
// `npm run bench -- side-by-side [WORKLOAD …]`: the same load on Relais and on Debian's Dovecot in turn, as ratios.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

await import('./install.mjs');
const { requireNode, projectEnvironment, root } = await import('./runtime.mjs');
const asked = process.argv.slice(2);
const isSideBySide = asked[0] === 'side-by-side';
const program = isSideBySide ? ['side-by-side', 'main.ts'] : ['main.ts'];
const result = spawnSync(requireNode(), [join(root, 'bench', ...program), ...asked.slice(isSideBySide ? 1 : 0)], {
  cwd: root,
  stdio: 'inherit',
  env: projectEnvironment(),
});
process.exit(result.status ?? 1);
