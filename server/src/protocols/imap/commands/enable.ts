import { completed, defineCommand } from '../command.ts';
import type { Enabled } from '../enabled-extensions.ts';
import { knowsCondstore } from '../knows-condstore.ts';
import { signedIn } from '../session-state.ts';

/** What ENABLE knows: how it is spelt in the answer, and what it switches on. */
const known = new Map<string, { readonly spelling: string; readonly switchesOn: readonly Enabled[] }>([
  ['CONDSTORE', { spelling: 'CONDSTORE', switchesOn: ['CONDSTORE'] }],
  // RFC 7162 §3.2.3: QRESYNC brings CONDSTORE with it.
  ['QRESYNC', { spelling: 'QRESYNC', switchesOn: ['QRESYNC', 'CONDSTORE'] }],
  ['UTF8=ACCEPT', { spelling: 'UTF8=ACCEPT', switchesOn: ['UTF8=ACCEPT'] }],
  ['UIDONLY', { spelling: 'UIDONLY', switchesOn: ['UIDONLY'] }],
  ['IMAP4REV2', { spelling: 'IMAP4rev2', switchesOn: ['IMAP4REV2'] }],
]);

export const enable = defineCommand({
  names: ['ENABLE'],
  rfc: 'RFC 5161',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { capabilities }) {
    // RFC 5161 §3.1: unknown names are ignored, and only what this command switched on is listed.
    const switchedOn: string[] = [];
    let knowsNow = false;
    for (const name of new Set(capabilities)) {
      const entry = known.get(name);
      if (entry === undefined || session.isSwitchedOff(name)) continue;
      if (!entry.switchesOn.every((each) => session.enabled.has(each))) switchedOn.push(entry.spelling);
      if (entry.switchesOn.includes('CONDSTORE')) knowsNow = true;
      for (const each of entry.switchesOn) if (each !== 'CONDSTORE') session.enabled.add(each);
    }
    session.reader.utf8 = session.enabled.usesUtf8;
    if (session.state.kind === 'selected') session.enabled.adapt(session.state.folder);
    session.output.line(`* ENABLED${switchedOn.map((name) => ` ${name}`).join('')}`);
    if (knowsNow) knowsCondstore(session);
    return completed;
  },
});
