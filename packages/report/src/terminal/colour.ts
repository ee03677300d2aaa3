type Paint = (text: string) => string;

/** The colours that lines for terminals use; picocolors fits. */
export interface Colour {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

const same: Paint = (text) => text;

export const NO_COLOUR: Colour = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };
