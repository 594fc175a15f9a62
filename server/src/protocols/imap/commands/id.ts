import { formatString } from '@relais/imap-codec';
import { completed, defineCommand } from '../command.ts';
import { anyState } from '../session-state.ts';

export const id = defineCommand({
  names: ['ID'],
  rfc: 'RFC 2971',
  allowedIn: anyState,
  revealsExpunges: true,
  isShort: true,
  async run(session, { fields }) {
    const told = ['name', 'version', 'os'].flatMap((field) => fields.get(field) ?? []).join(' ');
    // Hostile text: whoever shows it treats it as such; it is cut so that the list of sessions stays a list.
    if (told !== '') session.live.client = told.slice(0, 200);
    session.output.line(`* ID ("name" "Relais" "version" ${formatString(session.context.version).toString('latin1')})`);
    return completed;
  },
});
