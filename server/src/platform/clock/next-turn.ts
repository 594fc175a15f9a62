const waiting: (() => void)[] = [];

/**
 * Lets everybody else run and comes back. Of all long work only one piece runs in a turn of the event loop, in the order
 * of asking: between two pieces the loop looks at its sockets, so that a short command waits for one piece at most
 * however many long commands are under way.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(resume);
  });
}

function resume(): void {
  const next = waiting.shift();
  if (waiting.length > 0) setImmediate(resume);
  next?.();
}
