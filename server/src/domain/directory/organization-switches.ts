import type { Directory } from './directory.ts';

/** What is on or off for the whole organisation, with what it is where nobody said; kept only when it differs. */
export const organizationSwitches = {
  DisablePlusAddressInRecipients: false,
  MailTipsAllTipsEnabled: true,
} as const satisfies Readonly<Record<string, boolean>>;

export type OrganizationSwitch = keyof typeof organizationSwitches;

export function isSwitchedOn(directory: Pick<Directory, 'organizationValue'>, name: OrganizationSwitch): boolean {
  const kept = directory.organizationValue(name);
  return kept === null ? organizationSwitches[name] : kept === 'true';
}
