import { expect, test } from 'vitest';
import { claimsOfInstance, NODE_SERVICE_TYPE } from './mdns-claims.ts';

const uuid = '4c4c4544-0042-3510-8051-b7c04f4a3131';
const claims = (txt: Readonly<Record<string, string>>, change = {}) =>
  claimsOfInstance({
    ...{ name: `node.${NODE_SERVICE_TYPE}`, interfaceName: 'eth0', hostname: 'talos-1.local' },
    ...{ addresses: ['10.20.4.11'], port: 50_000, txt, ...change },
  });

test('a beacon claims what its text says, cleaned', () => {
  expect(claims({ id: uuid.toUpperCase(), ver: 'v1.13.9', stage: 'maintenance', fp: 'AbCd1234' })).toEqual({
    ...{ hostname: 'talos-1', uuid, talosVersion: 'v1.13.9', stage: 'maintenance', fingerprint: 'AbCd1234' },
  });
  expect(claims({}, { addresses: ['10.20.4.11', 'fe80::1%eth0'] })).toEqual({
    ...{ hostname: 'talos-1', addresses: ['10.20.4.11', 'fe80::1%eth0'] },
  });
});

test('SideroLink is claimed only by a clear yes', () => {
  const said = ['1', 'true', 'YES', '0', 'false', '', '11', '<1>'].map((siderolink) =>
    claims({ siderolink }),
  );
  expect(said.map(({ siderolink }) => siderolink === true)).toEqual([
    ...[true, true, true, false, false, false, false, false],
  ]);
});

test('what is no id and no fingerprint is left out, and text cannot turn or hide', () => {
  expect(
    claims({ id: '00000000-0000-0000-0000-000000000000', fp: 'a b', stage: '\u202emain', ver: '<b>' }),
  ).toEqual({ hostname: 'talos-1', stage: '\uFFFDmain', talosVersion: '‹b›' });
});
