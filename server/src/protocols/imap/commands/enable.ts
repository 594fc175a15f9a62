import { completed, defineCommand } from '../command.ts';
import type { Enabled } from '../session.ts';
import { signedIn } from '../session-state.ts';

/** What ENABLE knows, and what else each of them switches on. */
const known = new Map<string, readonly Enabled[]>([['CONDSTORE', ['CONDSTORE']]]);

export const enable = defineCommand({
  names: ['ENABLE'],
  rfc: 'RFC 5161',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { capabilities }) {
    // RFC 5161 §3.1: unknown names are ignored, and only what this command switched on is listed.
    const switchedOn: string[] = [];
    for (const name of capabilities) {
      const implied = known.get(name);
      if (implied === undefined) continue;
      if (!implied.every((each) => session.enabled.has(each))) switchedOn.push(name);
      for (const each of implied) session.enabled.add(each);
    }
    session.reader.utf8 = session.usesUtf8;
    session.output.line(`* ENABLED${switchedOn.map((name) => ` ${name}`).join('')}`);
    return completed;
  },
});
