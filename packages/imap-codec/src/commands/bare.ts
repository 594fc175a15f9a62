/** Commands that are their name and nothing else; what they mean stands with the server's command of that name. */
export const bareCommandNames = [
  'CAPABILITY',
  'NOOP',
  'LOGOUT',
  'STARTTLS',
  'CHECK',
  'CLOSE',
  'UNSELECT',
  'IDLE',
  'NAMESPACE',
  'UNAUTHENTICATE',
  'GETJMAPACCESS',
] as const;

export interface BareRequest {
  readonly name: (typeof bareCommandNames)[number];
}
