import { expect, test } from 'vitest';
import { maskText } from './mask-secrets.ts';

test('a diff shows neither the given secrets nor the value of a field that holds one', () => {
  const diff = [
    '@@ -0,0 +1,6 @@',
    '+machine:',
    '+    token: k3vq2p.7hmz1x9w4t6r8s0d',
    '+    ca:',
    '+        key: LS0tLS1CRUdJTg==',
    '+    hostname: lab-edge-01',
    '-    note: before LINE-ONE-OF-PEM after',
  ].join('\n');
  expect(maskText(diff, ['LINE-ONE-OF-PEM\nLINE-TWO-OF-PEM', 'a'])).toBe(
    [
      '@@ -0,0 +1,6 @@',
      '+machine:',
      '+    token: ••••••••',
      '+    ca:',
      '+        key: ••••••••',
      '+    hostname: lab-edge-01',
      '-    note: before •••••••• after',
    ].join('\n'),
  );
});

test('of two secrets that begin alike nothing is left over', () => {
  expect(maskText('x secret-long y secret', ['secret', 'secret-long'])).toBe('x •••••••• y ••••••••');
});
