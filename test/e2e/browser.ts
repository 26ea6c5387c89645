import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** A real browser, and what a person with other eyes or other means would ask of a page. */

const { source: axe } = createRequire(import.meta.url)('axe-core') as { source: string };

const places = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const found = places.find((path) => path !== undefined && existsSync(path));

/** Why the tests of the page are left out here, or nothing. Under CI a missing browser fails them. */
export const noBrowser =
  found === undefined && !process.env['CI'] ? 'no Chromium at CHROMIUM_PATH or in /usr/bin' : undefined;

export async function launch(): Promise<Browser> {
  if (found === undefined) throw new Error('Chromium is missing: install it, or set CHROMIUM_PATH');
  return chromium.launch({ executablePath: found, args: ['--no-sandbox', '--disable-gpu'] });
}

export interface Visit {
  readonly page: Page;
  /** Errors on the console and exceptions so far. */
  readonly errors: readonly string[];
}

/** A tab of its own, with storage of its own. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      errors.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(url);
  return { page, errors };
}

/** What axe has against the page as it stands: rule and elements. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, where the page's policy does not reach.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run;
    const { violations } = await run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

const screenshots = fileURLToPath(new URL('./screenshots/', import.meta.url));

export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: `${screenshots}${name}.png`, fullPage: true });
}

/** How far everything has jumped that nobody moved: the sum of Chromium's layout shifts. */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const shifts = list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[];
          resolve(shifts.filter((shift) => !shift.hadRecentInput).reduce((sum, { value }) => sum + value, 0));
        }).observe({ type: 'layout-shift' as 'mark', buffered: true });
        setTimeout(() => resolve(0), 300);
      }),
  );
}
