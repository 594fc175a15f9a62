import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commitOf } from './commit-of.ts';

const root = new URL('../../../', import.meta.url);

/** The version of the project's package.json, which strangers may read. */
export const version: string = (JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string })
  .version;

const commit = commitOf(fileURLToPath(root));

/** With the state of the program when it was started, for administrators: `0.1.0 (Build bb9fad1a)`, or the version alone. */
export const versionAndBuild: string = commit === null ? version : `${version} (Build ${commit.slice(0, 8)})`;
