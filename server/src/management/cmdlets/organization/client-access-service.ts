import type { Cmdlet } from '../../engine/cmdlet.ts';
import { getClientAccessServer } from './get-client-access-server.ts';
import { setClientAccessServer } from './set-exchange-server.ts';

/** Exchange 2016 and 2019 say Service for Exchange 2013's Server; scripts use either. */
function renamed(cmdlet: Cmdlet): Cmdlet {
  const newName = (text: string): string => text.replaceAll('ClientAccessServer', 'ClientAccessService');
  return {
    ...cmdlet,
    name: newName(cmdlet.name),
    examples: cmdlet.examples.map((example) => ({ ...example, command: newName(example.command) })),
  };
}

export const getClientAccessService = renamed(getClientAccessServer);
export const setClientAccessService = renamed(setClientAccessServer);
