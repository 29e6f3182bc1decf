import { expect, test } from 'vitest';
import { interceptionVendor } from './interception-vendor.ts';

test.each([
  ['C=US, O=Fortinet, OU=Certificate Authority, CN=FGT60F, emailAddress=support@fortinet.com', 'Fortinet'],
  ['CN=Zscaler Intermediate Root CA (zscaler.net), O=Zscaler Inc.', 'Zscaler'],
  ['O=mitmproxy, CN=mitmproxy', 'mitmproxy'],
  ['CN=PaloAlto Forward Trust', 'Palo Alto Networks'],
  ['O=Sophos, CN=Sophos SSL CA', 'Sophos'],
  ['O=St. Anna Hospital, CN=Proxy CA', null],
  ['O=San Francisco Clinic, CN=CA', null],
])('the issuer "%s" is taken for %s', (issuer, vendor) => {
  expect(interceptionVendor(issuer, 'CN=registry.backend.example')).toBe(vendor);
});

test('the subject names the maker when the issuer does not', () => {
  expect(interceptionVendor('CN=CA', 'O=SonicWall')).toBe('SonicWall');
});
