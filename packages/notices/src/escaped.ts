import { clip, oneLine } from '@glidepath/report/foreign-text';

/**
 * Foreign text on one line and no longer than `longest`, with what Slack reads as control characters, and HTML as markup,
 * written as entities.
 */
export function escaped(text: string, longest: number): string {
  let line = clip(oneLine(text), longest);
  let safe = entities(line);
  while (safe.length > longest) {
    line = clip(line, Math.floor((line.length * longest) / safe.length));
    safe = entities(line);
  }
  return safe;
}

function entities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
