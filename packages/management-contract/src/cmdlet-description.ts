import type { LocalisedText } from './localised-text.ts';

/** What a parameter takes. The engine converts from text, numbers, script text and lists by this. */
export type ParameterType =
  | {
      readonly kind: 'string';
      /** Line ends and tabs may stand in it; no other control character may in any text. */
      readonly lines?: boolean;
      readonly maxLength?: number;
      readonly pattern?: string;
      /** What `pattern` asks for, as people read it: `one line of printable ASCII`. A pattern is never shown. */
      readonly patternText?: LocalisedText;
    }
  | { readonly kind: 'identity'; readonly of: string }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'switch' }
  | { readonly kind: 'int'; readonly min?: number; readonly max?: number; readonly unlimited?: boolean }
  /** `bareNumber`: what a number alone counts; seconds when left out. */
  | {
      readonly kind: 'timespan';
      readonly minMs?: number;
      readonly maxMs?: number;
      readonly bareNumber?: 'days';
      readonly unlimited?: boolean;
    }
  | { readonly kind: 'bytesize'; readonly min?: number; readonly max?: number; readonly unlimited?: boolean }
  | { readonly kind: 'enum'; readonly values: readonly EnumValue[]; readonly flags?: boolean }
  | { readonly kind: 'datetime' }
  /** A file's content: `([System.IO.File]::ReadAllBytes('x.pfx'))`, or Base64 in JSON. Bound as Base64. */
  | { readonly kind: 'bytes'; readonly max?: number }
  | { readonly kind: 'secure' }
  | { readonly kind: 'credential' }
  | { readonly kind: 'binding' }
  | { readonly kind: 'connection-setting' }
  | { readonly kind: 'address-range' }
  | { readonly kind: 'uri' }
  | { readonly kind: 'script' }
  | { readonly kind: 'object' };

/** A name of an enumeration, its number, and other spellings that are understood. */
export interface EnumValue {
  readonly name: string;
  readonly number?: number;
  readonly alsoKnownAs?: readonly string[];
  readonly label?: LocalisedText;
}

export interface ParameterDescription {
  readonly name: string;
  readonly type: ParameterType;
  /** Multi-valued: takes `a,b`, `@{Add=…;Remove=…}` and `$null` (empties). */
  readonly list?: boolean;
  readonly mandatory?: boolean;
  /** From 1, as Get-Help counts. */
  readonly position?: number;
  readonly pipeline?: 'by-value' | 'by-property-name' | 'both';
  /** Other names: documented ones, and the slips of Exchange's own pages. */
  readonly aliases?: readonly string[];
  /** Takes `$null`, which empties or restores the default. */
  readonly nullable?: boolean;
  /** Accepts `*` wildcards. */
  readonly wildcards?: boolean;
  readonly label?: LocalisedText;
  readonly help: LocalisedText;
  /** As Get-Help prints it: `00:30:00`. */
  readonly defaultText?: string;
  /** `MSExchangeIMAP4` or `W3SVC`: what must be restarted before a change is effective. */
  readonly takesEffectOn?: string;
  /** Accepted, kept and printed, and changes nothing here. */
  readonly withoutEffect?: boolean;
  /**
   * A path on the caller's own side. A shell reads the file and gives its content as the parameter `reads`, or writes what comes out as
   * the first of the properties `writes` into it, instead of showing it. The server opens neither, and refuses the parameter itself.
   */
  readonly file?: { readonly reads: string } | { readonly writes: readonly string[] };
  /** Said as a warning when it is given: somebody could count on it. */
  readonly warning?: LocalisedText;
}

export interface CmdletExample {
  readonly command: string;
  readonly explanation: LocalisedText;
}

/** What a cmdlet looks like from outside: enough to bind, complete, document and draw a form. */
export interface CmdletDescription {
  /** `Set-ImapSettings`. */
  readonly name: string;
  readonly synopsis: LocalisedText;
  readonly description?: LocalisedText;
  readonly parameters: readonly ParameterDescription[];
  readonly supportsShouldProcess: boolean;
  /** Asks unless `-Confirm:$false`: Remove-… and the like. */
  readonly confirmsByDefault?: boolean;
  readonly examples: readonly CmdletExample[];
  /** Columns of the default table; absent: a list of all properties. */
  readonly defaultColumns?: readonly string[];
  /**
   * Where output has this property, its text is what a shell puts into the pipeline, as scripts expect it of Exchange
   * (`$txt = New-ExchangeCertificate -GenerateRequest …`); other faces get the whole object.
   */
  readonly textProperty?: string;
  /** Management roles that hold it. */
  readonly roles: readonly string[];
}
