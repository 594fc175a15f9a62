import { sortInTurns } from './sort-in-turns.ts';
import { byDate, type ThreadedMessage, type ThreadNode } from './thread.ts';

class Container {
  message: ThreadedMessage | undefined;
  parent: Container | undefined;
  children = new Set<Container>();

  adopt(child: Container): void {
    child.leaveParent();
    child.parent = this;
    this.children.add(child);
  }

  leaveParent(): void {
    this.parent?.children.delete(this);
    this.parent = undefined;
  }
}

function isWithin(container: Container, other: Container): boolean {
  for (let at: Container | undefined = container; at !== undefined; at = at.parent) if (at === other) return true;
  return false;
}

/**
 * RFC 5256 §3 REFERENCES, by its steps. `bySubject` also joins threads of one base subject (step 5); REFS leaves that
 * out, so that "Re: hello" of strangers stays apart.
 */
export async function threadByReferences(
  messages: readonly ThreadedMessage[],
  bySubject: boolean,
  rest: () => Promise<void>,
): Promise<ThreadNode[]> {
  const all = await linkByReferences(messages, rest);
  // Step 2 and 3: roots, with containers that hold nothing and join nothing taken out.
  let roots: Container[] = [];
  let seen = 0;
  for (const container of all) {
    if (container.parent === undefined) for (const root of prune(container, true)) roots.push(root);
    if (++seen % restEvery === 0) await rest();
  }
  // Step 4 goes before step 5: of two equals the older one is joined by the other.
  if (bySubject) roots = await joinBySubject(await inOrder(roots, rest), rest);
  const nodes: ThreadNode[] = [];
  for (const { message, children } of await inOrder(roots, rest))
    if (nodes.push({ position: message?.position, children: sortAll(children) }) % restEvery === 0) await rest();
  return nodes;
}

/** Messages between two calls of `rest`: about a millisecond. */
const restEvery = 1_000;

/** Step 1. */
async function linkByReferences(
  messages: readonly ThreadedMessage[],
  rest: () => Promise<void>,
): Promise<Set<Container>> {
  const byId = new Map<string, Container>();
  const all = new Set<Container>();
  const containerOf = (id: string): Container => {
    let container = byId.get(id);
    if (container === undefined) {
      container = new Container();
      byId.set(id, container);
      all.add(container);
    }
    return container;
  };
  let seen = 0;
  for (const message of messages) {
    let own = message.messageId === null ? undefined : containerOf(message.messageId);
    // A second message with the same id, or none, stands for itself.
    if (own === undefined || own.message !== undefined) {
      own = new Container();
      all.add(own);
    }
    own.message = message;
    let parent: Container | undefined;
    for (const id of message.references) {
      const container = containerOf(id);
      // Links that exist are kept, and none may make a loop.
      if (parent !== undefined && container.parent === undefined && !isWithin(parent, container))
        parent.adopt(container);
      parent = container;
    }
    // Step 1.B: what it says itself of its place goes before what others said, also where it answers nothing.
    own.leaveParent();
    if (parent !== undefined && !isWithin(parent, own)) parent.adopt(own);
    if (++seen % restEvery === 0) await rest();
  }
  return all;
}

/** Step 3: an empty container without children goes; its only child, or all of them below another one, take its place. */
function prune(container: Container, isRoot: boolean): Container[] {
  const children = [...container.children].flatMap((child) => prune(child, false));
  container.children = new Set(children);
  for (const child of children) child.parent = container;
  if (container.message !== undefined) return [container];
  if (children.length === 0) return [];
  if (isRoot && children.length > 1) return [container];
  for (const child of children) child.parent = undefined;
  return children;
}

function firstMessage(container: Container): ThreadedMessage | undefined {
  if (container.message !== undefined) return container.message;
  return [...container.children].flatMap((child) => firstMessage(child) ?? []).sort(byDate)[0];
}

/** Step 5. */
async function joinBySubject(roots: readonly Container[], rest: () => Promise<void>): Promise<Container[]> {
  const bySubject = new Map<string, Container>();
  let seen = 0;
  for (const root of roots) {
    if (++seen % restEvery === 0) await rest();
    const message = firstMessage(root);
    if (message === undefined || message.baseSubject === '') continue;
    const other = bySubject.get(message.baseSubject);
    const isBetter =
      other === undefined ||
      (root.message === undefined && other.message !== undefined) ||
      (other.message?.isReplyOrForward === true && root.message?.isReplyOrForward === false);
    if (isBetter) bySubject.set(message.baseSubject, root);
  }
  const kept = new Set(roots);
  for (const root of roots) {
    if (++seen % restEvery === 0) await rest();
    const message = firstMessage(root);
    const other = message === undefined ? undefined : bySubject.get(message.baseSubject);
    if (message === undefined || other === undefined || other === root || message.baseSubject === '') continue;
    if (other.message === undefined && root.message === undefined)
      for (const child of root.children) other.adopt(child);
    else if (
      other.message === undefined ||
      (root.message?.isReplyOrForward === true && !other.message.isReplyOrForward)
    )
      other.adopt(root);
    else {
      const joint = new Container();
      kept.delete(other);
      kept.add(joint);
      joint.adopt(other);
      joint.adopt(root);
      bySubject.set(message.baseSubject, joint);
    }
    kept.delete(root);
  }
  return [...kept];
}

/** Roots, which may be as many as the messages, by the date of their first message. */
async function inOrder(roots: readonly Container[], rest: () => Promise<void>): Promise<Container[]> {
  const firsts: (ThreadedMessage | undefined)[] = [];
  for (const root of roots) if (firsts.push(firstMessage(root)) % restEvery === 0) await rest();
  const order = await sortInTurns([...roots.keys()], (a, b) => compareFirsts(firsts[a], firsts[b]), rest);
  return order.map((index) => roots[index] as Container);
}

function compareFirsts(a: ThreadedMessage | undefined, b: ThreadedMessage | undefined): number {
  return a === undefined || b === undefined ? 0 : byDate(a, b);
}

/** Steps 4 and 6: siblings by the date of their first message. */
function sortAll(containers: Iterable<Container>): ThreadNode[] {
  return [...containers]
    .map((container) => ({ container, first: firstMessage(container) }))
    .sort((a, b) => compareFirsts(a.first, b.first))
    .map(({ container }) => ({ position: container.message?.position, children: sortAll(container.children) }));
}
