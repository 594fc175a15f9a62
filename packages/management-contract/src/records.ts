import type { ManagementObject } from './values.ts';

/** PowerShell's error categories as far as cmdlets here use them. */
export type ErrorCategory =
  | 'InvalidArgument'
  | 'InvalidData'
  | 'InvalidOperation'
  | 'ObjectNotFound'
  | 'PermissionDenied'
  | 'ResourceExists'
  | 'ResourceUnavailable'
  | 'OperationStopped'
  | 'AuthenticationError'
  | 'ParserError'
  | 'NotSpecified';

/** An error as every face shows it; `id` is stable across versions and languages. */
export interface ErrorRecord {
  /** `ManagementObjectNotFound`, `ParameterArgumentTransformationError`, `ParameterOutOfRange` … */
  readonly id: string;
  readonly category: ErrorCategory;
  readonly message: string;
  /** The cmdlet that refused. */
  readonly activity: string;
  /** The value or object concerned, as text. */
  readonly target?: string;
  /** The parameter concerned. */
  readonly parameter?: string;
  /** Exchange's exception name, for scripts that match on it: `ManagementObjectNotFoundException`. */
  readonly exception?: string;
  /** What is wrong with the value alone, for who shows it beside that value: without the words of a command line. */
  readonly reason?: string;
  /** What to do instead. */
  readonly recommendation?: string;
}

/** What comes out of a running cmdlet, in order. */
export type OutputRecord =
  | { readonly kind: 'output'; readonly object: ManagementObject; readonly defaultColumns?: readonly string[] }
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'verbose'; readonly text: string }
  /** What `-WhatIf` says. */
  | { readonly kind: 'what-if'; readonly text: string }
  | { readonly kind: 'progress'; readonly activity: string; readonly status: string; readonly percent: number | null }
  /** Non-terminating when the cmdlet goes on after it. */
  | { readonly kind: 'error'; readonly error: ErrorRecord; readonly terminating: boolean }
  /** The caller must ask and call again with `Confirm: false`; nothing was changed. */
  | { readonly kind: 'confirm'; readonly text: string };
