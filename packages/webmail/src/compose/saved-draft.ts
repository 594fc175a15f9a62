import { bodyText } from '../mail/body-text.ts';
import { parseMailHtml } from '../mail/parsing-frame.ts';
import type { Identity } from '../mail/mail-data.ts';
import { type Email, importanceOf } from '../mail/mail-types.ts';
import { type Draft, newDraft } from './draft.ts';
import { addressText } from './recipients.ts';
import { quoteClass } from './save-draft.ts';

/** A message of Drafts as it is edited again. */
export async function savedDraft(email: Email, identities: readonly Identity[]): Promise<Draft> {
  const html = bodyText(email, email.htmlBody, 'text/html');
  const { own, quote } = html === null ? { own: '', quote: '' } : await split(html);
  const from = email.from?.[0]?.email.toLowerCase();
  return newDraft({
    emailId: email.id,
    identityId: identities.find(({ email: address }) => address.toLowerCase() === from)?.id ?? null,
    to: addressText(email.to),
    cc: addressText(email.cc),
    bcc: addressText(email.bcc),
    subject: email.subject ?? '',
    format: html === null ? 'text' : 'html',
    html: own,
    quote,
    text: bodyText(email, email.textBody, null) ?? '',
    attachments: email.attachments.flatMap(({ blobId, name, type, size, cid }) =>
      blobId === null
        ? []
        : [
            {
              blobId,
              name: name ?? type,
              type,
              size,
              ...(cid !== null && html?.includes(`cid:${cid}`) ? { cid } : {}),
            },
          ],
    ),
    importance: importanceOf(email),
    wantsReceipt: email['header:Disposition-Notification-To:asText'] !== null,
    inReplyTo: email.inReplyTo ?? [],
    references: email.references ?? [],
  });
}

/** HTML as the editor takes it: its own formats and nothing of the looks of another program. */
export async function plainMarkup(html: string): Promise<string> {
  const { body } = await parseMailHtml(html);
  for (const styled of body.querySelectorAll('[style]')) styled.removeAttribute('style');
  return body.innerHTML;
}

/** What was written, and what it quotes. */
async function split(html: string): Promise<{ readonly own: string; readonly quote: string }> {
  const page = await parseMailHtml(html);
  const element = page.querySelector(`div.${quoteClass}`);
  const quote = element?.innerHTML ?? '';
  element?.remove();
  for (const styled of page.body.querySelectorAll('[style]')) styled.removeAttribute('style');
  return { own: page.body.innerHTML, quote };
}
