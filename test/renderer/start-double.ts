/// <reference types="vite/client" />
import { createPageDouble } from './page-double.ts';
import { isScene } from './scenes.ts';

// The page's own entry runs after this module: by then the bridge must stand where the preload would have put it.
const query = new URLSearchParams(location.search);
const wanted = query.get('scene') ?? 'visit';
const bridge = createPageDouble(isScene(wanted) ? wanted : 'visit', Number(query.get('pace') ?? '250'));
Object.defineProperty(window, 'rounds', { value: bridge });
await import('../../renderer/main.tsx');
