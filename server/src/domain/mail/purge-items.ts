import type { AccountContext } from './account-context.ts';
import { countReferences } from './content-references.ts';
import { letGoInBackground } from './let-go-of-deleted.ts';
import { namedItems } from './named-items.ts';
import { countKept, keepInRow, loadTotals, purgedBit, saveStates, saveTotals } from './recoverable-rows.ts';

/** Takes items away for good; single item recovery or a hold keeps them as purged until their time is over. */
export async function purgeItems(
  context: AccountContext,
  itemIds: readonly string[],
): Promise<{ readonly purged: number; readonly missing: readonly string[] }> {
  const result = await context.scope.write(async (writer) => {
    const terms = context.retention();
    const keepsPurged = terms.keepsPurged || terms.hold !== undefined;
    const { found, missing } = await namedItems(writer, context.differences.numberList, itemIds);
    const totals = await loadTotals(writer);
    const contentIds: number[] = [];
    let purged = 0;
    for (const { row, places } of found) {
      purged += places.length;
      for (const at of places) {
        countKept(totals, row, at, -1);
        if (!keepsPurged) {
          contentIds.push(row.facts.contentIds[at] as number);
          continue;
        }
        row.states.bits[at] = (row.states.bits[at] as number) | purgedBit;
        countKept(totals, row, at, 1);
      }
      if (keepsPurged) await saveStates(writer, row);
      else
        await keepInRow(
          writer,
          row,
          [...row.facts.uids.keys()].filter((at) => !places.includes(at)),
        );
    }
    if (purged > 0) await saveTotals(writer, totals);
    if (contentIds.length > 0) await countReferences(writer, context.differences, contentIds, -1);
    return { purged, missing };
  });
  if (result.purged > 0) letGoInBackground(context);
  return result;
}
