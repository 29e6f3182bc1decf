/** Which machine printed what on the serial ports of this laptop. A cable is moved from one machine to the next. */
import type { Identities } from './identities.ts';
import { addTo, only } from './identities.ts';
import type { PlaceOwners } from './place-owners.ts';
import type { Reading } from './read-sightings.ts';
import { groupBy } from './shared-ids.ts';

/**
 * By the certificate that it printed and showed on the network, else by the ids that it printed. Lines that tell
 * nothing are of the machine that printed before them; a certificate that nobody knows is of a machine of its own.
 */
export function consoleOwners(
  readings: readonly Reading[],
  identities: Identities,
  owners: PlaceOwners,
): (reading: Reading) => string {
  const anonymous = new Map<string, Set<string>>();
  for (const reading of readings)
    if (reading.speaks === 'wire' && reading.certificate !== null && identities.of(reading) === null)
      addTo(anonymous, reading.certificate, owners.anonymousAt(reading.place));
  const printed = new Map<Reading, string>();
  const ports = groupBy(readings, ({ sighting }) =>
    sighting.source === 'console' ? sighting.address : null,
  );
  for (const [path, onPort] of ports) {
    const ownerOf = ({ certificate }: Reading): string | null =>
      certificate === null ? null : only(anonymous.get(certificate));
    const known = (reading: Reading): string | null => identities.of(reading) ?? ownerOf(reading);
    const newest = onPort.find((reading) => reading.certificate !== null && known(reading) === null);
    let before = `console:${path}`;
    for (const reading of [...onPort].reverse()) {
      const { certificate } = reading;
      // Before the newest unknown certificate another one may have been another machine's.
      const unknown =
        certificate === newest?.certificate ? `console:${path}` : `console:${path} ${certificate}`;
      before = known(reading) ?? (certificate === null ? before : unknown);
      printed.set(reading, before);
    }
  }
  return (reading) => printed.get(reading) ?? `console:${reading.sighting.address}`;
}
