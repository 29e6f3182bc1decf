/**
 * A visit as a person does it: every act by the name on its button, every wait by a word on the screen. The names
 * come from the catalogue, so a better word does not break a test.
 */
import type { Locator, Page } from 'playwright';
import type { Failure } from '../../../shared/failure/failure.ts';
import { words } from '../../../shared/words/words.ts';

export type Place = 'visit' | 'nodes' | 'checks' | 'serial' | 'bundle' | 'ledger' | 'setup';

/** What the person reads off one machine. */
export interface Machine {
  readonly label: string;
  readonly serial: string;
  /** As the console of the machine prints it. */
  readonly fingerprint: string;
}

/** A running app in the hands of a person. Limits are of the simulated site, whose installs take seconds. */
export function createVisit(page: Page) {
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const link = (name: string): Locator => page.getByRole('link', { name, exact: true });
  const place = async (name: Place): Promise<void> => {
    await page
      .getByRole('navigation', { name: words('frame.rail.name') })
      .getByRole('link', { name: words(`frame.rail.${name}`) })
      .click();
  };
  const title = (text: string): Locator => page.getByRole('heading', { level: 1, name: text, exact: true });
  return {
    page,
    button,
    link,
    place,
    title,
    /** The card of a failure, found by the sentence that says what happened. */
    failure: ({ code, facts }: Failure): Locator =>
      page.getByRole('main').getByRole('region', { name: words(`failure.${code}.what`, { ...facts }) }),
    /** What is wider than its place, so that a person would have to scroll sideways: empty for a good screen. */
    overflow: (): Promise<readonly string[]> =>
      page.evaluate(() =>
        [document.documentElement, document.querySelector('main')].flatMap((element) =>
          element === null || element.scrollWidth <= element.clientWidth
            ? []
            : [`${element.localName} ${element.scrollWidth} > ${element.clientWidth}`],
        ),
      ),
    ...prepareActs({ page, button, place, title, link }),
    ...nodeActs({ page, button, place, title, link }),
    ...provisionActs({ page, button, place, title, link }),
    ...handoverActs({ page, button, place, title, link }),
  };
}
export type Visit = ReturnType<typeof createVisit>;

interface Hands {
  readonly page: Page;
  button(name: string): Locator;
  link(name: string): Locator;
  place(name: Place): Promise<void>;
  title(text: string): Locator;
}

function prepareActs({ page, place, title }: Hands) {
  return {
    /** Opens "Ready for this visit" from the task list. */
    openReady: async (): Promise<void> => {
      await place('visit');
      await page
        .getByRole('link', { name: new RegExp(`: ${words('sites.taskTitle.ready')}$`) })
        .first()
        .click();
    },
    prepare: async (): Promise<void> => {
      const act = page.getByRole('button', {
        name: new RegExp(`^(${words('sites.ready.act.prepare')}|${words('sites.ready.act.again')})$`),
      });
      await act.click();
      await title(words('sites.ready.title')).waitFor();
    },
    /** Presses the act that begins to prepare, and waits for nothing. */
    begin: (act: 'sites.ready.act.prepare' | 'sites.ready.act.again'): Promise<void> =>
      page.getByRole('button', { name: words(act), exact: true }).click(),
  };
}

function nodeActs({ page, button, place, title, link }: Hands) {
  return {
    /** Waits until so many machines can be identified. */
    waitForNodes: async (count: number): Promise<void> => {
      const acts = page.getByRole('link', { name: /^(Identify|Provision|Watch|Continue with|Look at) / });
      await acts.nth(count - 1).waitFor();
    },
    /** The card of a machine in the list, by something that only this one shows. */
    card: (shown: string): Locator => page.getByRole('listitem').filter({ hasText: shown }),
    typeAddress: async (address: string): Promise<void> => {
      await page.getByLabel(words('discovery.typed.label')).fill(address);
      await button(words('discovery.typed.act')).click();
    },
    sweep: async (range: string): Promise<void> => {
      await button(words('discovery.sweep.act', { range })).click();
      await page.getByText(/^Sweep (done|stopped)/).waitFor();
    },
    openIdentify: async (machine: Machine): Promise<void> => {
      await place('nodes');
      const card = page.getByRole('listitem').filter({ hasText: machine.serial });
      await card.getByRole('link', { name: /^Identify / }).click();
    },
    readIdentity: async ({ label, serial, fingerprint }: Machine): Promise<void> => {
      await page.getByRole('radio', { name: new RegExp(`^${label}`) }).check({ force: true });
      await page.getByLabel(words('identify.label')).fill(serial);
      // Where a console is connected the person says first that they read it by eye.
      const field = page.getByRole('textbox', { name: words('identify.console'), exact: true });
      const hand = page.getByRole('radio', { name: words('identify.console.hand') });
      await hand.or(field).first().waitFor();
      const isOffered = (await hand.count()) > 0;
      if (isOffered) await hand.check({ force: true });
      await page
        .getByLabel(words(isOffered ? 'identify.console.typed' : 'identify.console'), { exact: true })
        .fill(fingerprint);
    },
    /** The row of the comparison for the serial number or the fingerprint. */
    agreement: (row: 'serial' | 'fingerprint'): Locator =>
      page
        .getByRole('table', { name: words('identify.compare') })
        .getByRole('row')
        .filter({ has: page.getByRole('rowheader', { name: words(`identify.row.${row}`), exact: true }) }),
    confirmIdentity: async ({ label }: Machine): Promise<void> => {
      await button(words('identify.act', { label })).click();
      await page.getByText(words('identify.done', { label })).first().waitFor();
    },
    /** Runs the checks from the laptop, or from a node by its label, and waits for the last of them. */
    check: async (from: string | null): Promise<void> => {
      await place('checks');
      await title(words('checks.title')).waitFor();
      if (from !== null) await page.getByRole('radio', { name: from }).check({ force: true });
      const act = button(
        from === null ? words('checks.act.laptop') : words('checks.act.node', { name: from }),
      );
      await act.click();
      await button(words('checks.act.stop')).waitFor({ state: 'detached' });
      await act.waitFor();
    },
    openProvision: async (label: string): Promise<void> => {
      await place('visit');
      // Until the list of nodes is here, a planned node leads to that list.
      await page
        .getByRole('link', { name: new RegExp(`: ${label}$`) })
        .and(page.locator('[href$="/provision"]'))
        .first()
        .click();
      await link(words('frame.backTo', { screen: words('frame.rail.nodes') })).waitFor();
    },
  };
}

function provisionActs({ page, button, title }: Hands) {
  const waitForPlan = async (label: string): Promise<void> => {
    const act = button(words('provisioning.act.apply', { label }));
    await act.waitFor();
    await page.getByText(words('provisioning.line.dryRunYes')).waitFor();
  };
  return {
    /** Waits until the plan is there and may be applied. */
    waitForPlan,
    applyPlan: async (label: string): Promise<void> => {
      await waitForPlan(label);
      for (const tick of await page.getByRole('checkbox', { name: /^Erase what is on the disk/ }).all()) {
        await tick.check({ force: true });
      }
      await button(words('provisioning.act.apply', { label })).click();
      await title(words('provisioning.title.running', { label })).waitFor();
    },
    waitForProvisioned: async (label: string): Promise<void> => {
      await title(words('provisioning.title.done', { label })).waitFor({ timeout: 90_000 });
    },
    waitForStopped: async (label: string): Promise<void> => {
      await title(words('provisioning.title.stopped', { label })).waitFor({ timeout: 90_000 });
    },
  };
}

function handoverActs({ page, button, place }: Hands) {
  return {
    signOff: async (name: string): Promise<void> => {
      await place('visit');
      await page
        .getByRole('link', { name: new RegExp(`: ${words('sites.taskTitle.prove')}$`) })
        .first()
        .click();
      await page.getByLabel(words('sites.handover.name')).fill(name);
      await page
        .getByRole('button', {
          name: new RegExp(`^(${words('sites.handover.act')}|${words('sites.handover.act.again')})$`),
        })
        .click();
      await page.getByText(words('sites.handover.signed')).waitFor();
    },
    makeBundle: async (): Promise<void> => {
      await place('bundle');
      const before = await page.getByText(words('bundles.verified'), { exact: true }).count();
      await button(words('bundles.act.create')).click();
      await page
        .getByText(words('bundles.verified'), { exact: true })
        .nth(before)
        .waitFor({ timeout: 90_000 });
    },
    send: async (): Promise<void> => {
      await place('ledger');
      await button(words('sync.act.now')).click();
      await page.getByText(words('sync.chip.all')).first().waitFor({ timeout: 60_000 });
    },
  };
}
