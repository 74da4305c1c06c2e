import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OpenAPIObject } from 'openapi3-ts/oas31';
import { makeReference, type Operation, searchReference, type Shape } from './reference.ts';

const DOCUMENT: OpenAPIObject = {
  openapi: '3.1.0',
  info: { title: 'Library', version: '1' },
  servers: [{ url: 'https://library.example' }],
  tags: [{ name: 'Loans', description: 'Who has what.' }, { name: 'Books' }, { name: 'Nothing' }],
  components: {
    schemas: {
      Book: {
        type: 'object',
        required: ['title'],
        properties: {
          title: { type: 'string', maxLength: 80 },
          pages: { type: ['integer', 'null'], exclusiveMinimum: 0 },
        },
      },
      RareBook: {
        allOf: [
          { $ref: '#/components/schemas/Book' },
          { type: 'object', required: ['vault'], properties: { vault: { type: 'string', enum: ['north', 'south'] } } },
        ],
      },
      Shelf: {
        type: 'object',
        properties: {
          books: { type: 'array', minItems: 1, items: { $ref: '#/components/schemas/Book' } },
          beneath: { $ref: '#/components/schemas/Shelf' },
          beside: { type: 'array', items: { $ref: '#/components/schemas/Shelf' } },
        },
      },
      Problem: { type: 'object', required: ['title'], properties: { title: { type: 'string' } } },
    },
    parameters: {
      book: {
        name: 'book',
        in: 'path',
        required: true,
        description: 'Its name',
        schema: { type: 'string', example: 'emma' },
      },
    },
  },
  paths: {
    '/books/{book}': {
      get: {
        operationId: 'getBook',
        tags: ['Books'],
        summary: 'One book',
        security: [{}, { key: [] }],
        parameters: [{ $ref: '#/components/parameters/book' }],
        responses: {
          404: {
            description: 'There is none',
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
          200: {
            description: 'The book',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/RareBook' } } },
          },
        },
      },
    },
    '/loans': {
      post: {
        operationId: 'lendBook',
        tags: ['Loans'],
        summary: 'Lend a book',
        description: 'To one reader.',
        security: [{ key: [] }],
        parameters: [
          {
            name: 'Request-Key',
            in: 'header',
            required: true,
            schema: { type: 'string', minLength: 8, example: 'a-request' },
          },
        ],
        requestBody: {
          content: {
            'application/json': {
              schema: { anyOf: [{ $ref: '#/components/schemas/Book' }, { type: 'string' }] },
              example: { title: "Ada's" },
            },
          },
        },
        responses: { 204: { description: 'Lent' } },
      },
    },
    '/shelves': {
      get: {
        operationId: 'listShelves',
        tags: ['Books'],
        responses: {
          200: {
            description: 'Shelves',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Shelf' } } },
          },
        },
      },
    },
  },
};

const reference = makeReference(DOCUMENT);
const operationOf = (id: string, of = reference): Operation =>
  of.groups.flatMap(({ operations }) => operations).find((one) => one.id === id) as Operation;
const brief = ({ name, type, isRequired, isNullable, limits, values }: Shape): unknown[] => [
  name,
  type,
  isRequired,
  isNullable,
  limits?.text ?? '',
  values,
];

describe('a reference', () => {
  test('has the operations in the groups of the document, without those that have none', () => {
    assert.deepEqual(
      reference.groups.map(({ name, description, operations }) => [name, description, operations.map(({ id }) => id)]),
      [
        ['Loans', 'Who has what.', ['lendBook']],
        ['Books', '', ['getBook', 'listShelves']],
      ],
    );
  });

  test('follows references, and joins what is several schemas at once', () => {
    const [answer, missing] = operationOf('getBook').answers;
    assert.deepEqual(answer?.shape?.parts.map(brief), [
      ['title', 'string', true, false, '≤ 80', []],
      ['pages', 'integer', false, true, '', []],
      ['vault', 'string', true, false, '', ['north', 'south']],
    ]);
    assert.deepEqual(
      [missing?.status, missing?.contentType, missing?.shape],
      ['404', 'application/problem+json', null],
    );
    assert.deepEqual(reference.problem?.parts.map(brief), [['title', 'string', true, false, '', []]]);
  });

  test('goes into lists, and ends where something holds itself', () => {
    const [books, ...shelves] = operationOf('listShelves').answers[0]?.shape?.parts ?? [];
    assert.deepEqual(
      [books && brief(books), books?.parts.map(({ name }) => name)],
      [
        ['books', 'array of object', false, false, '≥ 1', []],
        ['title', 'pages'],
      ],
    );
    assert.deepEqual(
      shelves.map(({ name, type, parts }) => [name, type, parts]),
      [
        ['beneath', 'object', []],
        ['beside', 'array of object', []],
      ],
    );
  });

  test('says of parameters where they go, and of choices each', () => {
    const { parameters, body } = operationOf('lendBook');
    assert.deepEqual(
      parameters.map((one) => [...brief(one), one.place]),
      [['Request-Key', 'string', true, false, '≥ 8', [], 'header']],
    );
    assert.deepEqual(
      operationOf('getBook').parameters.map(({ place, description }) => [place, description]),
      [['path', 'Its name']],
    );
    assert.deepEqual(
      body?.choices.map(({ type, parts }) => [type, parts.length]),
      [
        ['object', 2],
        ['string', 0],
      ],
    );
  });

  test('says whether a key is needed', () => {
    assert.deepEqual(
      ['lendBook', 'getBook', 'listShelves'].map((id) => operationOf(id).key),
      ['needed', 'optional', 'none'],
    );
  });

  test('fails with the name of what a document refers to and does not have', () => {
    const broken = { ...DOCUMENT, components: {} };
    assert.throws(
      () => makeReference(broken),
      new RangeError('The document refers to #/components/parameters/book, which it does not have'),
    );
  });
});

describe('the example of an operation', () => {
  test('is a command with what the document gives, or the reader has', () => {
    assert.equal(operationOf('getBook').example, "curl 'https://library.example/books/emma'");
    assert.equal(
      operationOf('getBook', makeReference(DOCUMENT, { book: 'persuasion' })).example,
      "curl 'https://library.example/books/persuasion'",
    );
  });

  test('sends key, headers and body as a shell takes them', () => {
    assert.equal(
      operationOf('lendBook').example,
      [
        "curl 'https://library.example/loans'",
        '--header "Authorization: Bearer $FOYER_KEY"',
        "--header 'Request-Key: a-request'",
        "--header 'Content-Type: application/json'",
        "--data '{\"title\":\"Ada'\\''s\"}'",
      ].join(' \\\n  '),
    );
  });
});

describe('a search', () => {
  const found = (words: string): string[] =>
    searchReference(reference, words).groups.flatMap(({ operations }) => operations.map(({ id }) => id));

  test('finds all words, in addresses, descriptions and the names of fields', () => {
    assert.deepEqual(['loans', 'READER one', 'vault', 'request-key', 'books pages', 'get', ''].map(found), [
      ['lendBook'],
      ['lendBook'],
      ['getBook'],
      ['lendBook'],
      ['getBook', 'listShelves'],
      ['getBook', 'listShelves'],
      ['lendBook', 'getBook', 'listShelves'],
    ]);
  });

  test('finds nothing where one of the words is nowhere', () =>
    assert.deepEqual(searchReference(reference, 'loans dragons').groups, []));
});
