/** What the server looks at in one question (http/user-api/mail-tips.ts). */
const mostAddresses = 100;
/** Of a whole request line and its header 16 KB are taken. */
const longestPath = 8_000;

/** Where what is to be known of these people is asked for; of a crowd, about the first ones, as the server answers no more. */
export function mailTipsPath(addresses: readonly string[]): string {
  let path = '/api/mail-tips';
  for (const [index, address] of addresses.slice(0, mostAddresses).entries()) {
    const longer = `${path}${index === 0 ? '?' : '&'}address=${encodeURIComponent(address)}`;
    if (longer.length > longestPath) break;
    path = longer;
  }
  return path;
}
