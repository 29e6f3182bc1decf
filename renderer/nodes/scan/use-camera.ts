import { type RefObject, useEffect, useState } from 'react';
import type { ShellClient } from '../../../shared/contract/shell-contract.ts';
import { useServices } from '../../api/services.tsx';
import type { ScanAnswer, ScanPicture } from './scan-messages.ts';

/** `none`: there is no camera. `forbidden`: the system says no. `busy`: another program has it. */
export type CameraState = 'starting' | 'looking' | 'none' | 'forbidden' | 'busy' | 'broken';

/** Pause between two pictures: a hand needs longer than this to hold still. */
const betweenPicturesMs = 120;

/**
 * Shows the camera in `video` while the component is there, and tells every code that it reads. Pictures go to the
 * reader and nowhere else. The camera is stopped with the component, and when `onCodes` says that it has what it wants.
 */
export function useCamera(
  video: RefObject<HTMLVideoElement | null>,
  onCodes: (texts: readonly string[]) => 'enough' | 'go-on',
): CameraState {
  const { shell } = useServices();
  const [state, setState] = useState<CameraState>('starting');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the camera starts once; a new callback must not restart it.
  useEffect(() => {
    const scan = startScan({ shell, video, onCodes, onState: setState });
    return scan.stop;
  }, []);
  return state;
}

interface ScanPorts {
  readonly shell: ShellClient;
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly onCodes: (texts: readonly string[]) => 'enough' | 'go-on';
  readonly onState: (state: CameraState) => void;
}

function startScan({ shell, video, onCodes, onState }: ScanPorts): { readonly stop: () => void } {
  const ending = new AbortController();
  const { signal } = ending;
  const stop = () => ending.abort();

  async function start(): Promise<void> {
    await shell.setScanning({ isScanning: true });
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    const release = () => {
      for (const track of stream.getTracks()) track.stop();
      if (video.current !== null) video.current.srcObject = null;
    };
    if (signal.aborted || video.current === null) return release();
    signal.addEventListener('abort', release);
    video.current.srcObject = stream;
    await video.current.play();
    if (!signal.aborted) look(video.current);
  }

  function look(element: HTMLVideoElement): void {
    const worker = new Worker(new URL('./scan-worker.ts', import.meta.url), { type: 'module' });
    signal.addEventListener('abort', () => worker.terminate());
    const next = async () => {
      if (signal.aborted) return;
      const picture = await createImageBitmap(element);
      worker.postMessage({ picture } satisfies ScanPicture, [picture]);
    };
    worker.addEventListener('error', () => onState('broken'));
    worker.addEventListener('message', ({ data }: MessageEvent<ScanAnswer>) => {
      if (signal.aborted) return;
      if ('isBroken' in data) onState('broken');
      else if (data.texts.length > 0 && onCodes(data.texts) === 'enough') stop();
      else setTimeout(() => void next(), betweenPicturesMs);
    });
    onState('looking');
    void next();
  }

  signal.addEventListener('abort', () => void shell.setScanning({ isScanning: false }));
  start().catch((error: unknown) => {
    if (!signal.aborted) onState(whyNot(error));
  });
  return { stop };
}

/** Names of the camera's refusals by the Media Capture standard, §10.2. */
function whyNot(error: unknown): CameraState {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return name === 'NotAllowedError' || name === 'SecurityError' ? 'forbidden' : 'broken';
}
