import type { HospitalAddresses } from '../addresses.ts';
import { type LabEndpoint, startEndpoint } from '../backend/start-endpoint.ts';
import type { Keep } from '../parts.ts';
import type { SiteTrust } from '../site-trust.ts';
import { type LabDnsServer, startDnsServer } from './dns-server.ts';
import { type LabNtpServer, startNtpServer } from './ntp-server.ts';

/** What a hospital's network offers to everyone on it, and the backend behind it. */
export interface SiteServices {
  readonly dns: readonly LabDnsServer[];
  readonly ntp: readonly LabNtpServer[];
  readonly endpoints: readonly LabEndpoint[];
}

/** Starts name servers, time servers and backend endpoints; `keep` is told of each, so that it is stopped later. */
export async function startSiteServices(
  addresses: HospitalAddresses,
  trust: SiteTrust,
  keep: Keep,
): Promise<SiteServices> {
  const hosts = new Map(addresses.endpoints.map(({ host, address }) => [host, [address]]));
  const [dns, ntp, endpoints] = await Promise.all([
    Promise.all(addresses.dns.map((place) => keep(startDnsServer(place, hosts)))),
    Promise.all(addresses.ntp.map((place) => keep(startNtpServer(place)))),
    Promise.all(
      addresses.endpoints.map(({ name, address, port }) =>
        keep(
          startEndpoint({
            name,
            place: { address, port },
            certificate: certificateOf(trust.endpoints, name),
            intercepted: certificateOf(trust.intercepted, name),
          }),
        ),
      ),
    ),
  ]);
  return { dns, ntp, endpoints };
}

function certificateOf<T>(certificates: ReadonlyMap<string, T>, name: string): T {
  const certificate = certificates.get(name);
  if (certificate === undefined) throw new Error(`no certificate was made for ${name}`);
  return certificate;
}
