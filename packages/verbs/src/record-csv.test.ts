import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CsvFile, readCsv } from './record-csv.ts';
import { UserError } from './user-error.ts';

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return '';
}

describe('a CSV file', () => {
  it('tells every fault at its line and column', () => {
    const csv = new CsvFile(
      'x.csv',
      '# a comment\ntime,"name",bad\n1700000000,"a\nb",3\n\nsoon,"x, ""y""",-4\n1700000001,z,many\n',
    );
    csv.columns(['time', 'name', 'bad'], []);
    for (const row of csv.rows) {
      csv.time(row, 'time');
      csv.count(row, 'bad');
    }
    expect(messageOf(() => csv.check()).split('\n')).toEqual([
      'x.csv:6:1: time is "soon", not a moment, write for example 2026-03-04T12:00:00Z, or seconds since 1970',
      'x.csv:6:17: bad is "-4", not a count, write 0 or more, such as 1200',
      'x.csv:7:14: bad is "many", not a count, write 0 or more, such as 1200',
    ]);
  });

  it('tells what is wrong with its columns', () => {
    const csv = new CsvFile('x.csv', 'time,bad,bad,extra\n1,2,3\n');
    csv.columns(['time', 'bad', 'total'], []);
    expect(messageOf(() => csv.check()).split('\n')).toEqual([
      'x.csv:2:1: the row has 3 cells, the header 4, separate cells by commas and quote those that hold one',
      'x.csv:1:1: column total is missing, write a header with time, bad, total',
      'x.csv:1:6: column bad comes twice, leave one out',
      'x.csv:1:14: column "extra" is not known, columns are time, bad, total',
    ]);
  });

  it('tells at most twenty faults, and how many more there are', () => {
    const csv = new CsvFile('x.csv', `bad\n${'no\n'.repeat(50)}`);
    for (const row of csv.rows) csv.number(row, 'bad');
    const lines = messageOf(() => csv.check()).split('\n');
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('x.csv: and 30 more');
  });

  it.each([
    ['', 'x.csv:1:1: it is empty, begin with a header row'],
    ['a,b\n1,"2\n', 'x.csv:2:1: a quoted cell has no end, quote cells that hold a comma'],
    ['a,b\n1,x"2\n', 'x.csv:2:1: a quote stands inside a cell that is not quoted'],
  ])('is refused as %j', (text, message) => {
    expect(messageOf(() => new CsvFile('x.csv', text).check())).toContain(message);
  });

  it.each([
    ['2026-03-04T12:00:00Z', Date.UTC(2026, 2, 4, 12)],
    ['2026-03-04 12:00:00', Date.UTC(2026, 2, 4, 12)],
    ['2026-03-04T12:00:00.250+01:00', Date.UTC(2026, 2, 4, 11) + 250],
    ['2026-03-04', Date.UTC(2026, 2, 4)],
    ['1772625600', 1_772_625_600_000],
    ['1772625600.5', 1_772_625_600_500],
    ['1772625600000', 1_772_625_600_000],
  ])('reads the moment %s', (text, at) => {
    const csv = new CsvFile('x.csv', `time\n${text}\n`);
    expect(csv.rows.map((row) => csv.time(row, 'time'))).toEqual([at]);
    csv.check();
  });

  it('is read as other programs write it: a mark at the start, line ends of two characters', () => {
    const csv = new CsvFile('x.csv', '\uFEFF# note\r\na,b\r\n1,"x\r\ny"\r\n');
    csv.columns(['a', 'b'], []);
    csv.check();
    expect(csv.comments).toEqual(['note']);
    expect(csv.rows.map((row) => csv.text(row, 'b'))).toEqual(['x\r\ny']);
  });

  it('is refused where there is none, or no text', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'glidepath-csv-'));
    await expect(readCsv(folder, 'none.csv')).rejects.toThrow('none.csv is not there, name a CSV file');
    await expect(readCsv(folder, '.')).rejects.toThrow('. is no file, name a CSV file');
    writeFileSync(join(folder, 'x.csv'), Buffer.from([0xff, 0xfe, 0x00]));
    await expect(readCsv(folder, 'x.csv')).rejects.toThrow('x.csv is not UTF-8 text');
  });
});
