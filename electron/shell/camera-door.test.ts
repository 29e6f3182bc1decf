import { expect, test } from 'vitest';
import { createCameraDoor } from './camera-door.ts';

const ours = 'app://rounds/';

function door() {
  const clock = { nowMs: 0, asked: 0 };
  const askSystem = async () => {
    clock.asked += 1;
  };
  return { clock, door: createCameraDoor({ askSystem, now: () => clock.nowMs }) };
}

test('nobody gets a camera before a scan, after it, or from another page', async () => {
  const { door: camera } = door();
  expect(camera.admits(ours)).toBe(false);
  await camera.open();
  expect(camera.admits(ours)).toBe(true);
  for (const other of ['app://evil/', 'https://example.org/', 'about:blank', '', 'app://rounds.evil/'])
    expect(camera.admits(other)).toBe(false);
  camera.close();
  expect(camera.admits(ours)).toBe(false);
});

test('a scan that nobody ended is over after three minutes', async () => {
  const { door: camera, clock } = door();
  await camera.open();
  clock.nowMs = 179_999;
  expect(camera.admits(ours)).toBe(true);
  clock.nowMs = 180_000;
  expect(camera.admits(ours)).toBe(false);
});

test('the system is asked with each scan', async () => {
  const { door: camera, clock } = door();
  await camera.open();
  await camera.open();
  expect(clock.asked).toBe(2);
});
