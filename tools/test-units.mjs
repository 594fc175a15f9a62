// Which test files share a process, and in which order these begin. Measured: docs/decisions/0193, 0195, 0227, 0247.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './runtime.mjs';

/** They begin first, so that none of them is the last, alone. */
const longest = [
  'test/faults/sigkill.test.ts',
  'test/browser/webmail-hostile-parts.test.ts',
  'test/browser/admin-looks-en.test.ts',
  'test/browser/admin-looks-fr.test.ts',
  'test/browser/admin-role-pages.test.ts',
  'test/starting/contract.test.ts',
  'test/browser/webmail-writing-safely.test.ts',
  'test/browser/webmail-mail.test.ts',
  'test/browser/webmail-shared.test.ts',
];

/** By processor time these work up to half of their time: time-outs and tarpits of real seconds, two Postfixes that start, a disk that syncs. */
const mostlyWaiting = [
  'test/documents/time-outs-document.test.ts',
  'test/mail-flow/connector-switches.test.ts',
  'test/interop/postfix.test.ts',
  'test/faults/power-cut.test.ts',
];

/** Few enough that a process does not grow large and that two processors end together. */
const mostFilesOfAProcess = 32;
/** Each of these starts whole servers. */
const mostWithServers = 16;
/** These take half a minute each, the longest more than one. */
const mostWithABrowser = 10;

/** Memory, processor time, limits and time zone are the whole process's. */
const isOfTheProcess = /\bmemoryUsage\b|\bcpuUsage\b|used-memory|\bprocess\.env\.\w+ = /;
/** Other limits for every step would be those of all files of a process. */
const endsBrowsers = /\blimitSteps\b/;
/** These are mostly about processes that they start, and long. */
const startsProcesses = /\b(?:startServerProcess|runRelais|Soak)\b|server-process|soak/;

/**
 * The files of each process, in the order in which they begin. A process loads the server once, which is most of what a small
 * file costs, and files with a browser share one. What starts servers as programs is alone. `besides` runs beside these from the beginning.
 */
export function unitsOf(files) {
  const isBrowser = (file) => file.startsWith('test/browser/');
  const first = longest.filter((file) => files.includes(file) && !isBrowser(file));
  const waits = mostlyWaiting.filter((file) => files.includes(file));
  const rest = files.filter((file) => !first.includes(file) && !waits.includes(file));
  const pure = rest.filter((file) => file.startsWith('packages/'));
  const shared = rest.filter((file) => file.startsWith('server/') && sharesAProcess(file));
  const whole = rest.filter(
    (file) =>
      file.startsWith('test/') && !isBrowser(file) && sharesAProcess(file) && !startsProcesses.test(textOf(file)),
  );
  const browsing = rest
    .filter((file) => isBrowser(file) && sharesAProcess(file) && !endsBrowsers.test(textOf(file)))
    .toSorted((one, other) => Number(longest.includes(other)) - Number(longest.includes(one)));
  const together = new Set([...pure, ...shared, ...whole, ...browsing]);
  const alone = rest.filter((file) => !together.has(file));
  const inOrder = [
    ...first.map((file) => [file]),
    ...inParts(browsing, mostWithABrowser),
    ...alone.filter(isBrowser).map((file) => [file]),
    ...inParts(whole, mostWithServers),
    ...(pure.length === 0 ? [] : [pure]),
    ...inParts(shared, mostFilesOfAProcess),
    ...alone.filter((file) => !isBrowser(file)).map((file) => [file]),
  ];
  return { inOrder, besides: waits.length === 0 ? [] : [waits] };
}

function sharesAProcess(file) {
  return !isOfTheProcess.test(textOf(file));
}

function textOf(file) {
  return readFileSync(join(root, file), 'utf8');
}

/** Parts of nearly the same size. */
function inParts(files, most) {
  const parts = Math.ceil(files.length / most);
  return Array.from({ length: parts }, (_, at) =>
    files.slice(Math.floor((at * files.length) / parts), Math.floor(((at + 1) * files.length) / parts)),
  );
}
