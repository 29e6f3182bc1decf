import { expect, test } from 'vitest';
import { createFakeRecordings } from '../../test/fakes/serial/fake-recordings.ts';
import { createRecording } from './recording.ts';

test('a recording that is full takes no more, and what it has stays whole', async () => {
  const store = createFakeRecordings();
  const recording = createRecording(await store.create('site', 'a.log'), 100);
  const line = (text: string) => ({ atMs: 0, kind: 'in' as const, text });
  expect([
    recording.add(line('x'.repeat(60))),
    recording.add(line('y'.repeat(60))),
    recording.add(line('z')),
  ]).toEqual([true, false, false]);
  const { sizeBytes, lines } = await recording.close();
  expect([recording.isFull, lines, sizeBytes]).toEqual([true, 1, store.files.get('site/a.log')?.length]);
});
