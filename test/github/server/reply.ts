/** What the emulator answers. `body` is JSON, or text where `type` names another media type. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly type?: string;
}

/** An entry of a 422's `errors`. */
export interface FieldError {
  readonly resource: string;
  readonly field: string;
  readonly code: 'missing' | 'missing_field' | 'invalid' | 'already_exists' | 'unprocessable' | 'custom';
  readonly message?: string;
  readonly value?: string;
}

/** GitHub says no. Becomes GitHub's error body. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    errors: readonly FieldError[] = [],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}

export function invalid(...errors: readonly FieldError[]): Refusal {
  return new Refusal(422, 'Validation Failed', errors);
}

/** GitHub's error body. The status stands in it as text. */
export function errorBody(
  status: number,
  message: string,
  documentation: string,
  errors: readonly FieldError[] = [],
): Record<string, unknown> {
  return {
    message,
    ...(errors.length === 0 ? {} : { errors }),
    documentation_url: documentation,
    status: String(status),
  };
}
