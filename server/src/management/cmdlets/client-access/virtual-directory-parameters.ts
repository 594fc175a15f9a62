import type { ParameterDescription } from '@relais/management-contract';
import type { Cmdlet } from '../../engine/cmdlet.ts';
import { idles } from '../../idle-parameter.ts';

/** Of Get-…VirtualDirectory: Exchange names the object by Identity, or all of a server by Server. */
export const virtualDirectoryParameters = ({ parameters }: Cmdlet): readonly ParameterDescription[] => [
  ...parameters.map((parameter) => {
    if (parameter.name !== 'Identity') return parameter;
    const { aliases: _aliases, ...identity } = parameter;
    return identity;
  }),
  {
    name: 'Server',
    type: { kind: 'identity', of: 'Server' },
    help: { en: 'The server; this one when left out.', fr: 'Le serveur ; celui-ci par défaut.' },
  },
  ...idles(
    ['ADPropertiesOnly', 'ShowMailboxVirtualDirectories'],
    { kind: 'switch' },
    { en: 'everything is shown anyway', fr: 'tout est affiché de toute façon' },
    { silent: true },
  ),
];
