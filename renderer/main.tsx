/** Where the page begins: builds the clients over the bridge and draws the frame. Waits for nothing. */
import { createRoot } from 'react-dom/client';
import type { RoundsBridge } from '../shared/contract/shell-contract.ts';
import { createEngineClient } from './api/engine-client.ts';
import { createQueryClient, keepFresh } from './api/keep-fresh.ts';
import { ServicesProvider } from './api/services.tsx';
import { createShellClient } from './api/shell-client.ts';
import { App } from './app/app.tsx';
import './ui/fonts.css';
import './ui/tokens.css';
import './ui/base.css';

declare global {
  interface Window {
    readonly rounds: RoundsBridge;
  }
}

const services = {
  engine: createEngineClient(window.rounds.engine),
  shell: createShellClient(window.rounds.shell),
};
const queries = createQueryClient(services.engine);
keepFresh(services.engine, queries);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no root');
createRoot(root).render(
  <ServicesProvider services={services} queries={queries}>
    <App />
  </ServicesProvider>,
);
