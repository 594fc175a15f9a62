import { completed, defineCommand } from '../command.ts';
import { onlySelected } from '../session-state.ts';

export const cancelUpdate = defineCommand({
  names: ['CANCELUPDATE'],
  rfc: 'RFC 5267 §4.3.5',
  allowedIn: onlySelected,
  revealsExpunges: true,
  async run(session, { tags }) {
    for (const tag of tags) session.contexts?.cancel(tag);
    return completed;
  },
});
