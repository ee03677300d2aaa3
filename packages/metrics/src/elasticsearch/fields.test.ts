import { expect, test } from 'vitest';
import { fieldsIn } from './fields.ts';

test.each([
  ['*', []],
  ['status:500', ['status']],
  ['status:>=500 AND NOT path:"/a b:c"', ['status', 'path']],
  ['(a.b:1 OR +c:x) -d:[2020-01-01T00:00 TO now}', ['a.b', 'c', 'd']],
  ['_exists_:error.code', ['error.code']],
  ['@timestamp:{1 TO 2]', ['@timestamp']],
  ['http.\\*:x _id:3 a*:2', []],
  ['first\\ name:x', ['first name']],
  ['path:/ab:c.*/ x', ['path']],
  ['url:"http\\"s:x" y', ['url']],
  ['just words', []],
  ['größe:3', ['größe']],
])('%s asks for %j', (text, fields) => {
  expect(fieldsIn({ kind: 'text', text })).toEqual(fields);
});

test('Query DSL is looked through', () => {
  const query = {
    bool: {
      filter: [{ term: { a: 1, boost: 2 } }, { exists: { field: 'b' } }, { query_string: { query: 'c:1' } }],
      must_not: { nested: { path: 'n', query: { range: { 'n.d': { gte: 1 } } } } },
      should: [{ match: { a: 'x' } }],
    },
  };
  expect(fieldsIn({ kind: 'dsl', query })).toEqual(['a', 'b', 'c', 'n.d']);
});
