import type { StagedContent } from './incoming-message.ts';

/** Messages that will be appended together to one account: what has come of them goes to the store while the others come. */
export class ComingTogether {
  /** Finished, with their pieces in memory. */
  contents: StagedContent[] = [];
}
