import type { Extent } from '../language/extent.ts';
import { positionAt } from '../language/extent.ts';
import { ShellObject } from './shell-object.ts';
import type { Source, Value } from './values.ts';

/** What an error consists of before it knows where it happened. */
export interface ErrorFacts {
  readonly id: string;
  readonly category: string;
  readonly message: string;
  readonly activity?: string;
  readonly target?: Value;
  readonly targetText?: string;
  readonly exception?: string;
  /** CategoryInfo's word for it; the last part of `exception` when absent. */
  readonly reason?: string;
  readonly recommendation?: string;
  /** What stands behind the id: `Microsoft.PowerShell.Commands.GetContentCommand`; the activity when absent. */
  readonly origin?: string;
}

/** An error record: what `$Error`, `$_` in a catch block and the error stream hold. */
export class ErrorValue extends ShellObject {
  readonly facts: ErrorFacts;
  readonly message: string;
  readonly source: Source | null;
  readonly extent: Extent | null;
  constructor(facts: ErrorFacts, source: Source | null, extent: Extent | null) {
    super('System.Management.Automation.ErrorRecord');
    this.facts = facts;
    this.message = facts.message;
    this.source = source;
    this.extent = extent;
    const exception = facts.exception ?? 'System.Management.Automation.RuntimeException';
    const activity = facts.activity ?? '';
    const reason = facts.reason ?? exception.split('.').at(-1) ?? '';
    this.set('Exception', ShellObject.custom({ Message: facts.message, InnerException: null }, exception));
    this.set('TargetObject', facts.target ?? facts.targetText ?? null);
    this.set(
      'CategoryInfo',
      ShellObject.custom(
        {
          Category: facts.category,
          Activity: activity,
          Reason: reason,
          TargetName: facts.targetText ?? '',
          TargetType: facts.targetText === undefined || facts.targetText === '' ? '' : 'String',
        },
        'System.Management.Automation.ErrorCategoryInfo',
      ),
    );
    this.set('FullyQualifiedErrorId', this.fullId);
    this.set(
      'ErrorDetails',
      facts.recommendation === undefined ? null : ShellObject.custom({ RecommendedAction: facts.recommendation }),
    );
    this.set('InvocationInfo', this.invocation(activity));
  }

  get fullId(): string {
    const origin = this.facts.origin ?? this.facts.activity ?? '';
    return origin === '' ? this.facts.id : `${this.facts.id},${origin}`;
  }

  private invocation(activity: string): ShellObject {
    const at = this.source === null || this.extent === null ? null : positionAt(this.source.text, this.extent.start);
    return ShellObject.custom(
      {
        MyCommand: ShellObject.custom({ Name: activity }, 'System.Management.Automation.CommandInfo'),
        ScriptName: this.source?.file ?? '',
        ScriptLineNumber: at?.line ?? 0,
        OffsetInLine: at?.column ?? 0,
        Line: at?.lineText ?? '',
      },
      'System.Management.Automation.InvocationInfo',
    );
  }
}
