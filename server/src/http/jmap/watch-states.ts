import { changedStates, type PushStates, type States, statesOf } from './push-states.ts';

/** Changes that come together are told together. */
const gatherMs = 30;

export interface StateWatch {
  /** The states when the watch began: every later one is told. */
  readonly first: States;
  stop(): void;
}

/** Who hears of changes. */
export interface StateListener {
  /** What is another now, and all as it is now. */
  readonly onChanged: (changed: States, now: States) => void;
  /** The states cannot be read any more; the watch is over. */
  readonly onFailed: (cause: unknown) => void;
}

/**
 * Tells changes of a user's states as they happen, one telling after the other, until `stop`. `types`: only these; `null`:
 * all. Rejects when the states cannot be read at first; nothing is listened to then.
 */
export async function watchStates(
  states: PushStates,
  types: ReadonlySet<string> | null,
  { onChanged, onFailed }: StateListener,
): Promise<StateWatch> {
  let gathering: NodeJS.Timeout | null = null;
  let isLooking = true;
  let heardMeanwhile = false;
  let isStopped = false;

  function hear(): void {
    if (isLooking) heardMeanwhile = true;
    else gathering ??= setTimeout(() => void tell(), gatherMs);
  }

  // Before the first look: what changes while it is made is told after it.
  const stopListening = states.onChange(hear);

  function stop(): void {
    isStopped = true;
    stopListening();
    if (gathering !== null) clearTimeout(gathering);
  }

  async function look(): Promise<States> {
    gathering = null;
    isLooking = true;
    heardMeanwhile = false;
    try {
      return statesOf(await states.current(), types);
    } finally {
      isLooking = false;
      if (heardMeanwhile && !isStopped) hear();
    }
  }

  async function tell(): Promise<void> {
    try {
      const now = await look();
      if (isStopped) return;
      const changed = changedStates(told, now);
      told = now;
      if (Object.keys(changed).length > 0) onChanged(changed, now);
    } catch (cause) {
      if (isStopped) return;
      stop();
      onFailed(cause);
    }
  }

  let told: States;
  try {
    told = await look();
  } catch (cause) {
    stop();
    throw cause;
  }
  return { first: told, stop };
}
