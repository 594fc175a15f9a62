import { goToPath, usePageAddress } from '@relais/browser-frame/frame/page-address.ts';
import { type Address, addressIn } from './path.ts';

export const goTo = goToPath;

export function useAddress(): Address {
  return addressIn(usePageAddress().replace(/#.*$/, ''));
}
