import { expect, test } from 'vitest';
import { trimDescription } from './trim-description.ts';

const full = {
  paths: {
    '/a': {
      get: {
        operationId: 'a/get',
        description: 'Prose',
        parameters: [{ $ref: '#/components/parameters/x' }],
        responses: {
          200: {
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/a' }, examples: { e: 1 } },
            },
          },
          404: { $ref: '#/components/responses/gone' },
        },
      },
      post: { operationId: 'a/post', responses: {} },
    },
    '/b': { get: { operationId: 'b/get', responses: { 200: { $ref: '#/components/schemas/unused' } } } },
  },
  components: {
    parameters: { x: { name: 'x', in: 'query', description: 'Prose', schema: { type: 'string' } } },
    responses: { gone: { description: 'Prose' } },
    schemas: {
      a: {
        type: 'object',
        description: 'Prose',
        properties: { description: { type: 'string' }, inner: { $ref: '#/components/schemas/inner' } },
      },
      inner: { type: 'object', properties: { again: { $ref: '#/components/schemas/a' } } },
      unused: { type: 'string' },
    },
  },
};

test('only what was asked for is kept, with all that it leads to, and without prose', () => {
  expect(trimDescription(full, { '/a': ['get'] })).toEqual({
    paths: {
      '/a': {
        get: {
          operationId: 'a/get',
          parameters: [{ $ref: '#/components/parameters/x' }],
          responses: {
            200: {
              description: '',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/a' } } },
            },
            404: { $ref: '#/components/responses/gone' },
          },
        },
      },
    },
    components: {
      parameters: { x: { name: 'x', in: 'query', schema: { type: 'string' } } },
      responses: { gone: { description: '' } },
      schemas: {
        a: {
          type: 'object',
          properties: { description: { type: 'string' }, inner: { $ref: '#/components/schemas/inner' } },
        },
        inner: { type: 'object', properties: { again: { $ref: '#/components/schemas/a' } } },
      },
    },
  });
});

test('what the description does not have cannot be kept', () => {
  expect(() => trimDescription(full, { '/a': ['put'] })).toThrow('The description has no PUT /a.');
  expect(() => trimDescription(full, { '/c': ['get'] })).toThrow('GET /c');
});
