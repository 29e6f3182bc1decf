import { expect, test } from 'vitest';
import { createRedactor } from './redactor.ts';

const redactor = createRedactor({ key: new Uint8Array(32), known: [] });
const clean = (text: string) => redactor.redact(text, 'text').text;

const HL7 = [
  'MSH|^~\\&|ANALYZER|LAB|LIS|HOSPITAL|20261124103000||ORU^R01|MSG00042|P|2.5.1',
  'PID|1||4711081^^^HOSP^MR||Muster^Hanna^Maria^^Frau||19610203|F|||Seestrasse 12^^Zürich^^8002^CH||+41441234567',
  'NK1|1|Muster^Peter|SPO',
  'OBR|1|ORD-99|ACC-2026-4711|718-7^Hemoglobin^LN|||20261124101500',
  'OBX|1|NM|718-7^Hemoglobin^LN||13.9|g/dL|12-16|N|||F|||20261124102900||Dr. Meier',
  'NTE|1||Patient was fasting, called Mrs. Muster',
  'ZPI|1|Dr. Meier|insured Muster Hanna',
  'ERR||PID^1^5|101^Required field missing|E|||value Muster is wrong|tell Hanna',
];
const persons = [
  'Muster',
  'Hanna',
  '4711081',
  '1961',
  'Seestrasse',
  'Zürich',
  '8002',
  '441234567',
  'Peter',
  'ORD-99',
  'ACC-2026-4711',
  '13.9',
  'Meier',
  'fasting',
  'insured',
  'HOSPITAL',
];
const gone = (output: string) => expect(persons.filter((person) => output.includes(person))).toEqual([]);

test.each<[string, string]>([
  ['one segment a line', HL7.join('\n')],
  ['with carriage returns', HL7.join('\r')],
  ['framed by MLLP', `\u000b${HL7.join('\r')}\u001c\r`],
  ['in a log line', `2026-11-24 INFO received ${HL7.join('\\r')} from 10.20.4.50`],
  ['in JSON', JSON.stringify({ level: 'debug', message: HL7.join('\r') })],
  ['in JSON in JSON', JSON.stringify({ log: JSON.stringify({ message: HL7.join('\r') }) })],
  ['in base64', `payload=${Buffer.from(HL7.join('\r')).toString('base64')}`],
  ['URL-encoded', `POST /hl7?m=${encodeURIComponent(HL7.join('\r'))}`],
  ['when the separators were lost', HL7.join('')],
  ['a patient segment alone', HL7.slice(1).join('\n')],
])('a patient in HL7 does not leave, %s', (_how, text) => {
  gone(clean(text));
  expect(redactor.leaksIn(clean(text), 'text')).toEqual([]);
});

test('what an engineer needs of a message stays', () => {
  expect(clean(HL7.join('\n')).split('\n')).toEqual([
    'MSH|^~\\&|xxxxxxxx|xxxx|xxxx|xxxxxxxx|20261124103000||ORU^R01|xxxxxxxx|P|2.5.1',
    'PID|9||99999999^^^xxxx^xx||xxxxxxxx^xxxxxxxx^xxxxxxxx^^xxxx||99999999|x|||xxxxxxxxxxxxxxxx^^xxxxxxxx^^9999^xx||9999999999999999',
    'NK1|9|xxxxxxxx^xxxxxxxx|xxxx',
    'OBR|9|xxxxxxxx|xxxxxxxxxxxxxxxx|99999999^xxxxxxxxxxxxxxxx^xx|||9999999999999999',
    'OBX|9|NM|718-7^Hemoglobin^LN||9999|g/dL|99999999|x|||F|||9999999999999999||xxxxxxxxxxxxxxxx',
    'NTE|9||xxxxxxxxxxxxxxxx',
    'ZPI|9|xxxxxxxxxxxxxxxx|xxxxxxxxxxxxxxxx',
    'ERR||PID^1^5|101^Required field missing|E|||xxxxxxxxxxxxxxxx|xxxxxxxxxxxxxxxx',
  ]);
});

test('a patient in ASTM does not leave, and the results keep their tests and units', () => {
  const frames = [
    'H|\\^&|||ANALYZER^1.0|||||||P|LIS2-A2|20261124103000',
    '2P|1||4711081||Muster^Hanna||19610203|F',
    'O|1|ACC-2026-4711||^^^GLU',
    '4R|1|^^^GLU|5.6|mmol/L||N||F|||20261124',
    'C|1|I|called Mrs. Muster',
    'L|1|N',
  ];
  const output = clean(frames.join('\n'));
  gone(output);
  expect(output).toContain('H|\\^&|');
  expect(output).toContain('4R|1|^^^GLU|9999|mmol/L||x||F');
  expect(redactor.leaksIn(output, 'text')).toEqual([]);
});

const patient = {
  resourceType: 'Patient',
  id: '4711081',
  identifier: [{ system: 'urn:oid:1.2', value: '4711081' }],
  name: [{ family: 'Muster', given: ['Hanna'] }],
  birthDate: '1961-02-03',
  address: [{ line: ['Seestrasse 12'], city: 'Zürich', postalCode: '8002' }],
  text: { status: 'generated', div: '<div>Hanna Muster</div>' },
};
test.each<[string, string]>([
  ['on one line', JSON.stringify(patient)],
  ['printed', JSON.stringify(patient, null, 2)],
  ['in a log line', `response 200 ${JSON.stringify(patient)} in 12ms`],
  ['in a JSON log', JSON.stringify({ level: 'info', body: JSON.stringify(patient) })],
  [
    'in a bundle',
    JSON.stringify({ resourceType: 'Bundle', type: 'searchset', total: 1, entry: [{ resource: patient }] }),
  ],
  ['as YAML', 'resourceType: Patient\nname: Muster'.replace('resourceType', 'kind: x\nresourceType')],
  [
    'as XML',
    '<Patient xmlns="http://hl7.org/fhir"><name><family value="Muster"/><given value="Hanna"/></name><birthDate value="1961-02-03"/></Patient>',
  ],
])('a patient in FHIR does not leave, %s', (_how, text) => {
  const output = clean(text);
  gone(output);
  expect(redactor.leaksIn(output, 'text')).toEqual([]);
});

test('an outcome of FHIR keeps what went wrong', () => {
  const outcome = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'not-found', diagnostics: 'Patient Muster is not known' }],
  };
  const { text } = redactor.redact(JSON.stringify(outcome), 'json');
  expect(text).toContain('"code": "not-found"');
  expect(text).not.toContain('Muster');
});

test.each<[string, string, string]>([
  ['names with carets', 'order for MUSTER^HANNA^M failed', 'MUSTER'],
  ['a record number', 'no result for MRN: 4711081 yet', '4711081'],
  ['a record number in German', 'Pat.-Nr. = 4711081 unbekannt', '4711081'],
  ['a specimen', 'sample_id="ACC-2026-4711" rejected', 'ACC-2026-4711'],
  ['a path', 'GET /fhir/Patient/4711081 404', '4711081'],
  ['a query', 'GET /fhir?identifier=urn:x|4711081&_count=1', '4711081'],
  ['a date of birth', 'birthDate: 1961-02-03 differs', '1961'],
  ['an e-mail address', 'mail to hanna.muster@hospital.example bounced', 'hanna'],
  ['POCT1-A', '<PT.patient_id V="4711081"/>', '4711081'],
])('%s in a sentence', (_what, text, person) => {
  expect(clean(text)).not.toContain(person);
  expect(clean(text)).toContain('⟦');
});

test('a table with bars is not a message', () => {
  const table = 'NAME | READY | STATUS\nlab-edge-01 | True | Running\n| a | b |\nx|y|z';
  expect(clean(table)).toBe(table);
});
