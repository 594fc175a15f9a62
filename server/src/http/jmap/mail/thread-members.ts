/**
 * Which Emails are in which Thread. Most Threads have one, which stands here as its id alone: of 100,000 messages that is
 * as many sets fewer.
 */
export class ThreadMembers {
  private readonly members = new Map<string, string | Set<string>>();

  of(threadId: string): Iterable<string> {
    const found = this.members.get(threadId);
    if (found === undefined) return [];
    return typeof found === 'string' ? [found] : found;
  }

  has(threadId: string): boolean {
    return this.members.has(threadId);
  }

  add(threadId: string, emailId: string): 'first' | 'further' | 'known' {
    const found = this.members.get(threadId);
    if (found === undefined) {
      this.members.set(threadId, emailId);
      return 'first';
    }
    if (typeof found === 'string') {
      if (found === emailId) return 'known';
      this.members.set(threadId, new Set([found, emailId]));
      return 'further';
    }
    if (found.has(emailId)) return 'known';
    found.add(emailId);
    return 'further';
  }

  remove(threadId: string, emailId: string): void {
    const found = this.members.get(threadId);
    if (found === emailId) this.members.delete(threadId);
    else if (found instanceof Set && found.delete(emailId) && found.size === 0) this.members.delete(threadId);
  }
}
