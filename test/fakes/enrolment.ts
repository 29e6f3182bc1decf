import type { Enrolment } from '../../shared/domain/sites/pack.ts';

/** An enrolment as a region hands it out; tests change what they are about. */
export function someEnrolment(change: Partial<Enrolment> = {}): Enrolment {
  return {
    format: 'rounds-enrolment/1',
    region: 'eu-1',
    consoleUrl: 'https://127.77.0.2:8443',
    consoleCa: '-----BEGIN CERTIFICATE-----\nbm90IHJlYWQgaW4gdGhpcyB0ZXN0\n-----END CERTIFICATE-----\n',
    packKey: 'RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3',
    device: { id: 'laptop-1', token: 'token-of-laptop-1' },
    engineer: 'Ada Example',
    site: 'st-example',
    ...change,
  };
}
