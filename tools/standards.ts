// Holds docs/standards.tsv against the capability tables: what a door offers must be called yes or partial there.
import { readFileSync } from 'node:fs';
import { capabilities as imapCapabilities } from '../server/src/protocols/imap/capabilities.ts';
import { capabilities as smtpCapabilities } from '../server/src/protocols/smtp/capabilities.ts';

const path = new URL('../docs/standards.tsv', import.meta.url);
const faults: string[] = [];
const rows = new Map<string, string>();
for (const [index, line] of readFileSync(path, 'utf8').trimEnd().split('\n').slice(1).entries()) {
  const [rfc, , state, ...more] = line.split('\t');
  if (rfc === undefined || state === undefined || more.length !== 1 || !['yes', 'partial', 'no'].includes(state)) {
    faults.push(`line ${index + 2}: wants RFC, title, yes|partial|no and a note between tabs`);
    continue;
  }
  if (rows.has(rfc)) faults.push(`line ${index + 2}: ${rfc} stands there twice`);
  rows.set(rfc, state);
}
const offered = [
  ...imapCapabilities.map(({ name, rfc }) => ({ door: 'IMAP4', name, rfc })),
  ...smtpCapabilities.map(({ keyword, rfc }) => ({ door: 'SMTP', name: keyword, rfc })),
];
for (const { door, name, rfc } of offered) {
  const number = /^RFC \d+|^draft-[a-z0-9-]+/.exec(rfc)?.[0];
  if (number === undefined) faults.push(`${door} capability ${name} names no RFC ("${rfc}")`);
  else if (!['yes', 'partial'].includes(rows.get(number) ?? 'no')) {
    faults.push(`${number} (${name}) is offered over ${door} and is not called yes or partial`);
  }
}
for (const fault of faults) console.error(`docs/standards.tsv: ${fault}`);
console.error(`relais: standards: ${rows.size} rows, ${offered.length} capabilities, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
