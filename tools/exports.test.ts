import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOf } from './checked-tree.fixture.ts';

const a = 'server/src/domain/a.ts';
const b = 'server/src/domain/b.ts';
const codec = {
  'packages/codec/package.json': '{ "name": "@relais/codec", "exports": "./src/index.ts" }',
  'packages/codec/src/index.ts': "export { encode as write } from './encode.ts';",
  'packages/codec/src/encode.ts': 'export function encode() {}',
};

for (const [what, files] of [
  ['a function that another file imports', { [a]: 'export function f() {}', [b]: "import { f } from './a.ts';" }],
  ['a class under another name', { [a]: 'export class C {}', [b]: "import { type C as D } from './a.ts';" }],
  ['a constant in a list over lines', { [a]: 'export const c = 1;', [b]: "import {\n  c,\n} from './a.ts';" }],
  ['an import when it is needed', { [a]: 'export const c = 1;', [b]: "const { c: d } = await import('./a.ts');" }],
  ['a member of such an import', { [a]: 'export const c = 1;', [b]: "const d = (await import('./a.ts')).c;" }],
  ['all of a file', { [a]: 'export const c = 1;', [b]: "const load = () => import('./a.ts');" }],
  ['a generator', { [a]: 'export async function* f() {}', [b]: "import { f } from './a.ts';" }],
  ['what was taken apart', { [a]: 'export const { c } = made();', [b]: "import { c } from './a.ts';" }],
  ['what a package passes on', { ...codec, [a]: "import { write } from '@relais/codec';" }],
  [
    'what a package passes on whole',
    {
      ...codec,
      'packages/codec/src/index.ts': "export type * from './encode.ts';",
      [a]: "import { encode } from '@relais/codec';",
    },
  ],
  [
    'a type of what is exported',
    { [a]: 'export type T = 1;\nexport const c: T = 1;', [b]: "import { c } from './a.ts';" },
  ],
] as const)
  test(`allowed: ${what}`, async () => {
    assert.deepEqual(await faultsOf('exports.mjs', files), { code: 0, faults: [] });
  });

for (const [what, files, fault] of [
  ['a function that nobody calls', { [a]: 'export function f() {}' }, `${a}: nobody uses f`],
  ['a type that nobody names', { [a]: 'export interface T {\n  c: 1;\n}' }, `${a}: nobody uses T`],
  [
    'a constant that only its file needs',
    { [a]: 'export const c = 1;\nconst d = c;' },
    `${a}: nobody imports c, which needs no export`,
  ],
  [
    'a name that stands in another file only',
    { [a]: 'export const c = 1;', [b]: 'const c = 2;' },
    `${a}: nobody uses c`,
  ],
  ['a package passes on what nobody wants', codec, 'packages/codec/src/index.ts: nobody imports write from here'],
] as const)
  test(`refused: ${what}`, async () => {
    const { code, faults } = await faultsOf('exports.mjs', files);
    assert.equal(code, 1);
    assert.ok(faults.includes(fault), faults.join('\n'));
  });
