/** What really went over a wire: recorded by tcpdump, read by tshark. */
import { join } from 'node:path';
import type { Lan } from './create-lan.ts';
import type { Host } from './host.ts';
import { runCommand } from './program.ts';

export interface PacketWatch {
  /** Ends the recording. */
  end(): Promise<Recording>;
}
export interface Recording {
  /** How many packets a display filter of Wireshark fits. */
  count(filter: string): Promise<number>;
  /** The fields of each packet that it fits, in order; a packet lacks a field: ''. */
  fields(filter: string, names: readonly string[]): Promise<readonly (readonly string[])[]>;
}

const READ_LIMIT_MS = 60_000;

/** Records from now on. `direction` is seen from the host; `filter` in pcap's language keeps the file small. */
export async function watchPackets(
  { folder }: Lan,
  host: Host,
  { direction = 'inout', filter = '', name = 'eth0' }: WatchOptions = {},
): Promise<PacketWatch> {
  const path = join(folder, `${host.name}-${name}-${Date.now()}.pcap`);
  const dump = ['tcpdump', '-i', name, '-Q', direction, '-n', '-U', '-Z', 'root', '-B', '16384', '-w', path];
  const program = host.start('tcpdump', [...dump, ...filter.split(' ').filter((word) => word !== '')]);
  await program.until(/listening on/, 5_000);
  return {
    end: async () => {
      await program.stop();
      return readRecording(path);
    },
  };
}
export interface WatchOptions {
  readonly direction?: 'in' | 'out' | 'inout';
  readonly filter?: string;
  readonly name?: string;
}

function readRecording(path: string): Recording {
  const fields = async (filter: string, names: readonly string[]) => {
    const wanted = names.flatMap((name) => ['-e', name]);
    const args = ['-n', '-r', path, '-Y', filter, '-T', 'fields', ...wanted];
    const text = await runCommand('tshark', args, READ_LIMIT_MS);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t'));
  };
  return { fields, count: async (filter) => (await fields(filter, ['frame.number'])).length };
}
