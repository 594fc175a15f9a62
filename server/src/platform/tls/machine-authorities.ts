import { getCACertificates, setDefaultCACertificates } from 'node:tls';

let isDone = false;

/**
 * From now on certificates are checked against the authorities that this machine trusts, those an administrator added to
 * them too, beside the list that Node brings. Reading them takes a twentieth of a second, once: called at first need.
 */
export function trustMachineAuthorities(): void {
  if (isDone) return;
  isDone = true;
  setDefaultCACertificates([...new Set([...getCACertificates('default'), ...getCACertificates('system')])]);
}
