import { expect, test } from 'vitest';
import { readCommand } from './options.ts';
import { UsageError, usageOf, usageOfAll } from './usage.ts';
import { verbList } from './verb-list.ts';

const env = { XDG_DATA_HOME: '/home/ada/data' };
const read = (line: string) => readCommand(line.split(' ').filter(Boolean), env);
const complaint = (line: string): string => {
  try {
    read(line);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'none';
};

test('a verb of two words is found before its words are counted', () => {
  expect(read('pack verify /tmp/pack.json --json')).toMatchObject({
    kind: 'run',
    verb: { name: 'pack verify' },
    json: true,
    options: { words: ['/tmp/pack.json'] },
  });
});

test('what is not typed has one meaning', () => {
  expect(read('find')).toMatchObject({
    options: {
      dataDir: '/home/ada/data/rounds-cli',
      keyFile: null,
      enrolment: null,
      interfaces: null,
      mdnsPort: null,
      addresses: [],
      sweep: null,
      forMs: null,
      watch: false,
      rancher: null,
    },
  });
});

test('who allowed a wide sweep is read whole', () => {
  expect(read('find --sweep 10.0.0.0/18 --reference CHG-7 --confirm 10.0.0.0/18')).toMatchObject({
    options: { sweep: '10.0.0.0/18', authority: { reference: 'CHG-7', typedRange: '10.0.0.0/18' } },
  });
  expect(read('sweeps --export op-1 --out log.csv')).toMatchObject({
    options: { export: 'op-1', out: 'log.csv', authority: null },
  });
});

test("the demo's folder is not the real one", () => {
  expect(read('status --demo')).toMatchObject({ options: { dataDir: '/home/ada/data/rounds-cli-demo' } });
});

test.each([
  ['', 'a verb is missing'],
  ['sttus', 'there is no verb "sttus"'],
  ['pack', 'there is no verb "pack", but "pack verify"'],
  ['enrol', 'enrol needs FILE'],
  ['status now', '"now" is too much for status'],
  ['provision A B', '"B" is too much for provision'],
  ['status --sweep 10.0.0.0/24', 'status takes no --sweep'],
  ['find --for soon', '--for takes a number from 0.1 to 3600, not "soon"'],
  ['find --for 0', '--for takes a number from 0.1 to 3600, not "0"'],
  ['find --for=', '--for takes a number from 0.1 to 3600, not ""'],
  ['find --mdns-port 70000', '--mdns-port takes a number from 1 to 65535, not "70000"'],
  [
    'find --rancher http://r.example --token-file t',
    '--rancher takes an https address, not "http://r.example"',
  ],
  ['find --rancher https://r.example', '--rancher needs --token-file FILE'],
  ['find --ca-file ca.pem', '--token-file and --ca-file belong to --rancher URL'],
  [
    'find --sweep 10.0.0.0/18 --reference CHG-7',
    '--reference TEXT and --confirm CIDR go together, with --sweep CIDR',
  ],
  [
    'find --reference CHG-7 --confirm 10.0.0.0/18',
    '--reference TEXT and --confirm CIDR go together, with --sweep CIDR',
  ],
  ['provision A --apply 1234', '--apply takes the hash of a plan, 64 hex characters'],
  ['find --bogus', "Unknown option '--bogus'"],
  ['find --sweep', "Option '--sweep <value>' argument missing"],
])('%s: %s', (line, message) => {
  expect(complaint(line)).toBe(message);
});

test('help and version need nothing else to be right', () => {
  expect(read('--help')).toEqual({ kind: 'help', verb: null });
  expect(read('provision --help')).toMatchObject({ kind: 'help', verb: { name: 'provision' } });
  expect(read('--version')).toEqual({ kind: 'version' });
});

test('every verb and every option of it stands in the usage', () => {
  const all = usageOfAll(verbList);
  for (const verb of verbList) {
    expect(all).toContain(`rounds ${verb.name}`);
    for (const word of [...verb.words, ...verb.options.map((option) => `--${option}`)])
      expect(usageOf(verb)).toContain(word);
  }
  // A terminal of 100 columns is the narrowest that people still have.
  expect(all.split('\n').filter((line) => line.length > 104)).toEqual([]);
});
