import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folders within `folder` from which a process of this machine runs: what a server rarely needs it loads later, and without it
 * would fail. Where the system does not tell what runs (no /proc), none.
 */
export function bundlesInUse(folder) {
  const found = new Set();
  const place = `${join(folder, '/')}`;
  for (const line of commandLines()) {
    const at = line.indexOf(place);
    if (at >= 0) found.add(line.slice(at + place.length).split(/[/\\\0]/, 1)[0]);
  }
  return found;
}

function commandLines() {
  let pids;
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return pids.map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      // It has ended since.
      return '';
    }
  });
}
