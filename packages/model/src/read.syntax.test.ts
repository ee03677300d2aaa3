import { expect, test } from 'vitest';
import { told } from './testing/files.ts';

const EMPTY = 'f:1:1: the file is empty, `glidepath init` writes a first delivery file';
const LONG = 'f:1:1: the file is far longer than a delivery file, check that it is the right one';

const FILES: readonly (readonly [title: string, content: string | Uint8Array, ...told: string[]])[] = [
  ['nothing', '', EMPTY],
  ['only a comment', '# soon\n', EMPTY],
  ['only null', '~\n', EMPTY],
  ['a byte order mark alone', '\ufeff', EMPTY],
  ['a tab as indentation', 'a:\n\tb: 1\n', 'f:2:1: a tab as indentation, indent with spaces'],
  [
    'tabs, whose consequences are not told',
    'a:\n\tb:\n\t\tc: [1,\n\t2]\n',
    'f:2:1: a tab as indentation, indent with spaces',
    'f:3:1: a tab as indentation, indent with spaces',
  ],
  ['a key twice', 'a: 1\nb: 1\na: 2\n', 'f:3:1: the key "a" is written twice, keep one of the two'],
  ['a key twice in braces', 'a: { b: 1, b: 2 }', 'f:1:12: the key "b" is written twice, keep one of the two'],
  [
    'an anchor and its alias',
    'a: &x 1\nb: *x\n',
    'f:1:4: "&x" is an anchor, a delivery file says each thing in its place, write the value out',
    'f:2:4: "*x" is an alias, a delivery file says each thing in its place, write the value out',
  ],
  [
    'a tag',
    'a: !env x',
    'f:1:4: "!env" is a tag, types come from the key, write the value alone, text in quotes',
  ],
  [
    'a directive',
    '%YAML 1.1\n---\na: 1\n',
    'f:1:1: "%YAML 1.1" is a directive, a delivery file is plain YAML 1.2, remove the line',
  ],
  [
    'two documents',
    'a: 1\n---\nb: 1\n',
    'f:2:1: a second document, a delivery file is one, remove the line ---',
  ],
  ['a list as key', '? [a]\n: 1\n', 'f:1:3: a key that is no text, write a plain word as key'],
  ['the key that would be a prototype', 'a: { __proto__: {} }', 'f:1:6: unknown key "__proto__", remove it'],
  [
    'brackets beyond measure',
    `a: ${'['.repeat(500)}${']'.repeat(500)}`,
    'f:1:44: nested more than 40 deep, check the brackets and the indentation',
  ],
  [
    'indentation beyond measure',
    Array.from({ length: 60 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    'f:42:42: nested more than 40 deep, check the brackets and the indentation',
  ],
  ['half a million brackets', '['.repeat(500_000), LONG],
  ['a hundred thousand keys', Array.from({ length: 100_000 }, (_, index) => `k${index}: 1\n`).join(''), LONG],
  [
    'more than a MiB',
    'x'.repeat(1024 * 1024 + 1),
    'f:1:1: the file has 1048577 bytes, a delivery file has at most 1048576, check that it is the right one',
  ],
  [
    'an open bracket',
    'a: [1, 2\nb: 3',
    'f:2:1: flow sequence in block collection must be sufficiently indented and end with a ], close the bracket, or indent as the lines around it',
  ],
  ['an open quote', "a: 'x\n", "f:2:1: missing closing 'quote, write the missing character"],
  [
    'a bracket too many',
    'a: [1]]\n',
    'f:1:7: unexpected flow-seq-end token in YAML stream: "]", check quotes, brackets and indentation here',
  ],
  [
    'a colon in plain text',
    'a: b: c\n',
    'f:1:4: nested mappings are not allowed in compact mappings, put what follows on its own, deeper line, or in quotes where it is text',
  ],
  [
    'a reserved character',
    'a: @b\n',
    'f:1:4: plain value cannot start with reserved character @, put the text in single quotes',
  ],
  [
    'Latin-1',
    Buffer.from('a: 1\nb: caf\xe9 au lait\n', 'latin1'),
    'f:2:7: byte 0xE9 at offset 11 is not UTF-8, save the file as UTF-8',
  ],
  [
    'a character cut off at the end',
    Uint8Array.of(0x61, 0xe2, 0x82),
    'f:1:2: byte 0xE2 at offset 1 is not UTF-8, save the file as UTF-8',
  ],
  [
    'UTF-16',
    Buffer.from('\ufeffa: 1', 'utf16le'),
    'f:1:1: byte 0xFF at offset 0 is not UTF-8, it looks like UTF-16, save the file as UTF-8',
  ],
  [
    'an escape character',
    'a: 1\nb: \u001b[31m',
    'f:2:4: control character U+001B, YAML allows none, remove it',
  ],
  [
    'lines that end in CR',
    'a: 1\rb: 2',
    'f:1:5: a carriage return without a line feed, end lines with LF or CR LF',
  ],
];

test.each(FILES)('refuses %s', (_title, content, ...expected) => {
  expect(told(content)).toEqual(expected);
});

test('reads a file with a byte order mark, CR LF and a last document end', () => {
  const text = [
    '---',
    'service: checkout',
    'environments: { on: { target: { local: { artifact: dist, command: [yes], port: 8080 } }, strategy: rolling, slos: [no] } }',
    'slos: { no: 99% }',
    '...',
    '',
  ];
  // `on`, `yes` and `no` are text in YAML 1.2.
  expect(told(Buffer.from(`\ufeff${text.join('\r\n')}`))).toEqual([]);
});
