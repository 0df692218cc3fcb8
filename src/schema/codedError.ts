/** Something to be told: a code, and what its sentence needs. Sentences stand in `ui/words/`, in whichever language. */
export interface Coded {
  readonly code: string;
}

/** An error that is told by a code. Its message is for developers, who meet it in tests and consoles; no page shows it. */
export class CodedError<F extends Coded = Coded> extends Error {
  readonly fault: F;

  constructor(fault: F, options?: ErrorOptions) {
    super(developerText(fault), options);
    this.name = "CodedError";
    this.fault = fault;
  }
}

/** `workerSilent {"seconds":60}` */
export function developerText({ code, ...params }: Coded): string {
  const told = JSON.stringify(params);
  return told === "{}" ? code : `${code} ${told}`;
}
