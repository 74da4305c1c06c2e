/** Each way in which a description can take something from programs is found, and what only adds is not. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OpenAPIObject } from 'openapi3-ts/oas31';
import { compareDescriptions } from './compare-descriptions.ts';

const OLDER = {
  openapi: '3.1.0',
  info: { title: 'Rooms', version: '1' },
  paths: {
    '/rooms': {
      get: {
        operationId: 'listRooms',
        security: [{}, { apiKey: [] }],
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100 } },
          { name: 'state', in: 'query', schema: { type: 'string', enum: ['open', 'shut'] } },
        ],
        responses: {
          200: {
            description: 'The rooms',
            headers: { ETag: { description: 'Its state', schema: { type: 'string' } } },
            content: {
              'application/json': {
                schema: { type: 'array', items: { $ref: '#/components/schemas/Room' } },
              },
            },
          },
        },
      },
      post: {
        operationId: 'createRoom',
        security: [{ apiKey: [] }],
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['name'],
                properties: {
                  name: { type: 'string', maxLength: 200 },
                  capacity: { anyOf: [{ type: 'integer', minimum: 0 }, { type: 'null' }] },
                  size: { anyOf: [{ type: 'number' }, { type: 'string' }] },
                },
              },
            },
          },
        },
        responses: { 201: { description: 'Made' } },
      },
    },
  },
  components: {
    schemas: {
      Room: {
        type: 'object',
        required: ['name', 'kind'],
        properties: {
          name: { type: 'string' },
          kind: { type: 'string', enum: ['hall', 'studio'] },
          floor: { type: ['integer', 'null'] },
        },
      },
    },
  },
};

// biome-ignore lint/suspicious/noExplicitAny: a document that each test changes in another place
type Loose = any;

function breaches(change: (document: Loose) => void): string[] {
  const newer = structuredClone(OLDER) as Loose;
  change(newer);
  return compareDescriptions(OLDER as unknown as OpenAPIObject, newer as OpenAPIObject);
}

const list = (document: Loose): Loose => document.paths['/rooms'].get;
const body = (document: Loose): Loose => document.paths['/rooms'].post.requestBody.content['application/json'].schema;
const room = (document: Loose): Loose => document.components.schemas.Room;

const BREAKS: [name: string, change: (document: Loose) => void, found: string][] = [
  ['an operation that is gone', (one) => delete one.paths['/rooms'].get, 'listRooms: is gone'],
  ['an address that is gone', (one) => delete one.paths['/rooms'], 'listRooms: is gone, createRoom: is gone'],
  ['another name of an operation', (one) => (list(one).operationId = 'rooms'), 'listRooms: is called rooms now'],
  ['a key that is needed now', (one) => (list(one).security = [{ apiKey: [] }]), 'listRooms: needs a key now'],
  ['a parameter that is gone', (one) => list(one).parameters.pop(), 'listRooms: the parameter state is gone'],
  [
    'a new required parameter',
    (one) => list(one).parameters.push({ name: 'day', in: 'query', required: true, schema: { type: 'string' } }),
    'listRooms: the parameter day is required now',
  ],
  [
    'a parameter that is required now',
    (one) => (list(one).parameters[0].required = true),
    'listRooms: the parameter limit is required now',
  ],
  [
    'a smaller maximum',
    (one) => (list(one).parameters[0].schema.maximum = 50),
    'listRooms: limit: maximum is 50 instead of 100',
  ],
  [
    'a value that is taken no more',
    (one) => list(one).parameters[1].schema.enum.pop(),
    'listRooms: state: the value "shut" is gone',
  ],
  [
    'a new pattern',
    (one) => (body(one).properties.name.pattern = '^R'),
    'createRoom.name: pattern is "^R" instead of nothing',
  ],
  [
    'a new least length',
    (one) => (body(one).properties.name.minLength = 1),
    'createRoom.name: minLength is 1 instead of nothing',
  ],
  [
    'a new format of what is sent',
    (one) => (body(one).properties.name.format = 'email'),
    'createRoom.name: has the format email instead of none',
  ],
  [
    'a field that is required now',
    (one) => body(one).required.push('capacity'),
    'createRoom.capacity: is required now',
  ],
  [
    'a new field that is required',
    (one) => {
      body(one).properties.floor = { type: 'integer' };
      body(one).required.push('floor');
    },
    'createRoom.floor: is required now',
  ],
  ['a field that is taken no more', (one) => delete body(one).properties.capacity, 'createRoom.capacity: is gone'],
  [
    'a value that may not be empty any more',
    (one) => (body(one).properties.capacity = { type: 'integer', minimum: 0 }),
    'createRoom.capacity: may not be null any more',
  ],
  [
    'another type of what is sent',
    (one) => (body(one).properties.name = { type: 'integer' }),
    'createRoom.name: may not be string any more',
  ],
  [
    'a shape that is taken no more',
    (one) => body(one).properties.size.anyOf.pop(),
    'createRoom.size: 2 shapes became 1',
  ],
  [
    'other fields that are refused now',
    (one) => (body(one).additionalProperties = false),
    'createRoom: other fields are refused now',
  ],
  [
    'a body that is required now',
    (one) => (one.paths['/rooms'].post.requestBody.required = true),
    'createRoom: a body is required now',
  ],
  ['a field that is answered no more', (one) => delete room(one).properties.floor, 'listRooms 200[].floor: is gone'],
  ['a field that may be missing now', (one) => room(one).required.pop(), 'listRooms 200[].kind: may be missing now'],
  [
    'a field that may be null now',
    (one) => (room(one).properties.name.type = ['string', 'null']),
    'listRooms 200[].name: may be null now',
  ],
  [
    'a value that comes no more',
    (one) => room(one).properties.kind.enum.pop(),
    'listRooms 200[].kind: the value "studio" is gone',
  ],
  [
    'another status of what was done',
    (one) => (one.paths['/rooms'].post.responses = { 202: { description: 'Later' } }),
    'createRoom: is not answered by 201 any more',
  ],
  [
    'another type of content',
    (one) => (list(one).responses[200].content = { 'text/csv': {} }),
    'listRooms 200: application/json is gone',
  ],
  ['a header that is gone', (one) => delete list(one).responses[200].headers, 'listRooms: the header ETag is gone'],
];

describe('what breaks', () => {
  for (const [name, change, found] of BREAKS)
    test(name, () => {
      assert.equal(breaches(change).join(', '), found);
    });
});

const ADDS: [name: string, change: (document: Loose) => void][] = [
  ['nothing', () => undefined],
  ['a new operation', (one) => (one.paths['/halls'] = { get: { operationId: 'listHalls', responses: {} } })],
  ['a new parameter', (one) => list(one).parameters.push({ name: 'day', in: 'query', schema: { type: 'string' } })],
  ['a new field of what is sent', (one) => (body(one).properties.floor = { type: 'integer' })],
  ['a new field of what is answered', (one) => (room(one).properties.view = { type: 'string' })],
  ['a field that always comes now', (one) => room(one).required.push('floor')],
  ['a new value', (one) => list(one).parameters[1].schema.enum.push('full')],
  ['a larger maximum', (one) => (list(one).parameters[0].schema.maximum = 200)],
  ['no maximum', (one) => delete list(one).parameters[0].schema.maximum],
  ['a field that may be left out now', (one) => (body(one).required = [])],
  ['another shape that is taken', (one) => body(one).properties.size.anyOf.push({ type: 'boolean' })],
  ['a key that is not needed any more', (one) => (one.paths['/rooms'].post.security = [{}, { apiKey: [] }])],
  ['another refusal', (one) => (list(one).responses[429] = { description: 'Too many' })],
  ['other words', (one) => (list(one).summary = 'All rooms')],
];

describe('what only adds', () => {
  for (const [name, change] of ADDS)
    test(name, () => {
      assert.deepEqual(breaches(change), []);
    });
});
