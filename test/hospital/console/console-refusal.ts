/** A request that is answered with `{ code, detail }` and a 4xx status of the contract. */
export class ConsoleRefusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.name = 'ConsoleRefusal';
    this.status = status;
    this.code = code;
  }
}
