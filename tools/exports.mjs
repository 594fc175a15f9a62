// What a file exports, another file imports: a value that nobody asks for is private to its file, or dead and goes.
// A type may be exported because something exported speaks of it.
// usage: node tools/exports.mjs [ROOT]   ROOT: the tree that is looked at, this one unless given
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));
const read = (file) => readFileSync(join(root, file), 'utf8');
const places = ['packages/*/{src,test}/**/*.{ts,tsx}', 'server/src/**/*.ts', '{test,bench,tools}/**/*.{ts,mjs}'];

// The formatter writes each of these in one way; other ways to export (`export default`) are not looked at.
const declared =
  /^export (?:async )?(?:abstract )?(?:function\*? |class |const |let |(interface |type ))([\w$]+)(?= |<|\(|:|$)/gm;
const taken = /^export const \{([^}]*)\} =/gm;
const listed = /^export (type )?\{([^}]*)\}(?: from '([^']+)')?;/gm;
const allOf = /^export (?:type )?\* from '([^']+)';/gm;
const imported = /^import (?:type )?(?:[\w$]+, )?\{([^}]*)\} from '([^']+)'/gm;
const importedLate = /\{([^{}]*)\} = await import\('([^']+)'\)/g;
const memberOfLate = /\(await import\('([^']+)'\)\)\.([\w$]+)/g;
const whole = /^import \* as [\w$]+ from '([^']+)'|(?<!\(await |= await )import\('([^']+)'\)/gm;

/** `a`, `type a`, `a as b` and `a: b` between commas: the name there and the name here. */
function namesIn(list) {
  const parts = list.split(',').map((part) => part.trim());
  return parts
    .filter((part) => part !== '')
    .map((part) => {
      const [there, here = there] = part.replace(/^type /, '').split(/ as |: /);
      return { there, here, isType: part.startsWith('type ') };
    });
}

const packages = new Map(
  globSync('packages/*/package.json', { cwd: root }).map((file) => {
    const { name, exports } = JSON.parse(read(file));
    return [name, { folder: dirname(file), exports }];
  }),
);
/** The file of ours that an import names; null: somebody else's. */
function fileOf(from, target) {
  if (target.startsWith('.')) return relative(root, resolve(root, dirname(from), target));
  const [, name, path] = /^(@relais\/[^/]+)\/?(.*)$/.exec(target) ?? [];
  const found = packages.get(name);
  if (found === undefined) return null;
  if (path === '') return join(found.folder, found.exports);
  return join(found.folder, path.startsWith('test/') ? path : join('src', path));
}

/** By file: what it exports, each with whence it is passed on, if it is; and the files that it passes on whole. */
const offers = new Map();
const wishes = [];
for (const file of globSync(places, { cwd: root }).sort()) {
  const text = read(file);
  const own = new Map();
  for (const [, isType, name] of text.matchAll(declared)) own.set(name, { isType: isType !== undefined, from: null });
  for (const [, list] of text.matchAll(taken))
    for (const { here } of namesIn(list)) own.set(here, { isType: false, from: null });
  for (const [, allTypes, list, target] of text.matchAll(listed))
    for (const { there, here, isType } of namesIn(list)) {
      const from = target === undefined ? null : { file: fileOf(file, target), name: there };
      own.set(here, { isType: isType || allTypes !== undefined, from });
    }
  offers.set(file, { own, text, wholes: [...text.matchAll(allOf)].map(([, target]) => fileOf(file, target)) });
  for (const pattern of [imported, importedLate])
    for (const [, list, target] of text.matchAll(pattern))
      for (const { there } of namesIn(list)) wishes.push({ file: fileOf(file, target), name: there });
  for (const [, target, name] of text.matchAll(memberOfLate)) wishes.push({ file: fileOf(file, target), name });
  for (const [, early, late] of text.matchAll(whole)) wishes.push({ file: fileOf(file, early ?? late), name: null });
}

/** Names that somebody imports, by file, through all who pass them on. */
const wanted = new Set();
function want(file, name) {
  const offer = offers.get(file);
  if (offer === undefined || wanted.has(`${file} ${name}`)) return;
  wanted.add(`${file} ${name}`);
  const found = offer.own.get(name);
  if (found === undefined) for (const from of offer.wholes) want(from, name);
  else if (found.from !== null) want(found.from.file, found.from.name);
}
for (const { file, name } of wishes) {
  if (name !== null) want(file, name);
  else for (const each of offers.get(file)?.own.keys() ?? []) want(file, each);
}

const faults = [];
for (const [file, { own, text }] of offers) {
  for (const [name, { isType, from }] of own) {
    if (wanted.has(`${file} ${name}`)) continue;
    const isUsedHere = text.split(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`)).length > 2;
    if (isType && (from !== null || isUsedHere)) continue;
    if (from !== null) faults.push(`${file}: nobody imports ${name} from here`);
    else if (isUsedHere) faults.push(`${file}: nobody imports ${name}, which needs no export`);
    else faults.push(`${file}: nobody uses ${name}`);
  }
}
if (offers.size < 20) faults.push(`only ${offers.size} files were read: the check itself is broken`);
for (const fault of faults) console.error(fault);
console.error(`relais: exports: ${offers.size} files, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
