import { describe, expect, it } from 'vitest';
import type { AskedFlag } from './asked-flags.ts';
import { formatDiagnostic } from './diagnostic.ts';
import { readAskedFlags } from './read-asked-flags.ts';

const GATE: AskedFlag = { key: 'a', type: 'boolean', is: true, unknown: 'closed' };
const READ: AskedFlag = { key: 'a', type: 'string', is: null, unknown: 'open' };

describe('flags that a person asks for', () => {
  it.each<[string, readonly AskedFlag[]]>([
    ['a', [GATE]],
    ['{ flag: a }', [GATE]],
    ['{ flag: a, is: false }', [{ ...GATE, is: false }]],
    ['{ flag: a, type: boolean }', [GATE]],
    ['{ flag: a, is: everyone }', [{ ...GATE, type: 'string', is: 'everyone' }]],
    ['{ flag: a, is: "true" }', [{ ...GATE, type: 'string', is: 'true' }]],
    ['{ flag: a, is: 2.5, unknown: open }', [{ ...GATE, type: 'number', is: 2.5, unknown: 'open' }]],
    ['{ flag: a, type: string }', [READ]],
    ['{ flag: a, type: number, is: 0 }', [{ ...GATE, type: 'number', is: 0 }]],
    ['{ flag: a, type: object }', [{ ...READ, type: 'object' }]],
    ['{ flag: a, type: object, unknown: closed }', [{ ...READ, type: 'object', unknown: 'closed' }]],
    ['flag: a\nis: false\n', [{ ...GATE, is: false }]],
    ['- a\n- { flag: b.c, type: string }\n', [GATE, { ...READ, key: 'b.c' }]],
    ['[]', []],
  ])('%j', (text, flags) => {
    expect(readAskedFlags(text, 'flags')).toEqual({ ok: true, flags });
  });
});

describe('refused', () => {
  it.each([
    ['# none', '1:1: flags is empty, write the key of a flag, or a list'],
    ['a\nb', '1:1: flags is one text of several lines, write - and a space before each key'],
    ['- a\n- { flag: b, iz: 1 }', '2:14: unknown key "iz" in flags[1], did you mean "is"?'],
    ['{ flag: a, then: pause }', '1:12: unknown key "then" in flags, write one of flag, is, type, unknown'],
    ['{ is: 2 }', '1:1: flags has no "flag", write the key of a flag, such as checkout-release'],
    ['- 5', '1:3: flags[0] is 5, text or a mapping belongs here, write the key'],
    ['- { flag: a, is: [1] }', '1:18: flags[0].is is a list, true or false or text or a number belongs here'],
    ['{ flag: a, type: objekt }', '1:18: flags.type is "objekt", did you mean "object"?'],
    ['{ flag: a, is: 5, type: string }', '1:16: flags.is is 5, the type is string, write a text in quotes'],
    ['{ flag: a, is: "5", type: number }', '1:16: flags.is is "5", the type is number, write a number'],
    ['{ flag: a, is: true, type: object }', '1:16: flags.is is true, the type is object, remove it'],
    ['{ flag: a, unknown: shut }', '1:21: flags.unknown is "shut", write one of closed, open'],
    ['- a\n- b\n- a', '3:3: flags[2] asks for "a", it is asked for already, remove one of the two'],
    ['[a, A]', '1:5: flags[1] asks for "A", "a" is asked for already, and outputs do not tell capitals'],
    ['a=b', `1:1: flags is "a=b", no output's name may hold = or <`],
    ['{ flag: "a<" }', `1:9: flags.flag is "a<", no output's name may hold = or <`],
    ['"a\\nopen=true"', '1:1: flags is "a\\nopen=true", '],
    ['a: {', '1:5: '],
    ['- &x a\n- *x', '1:3: "&x" is an anchor, a list of flags says each thing in its place'],
    ['a\n---\nb', '3:1: a second document, the flags stand in one list, remove the line ---'],
    ['a\u001b[2J', '1:2: control character U+001B, YAML allows none, remove it'],
  ])('%j', (text, says) => {
    const result = readAskedFlags(text, 'flags');
    const told = result.ok ? [] : result.diagnostics.map(formatDiagnostic);
    expect(told.join('\n')).toContain(`flags:${says}`);
  });

  it('tells all that is wrong', () => {
    const result = readAskedFlags('- { flag: a, iz: 1 }\n- 5\n', 'flags');
    expect(result).toMatchObject({ ok: false, diagnostics: [{ line: 1 }, { line: 2 }] });
  });

  it('what another text has asked for already', () => {
    expect(readAskedFlags('A', '--flag', [GATE])).toMatchObject({
      ok: false,
      diagnostics: [{ file: '--flag', what: '--flag asks for "A"' }],
    });
  });
});
