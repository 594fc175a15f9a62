/** In the address, in place of a connector's name; no connector's name begins with a tilde. */
export const organizationItem = '~organization';
