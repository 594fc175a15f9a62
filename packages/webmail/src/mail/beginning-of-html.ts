/**
 * More tags than these are not laid out before somebody asks for it: a table of 40,000 lines stops the page for half a minute, and
 * with it everything else that is open in it.
 */
export const mostTags = 40_000;
/** A quote is sanitised, laid out and saved again whenever its writer pauses. */
export const mostQuotedTags = 20_000;

/** What of a huge message is shown first; `null`: it is not huge. Length without tags (a picture in its own address) costs little. */
export function beginningOfHtml(html: string, most = mostTags): string | null {
  let at = -1;
  for (let tags = 0; tags <= most; tags++) {
    at = html.indexOf('<', at + 1);
    if (at === -1) return null;
  }
  return html.slice(0, at);
}
