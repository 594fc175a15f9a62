// `npm run bench`: the figures of docs/performance.md on this machine, printed as a table. Arguments choose some of them.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

await import('./install.mjs');
const { requireNode, projectEnvironment, root } = await import('./runtime.mjs');
const result = spawnSync(requireNode(), [join(root, 'bench', 'main.ts'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: projectEnvironment(),
});
process.exit(result.status ?? 1);
