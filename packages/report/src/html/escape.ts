const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that is HTML already. Only `markup` makes it, so foreign text can't pass for it. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** HTML from a template: each value is escaped, save what is HTML already; lists are joined. */
export function markup(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  return new Html(
    parts.map((part, index) => (index === 0 ? '' : escape(values[index - 1] ?? '')) + part).join(''),
  );
}

function escape(value: string | number | Html | readonly Html[]): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map((one) => one.text).join('\n');
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Data for a script element of JSON: no text in it can end the element or open a comment. */
export function json(data: object): Html {
  return new Html(JSON.stringify(data).replace(/</g, String.raw`\u003c`));
}
