import type { Builtin } from '../runtime/builtin.ts';
import { callMethod } from '../runtime/methods.ts';
import { PipelineProgress } from '../runtime/pipeline-progress.ts';
import { propertyOf } from '../runtime/properties.ts';
import { ScriptBlock, type Value } from '../runtime/values.ts';
import { inputItems } from './input-items.ts';

export const forEachObject: Builtin = {
  name: 'ForEach-Object',
  aliases: ['foreach', '%'],
  synopsis: {
    en: 'Runs a block for each object, or gives one of its members.',
    fr: 'Exécute un bloc pour chaque objet, ou en donne un membre.',
  },
  parameters: [
    { name: 'Process', type: 'any', aliases: ['MemberName'], position: 1, list: true, rest: true, mandatory: true },
    { name: 'Begin', type: 'block' },
    { name: 'End', type: 'block' },
    { name: 'ArgumentList', type: 'any', aliases: ['Args'] },
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  examples: ['Get-Mailbox | ForEach-Object { $_.Alias }', '1..3 | % { $_ * 2 }'],
  start: (invocation, given) => {
    const { engine, context } = invocation;
    const list = given.list('Process');
    const blocks = list.filter((item): item is ScriptBlock => item instanceof ScriptBlock);
    // Two blocks are begin and process, three and more end with the end block.
    const begins = given.block('Begin') ?? (blocks.length > 1 ? blocks[0] : undefined);
    const ends = given.block('End') ?? (blocks.length > 2 ? blocks.at(-1) : undefined);
    const bodies = blocks.filter((block) => block !== begins && block !== ends);
    const run = async (block: ScriptBlock | null | undefined, item?: Value): Promise<void> => {
      if (block === null || block === undefined) return;
      const options = item === undefined ? {} : { item };
      await engine.runBlock(block, context, { ...options, sharesScope: true, emit: invocation.emit });
    };
    const [member] = list;
    const progress = new PipelineProgress('ForEach-Object', invocation.takesAll, invocation);
    return {
      begin: async () => await run(begins),
      process: async (input) => {
        progress.count();
        for (const item of inputItems(input, given)) {
          for (const body of bodies) await run(body, item);
          if (blocks.length > 0 || typeof member !== 'string') continue;
          const held = propertyOf(item, member);
          if (held === undefined) {
            const found = callMethodOrNull(item, member, [...given.list('ArgumentList'), ...list.slice(1)]);
            if (found !== null) await invocation.emit(found);
          } else if (Array.isArray(held)) for (const one of held) await invocation.emit(one);
          else await invocation.emit(held);
        }
      },
      end: async () => {
        progress.end();
        await run(ends);
      },
    };
  },
};

function callMethodOrNull(item: Value, name: string, given: readonly Value[]): Value {
  return item === null ? null : callMethod(item, name, given);
}
