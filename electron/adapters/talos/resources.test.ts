import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { ResourceSchema } from './gen/cosi_resource_pb.js';
import { readResource } from './resources.ts';

const resource = (yamlSpec: string) =>
  create(ResourceSchema, {
    metadata: { namespace: 'network', type: 'X.net.talos.dev', id: 'eth0\u001b[2J', version: '3' },
    spec: { yamlSpec },
  });
const codeOf = (yamlSpec: string): unknown => {
  try {
    return readResource(resource(yamlSpec), 'a');
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
};

test('a resource has its YAML parsed and every text in it cleaned', () => {
  expect(
    readResource(resource('name: "a\\u0007b\\u202e"\nlist: ["x\\ty"]\nsize: 7\nup: true\n'), 'a'),
  ).toEqual({
    namespace: 'network',
    type: 'X.net.talos.dev',
    id: 'eth0',
    version: '3',
    spec: { name: 'ab', list: ['x\ty'], size: 7, up: true },
  });
});

test('a spec that is one scalar, and one that is empty, are taken as they are', () => {
  expect(readResource(resource('controlplane\n'), 'a').spec).toBe('controlplane');
  expect(readResource(resource(''), 'a').spec).toBeNull();
});

test.each([
  ['is no YAML', 'a: [1, 2\nb: }', 'NODE-003 node-not-talos'],
  ['is nested deeper than any stack', '['.repeat(200_000), 'NODE-003 node-not-talos'],
  ['is larger than a resource can be', `a: ${'x'.repeat(1_100_000)}`, 'NODE-004 node-answer-too-large'],
])('a spec that %s is refused', (_name, yaml, code) => {
  expect(codeOf(yaml)).toBe(code);
});

test('a spec whose aliases would unfold without end is refused instead of unfolded', () => {
  const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 12; level += 1) {
    bomb.push(
      `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  }
  expect(codeOf(bomb.join('\n'))).toBe('NODE-003 node-not-talos');
});
