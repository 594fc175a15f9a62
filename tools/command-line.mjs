// What stands behind `npm run NAME --`, read before anything is installed, built or started.
import { parseArgs } from 'node:util';

/**
 * The options and names that were given. `--help` prints `help` and ends the process with 0; an option that `options` does not
 * have, or one without its value, is said and ends it with 2. `options` as of `parseArgs`, with `least` for whole numbers of at
 * least that.
 */
export function commandLine(command, help, options, args = process.argv.slice(2)) {
  let parsed;
  try {
    parsed = parseArgs({
      args,
      allowPositionals: true,
      options: { ...bare(options), help: { type: 'boolean', short: 'h' } },
    });
  } catch (cause) {
    const unknown = /^Unknown option '([^']+)'/.exec(cause.message)?.[1];
    refuse(command, unknown === undefined ? cause.message : `there is no option ${unknown}`);
  }
  if (parsed.values.help === true) {
    console.log(help);
    process.exit(0);
  }
  for (const [name, { least }] of Object.entries(options)) {
    const given = parsed.values[name];
    if (least === undefined || given === undefined) continue;
    if (!/^\d+$/.test(given) || Number(given) < least)
      refuse(command, `--${name} takes a whole number from ${least} on, not "${given}"`);
  }
  return parsed;
}

/** Says what is wrong and ends the process with 2. */
export function refuse(command, what) {
  console.error(`relais: ${what}; \`${command} -- --help\` says what it takes.`);
  process.exit(2);
}

function bare(options) {
  return Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }]));
}
