/** Where the page begins: builds the clients and draws the frame. Waits for nothing. */
import { createRoot } from 'react-dom/client';
import { createServices } from './api/create-services.ts';
import { ServicesProvider } from './api/services.tsx';
import { App } from './app/app.tsx';
import './ui/fonts.css';
import './ui/tokens.css';
import './ui/base.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no root');
createRoot(root).render(
  <ServicesProvider {...createServices()}>
    <App />
  </ServicesProvider>,
);
