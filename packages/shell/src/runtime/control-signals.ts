/** Control flow on its way to whom it concerns; none of these is an error. */
export class LoopSignal {
  readonly kind: 'break' | 'continue';
  readonly label: string | null;
  constructor(kind: 'break' | 'continue', label: string | null) {
    this.kind = kind;
    this.label = label;
  }
}

/** `return`: its value was emitted before. */
export class ReturnSignal {
  readonly kind = 'return';
}

/** `exit n`. */
export class ExitSignal {
  readonly kind = 'exit';
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}

/** A stage has all it wants (Select-Object -First): what stands before it in the pipeline ends. */
export class StopUpstreamSignal {
  readonly stage: object;
  constructor(stage: object) {
    this.stage = stage;
  }
}

/** Ctrl-C or the end of a budget. */
export class PipelineStopped extends Error {
  constructor(message = 'The pipeline has been stopped.') {
    super(message);
  }
}
