/** Whether an automatic reply is HTML and not plain text: whether it holds a tag. */
export function isHtml(message: string): boolean {
  const tag = message.search(/<[a-z!/]/i);
  return tag !== -1 && message.includes('>', tag);
}
