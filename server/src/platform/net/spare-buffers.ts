/** Large enough for what gathers before it is sent, 64 KB, and one more message of 64 KB. */
const spareBytes = 160 * 1024;
/** Shorter answers are told to thousands of connections at once: they take a spare that is there, and none is made. */
const leastBytes = 4 * 1024;
const mostSpares = 4;

const spares: Buffer[] = [];
const ours = new WeakSet<ArrayBufferLike>();

/**
 * Buffers for what is on its way to clients, of all connections. Filling new memory for every answer costs more than
 * writing the answer: the kernel hands it out page by page, and V8 collects everything each time 64 MB have been asked for.
 */
export const spareBuffers = {
  /** One that holds at least `bytes`; undefined: get memory of your own. */
  take(bytes: number): Buffer | undefined {
    if (bytes > spareBytes) return undefined;
    const spare = spares.pop();
    if (spare !== undefined || bytes < leastBytes) return spare;
    const made = Buffer.allocUnsafeSlow(spareBytes);
    ours.add(made.buffer);
    return made;
  },

  /** Call when nobody will look at these bytes any more, also if they are not in a buffer that was taken here. */
  giveBack({ buffer }: Buffer): void {
    if (ours.has(buffer) && spares.length < mostSpares) spares.push(Buffer.from(buffer));
  },
};
