/** What the page's script draws; it travels inside the page as JSON. */
export interface PageData {
  readonly judges: readonly string[];
  readonly charts: readonly ChartData[];
}

export interface ChartData {
  /** Of the element that it is drawn into. */
  readonly id: string;
  /** Charts of one scenario share their cursor. */
  readonly scenario: string;
  /** Seconds. */
  readonly moments: readonly number[];
  /** Percent by moment, in the judges' order; null for a judge without figures. */
  readonly lines: readonly (readonly number[] | null)[];
}
