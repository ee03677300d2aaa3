/** Contrast of two opaque colours, "#57606a", from 1 to 21. WCAG 2.2, "contrast ratio". */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** WCAG 2.2, "relative luminance". */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((from) => {
    const part = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  if (red === undefined || green === undefined || blue === undefined || !/^#[0-9a-f]{6}$/.test(colour)) {
    throw new Error(`${colour} is no opaque colour`);
  }
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
