import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { call, ended, until } from '../server/client.js';
import { launch, layoutShift, noBrowser, screenshot, type Visit, violations, visit } from './browser.js';
import { type Product, startProduct } from './product.js';

const comparison = {
  relucent: 1,
  compare: {
    name: 'a few boxes',
    data: { source: 'generator', name: 'box-separable', n: 10, radius: 0.08, bias: true },
    model: { hidden: [8] },
    threat: { radius: 0.08 },
    seed: 3,
  },
  solvers: [
    { name: 'convex', options: { patterns: { method: 'sampled', draws: 40 } } },
    { name: 'gd-std', options: { epochs: 30 } },
  ],
  repeats: 2,
};

/** Trains until it is told to stop. */
const endless = {
  relucent: 1,
  name: 'endless',
  data: { source: 'generator', name: 'two-moons', n: 60, bias: true },
  solver: { name: 'gd-std', options: { epochs: 10_000_000 } },
};

describe.skipIf(noBrowser)(`the page${noBrowser ? ` (${noBrowser})` : ''}`, () => {
  let product: Product;
  let browser: Browser;
  let visited: Visit | undefined;
  /** Refusals that a test provokes: the browser names their status on the console. */
  let provoked: number[] = [];
  /** A comparison that has ended. */
  let done: string;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launch()]);
    done = await submit(comparison);
    await until(`${product.url}/v1/jobs/${done}`, ended, 30_000);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });
  afterEach(async () => {
    const errors = (visited?.errors ?? []).filter(
      (text) => !provoked.some((status) => text.startsWith('Failed to load') && text.includes(` ${status} `)),
    );
    await visited?.page.context().close();
    visited = undefined;
    provoked = [];
    expect(errors).toEqual([]);
  });

  async function submit(document: object): Promise<string> {
    const { body } = await call(`${product.url}/v1/jobs`, 'POST', document);
    return body.id;
  }

  async function open(hash: string, options = {}): Promise<Page> {
    visited = await visit(browser, `${product.url}/${hash}`, options);
    return visited.page;
  }

  async function cancelled(id: string): Promise<void> {
    await call(`${product.url}/v1/jobs/${id}/cancel`, 'POST');
    await until(`${product.url}/v1/jobs/${id}`, ended);
  }

  it('takes scripts and everything else from its own server alone', async () => {
    const answer = await call(product.url);
    const policy = answer.headers.get('content-security-policy')!;
    expect(policy).toMatch(/^default-src 'none'; script-src 'self' 'sha256-[^']+'; style-src 'self'/);
    expect(policy).not.toContain('unsafe');
    const page = await open('');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.reload();
    await page.getByRole('heading', { name: 'Jobs' }).waitFor();
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((url) => !url.startsWith(product.url) && !url.startsWith('data:'))).toEqual([]);
  });

  it('lists jobs as they change, without a reload, and cancels', async () => {
    const page = await open('#/jobs');
    await page.getByText('0 of 1 running or queued').waitFor();
    const id = await submit(endless);
    const row = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('link', { name: 'endless', exact: true }) });
    await row.getByText('running', { exact: true }).waitFor();
    await row.getByRole('progressbar', { name: 'Progress of endless' }).waitFor();
    await row.getByText(/iteration \d+ · objective/).waitFor();
    await row.getByRole('button', { name: 'Cancel endless' }).click();
    await row.getByText('cancelled', { exact: true }).waitFor();
    expect(await layoutShift(page)).toBeLessThan(0.02);
    await call(`${product.url}/v1/jobs/${id}`, 'DELETE');
  });

  it('starts from an example in the gallery', async () => {
    const page = await open('#/new');
    const gallery = page.getByRole('navigation', { name: 'Examples' });
    await gallery.getByRole('link', { name: /Few inputs to each neuron/ }).click();
    await expect.poll(() => textOf(page)).toContain('group-lasso');
    const example = JSON.parse(
      readFileSync(new URL('../../examples/sparse-inputs.json', import.meta.url), 'utf8'),
    );
    expect(JSON.parse(await textOf(page))).toEqual(example);
    await page.getByText('This can be run.').waitFor();
    await page.getByRole('button', { name: 'Start the job' }).click();
    await page.getByRole('heading', { level: 1, name: 'Few inputs to each neuron' }).waitFor();
    const id = page.url().split('/').at(-1)!;
    const { body } = await call(`${product.url}/v1/jobs/${id}`);
    expect(body.name).toBe(example.name);
    await page.getByRole('img', { name: /ladder/i }).waitFor();
    await call(`${product.url}/v1/jobs/${id}`, 'DELETE');
  });

  it('says what is wrong with a pasted document, at its place', async () => {
    provoked = [422];
    const page = await open('#/new');
    const area = page.getByRole('textbox', { name: 'Document' });
    await area.fill('{ "relucent": 1, ');
    await page.getByText(/This is not JSON/).waitFor();
    await area.fill(
      JSON.stringify({
        relucent: 1,
        data: { source: 'generator', name: 'two-moons', n: 20 },
        loss: { type: 'hing' },
        seed: -4,
      }),
    );
    await page.getByText('2 things are wrong.').waitFor();
    const errors = page.locator('.errors li');
    expect(await errors.allTextContents()).toEqual([
      expect.stringMatching(/^\/loss\/type .*hinge, squared/),
      expect.stringMatching(/^\/seed /),
    ]);
    const seed = page.getByRole('textbox', { name: 'Seed' });
    expect(await seed.getAttribute('aria-invalid')).toBe('true');
    expect(await area.getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByRole('button', { name: 'Start the job' }).isDisabled()).toBe(true);

    await page.getByRole('button', { name: '/loss/type' }).click();
    const selected = await area.evaluate((element) => {
      const { value, selectionStart, selectionEnd } = element as HTMLTextAreaElement;
      return value.slice(selectionStart, selectionEnd);
    });
    expect(selected).toBe('"hing"');
  });

  it('shows which solvers can train the problem, and why the others cannot', async () => {
    const page = await open('#/new');
    const summary = page.getByText(/^\d+ of \d+ solvers can train this; auto takes convex$/);
    await summary.click();
    const reason = await page
      .locator('.routing > div', { has: page.getByText('rvsm', { exact: true }) })
      .textContent();
    expect(reason).toMatch(/patches/);
    await page.getByText(/100 training rows of 3 columns; 1 run: convex/).waitFor();
  });

  it('keeps the form and the text of a document the same', async () => {
    const page = await open('#/new');
    const hidden = page.getByRole('textbox', { name: 'Hidden neurons' });
    await hidden.fill('12');
    // The verdict on what was there before must not undo what is being typed.
    await page.getByText('This can be run.').waitFor();
    expect(await hidden.inputValue()).toBe('12');
    await hidden.press('Enter');
    const written = async () => JSON.parse(await textOf(page));
    await expect.poll(written).toMatchObject({ model: { hidden: [12] }, solver: { name: 'auto' } });
    await page.getByRole('combobox', { name: 'Loss' }).selectOption('logistic');
    await page.getByRole('checkbox', { name: 'gd-std', exact: true }).check();
    await page.getByRole('spinbutton', { name: 'Repeats' }).fill('3');
    await page.getByRole('spinbutton', { name: 'Repeats' }).blur();
    await expect.poll(written).toMatchObject({
      compare: { model: { hidden: [12] }, loss: { type: 'logistic' } },
      solvers: [{ name: 'auto' }, { name: 'gd-std' }],
      repeats: 3,
    });
    await page.getByText(/6 runs/).waitFor();
    await page.getByRole('textbox', { name: 'Document' }).fill(JSON.stringify({ ...endless, seed: 77 }));
    await expect.poll(() => page.getByRole('textbox', { name: 'Seed' }).inputValue()).toBe('77');
    expect(page.url()).toMatch(/#\/new$/);
  });

  it('draws the curves of a job while it runs, and nothing jumps', async () => {
    const id = await submit(endless);
    const page = await open(`#/jobs/${id}`);
    const chart = page.getByRole('img', { name: /objective from \d\S* to \d/ });
    await chart.waitFor();
    expect(await page.getByRole('checkbox', { name: 'logarithmic' }).isEnabled()).toBe(true);
    const before = await chart.getAttribute('aria-label');
    await expect.poll(() => chart.getAttribute('aria-label')).not.toBe(before);
    expect(await inkedPixels(page)).toBeGreaterThan(500);
    await page.getByRole('checkbox', { name: 'logarithmic' }).uncheck();
    await page.getByText('running', { exact: true }).waitFor();
    expect(await layoutShift(page)).toBeLessThan(0.02);
    // What was said before the page was opened comes with its own times.
    await page.reload();
    await chart.waitFor();
    await cancelled(id);
    await page.getByRole('heading', { name: 'Comparison' }).waitFor();
    expect(await page.getByRole('status', { name: 'State of the job' }).textContent()).toBe('cancelled');
    await call(`${product.url}/v1/jobs/${id}`, 'DELETE');
  });

  it('shows the ladder, the boundaries with their boxes, landscapes, every run and every layer', async () => {
    const page = await open(`#/jobs/${done}`);
    await page.getByRole('img', { name: /ladder/i }).waitFor();
    const boundaries = page.getByRole('img', { name: /^Decision boundary of/ });
    expect(await boundaries.count()).toBe(2);
    for (const look of ['box robust', 'worst', 'counterexample'])
      expect(await boundaries.first().locator(`path[class="${look}"]`).count()).toBe(1);
    expect(await page.getByRole('img', { name: /^Loss landscape of/ }).count()).toBe(2);
    await page.getByRole('img', { name: /By seconds: gd-std from/ }).waitFor();

    const { body: result } = await call(`${product.url}/v1/jobs/${done}/result`);
    const figure = page
      .getByRole('row', { name: /^gd-std/ })
      .getByRole('button')
      .first();
    expect(await figure.textContent()).toContain(' ± ');
    await figure.focus();
    const runs = result.runs.filter(({ solver }: { solver: { name: string } }) => solver.name === 'gd-std');
    const each = await page.locator('#each-run').textContent();
    const shown = [...each!.matchAll(/run \d: ([\d.]+)/g)].map(([, value]) => Number(value));
    expect(shown).toEqual(
      runs.map(({ objective }: { objective: number }) => Number(objective.toPrecision(4))),
    );

    const layers = page.getByRole('region', { name: /^Weights that are exactly zero/ });
    expect(await layers.getByRole('columnheader').allTextContents()).toContain('Spectral norm');
    expect(await layers.getByRole('row', { name: /^gd-std/ }).count()).toBe(2);
    expect(await layoutShift(page)).toBeLessThan(0.02);
  });

  it('saves report, result, figures and the network in every format, and says why where it cannot', async () => {
    const page = await open(`#/jobs/${done}`);
    const files = page.getByRole('region', { name: 'Files' });
    await files.getByRole('link', { name: 'Report' }).waitFor();
    for (const [name, ending] of [
      ['Result', '.result.json'],
      ['onnx', '.onnx'],
      ['tfjs', '.tfjs.zip'],
      ['safetensors', '.safetensors'],
      ['npz', '.npz'],
      ['json', '.json'],
    ] as const) {
      const download = page.waitForEvent('download');
      await files.getByRole('link', { name, exact: true }).click();
      expect((await download).suggestedFilename()).toBe(done + ending);
    }
    await files.getByRole('combobox', { name: 'Figure' }).selectOption('Decision boundary of gd-std');
    const saved = async (role: 'link' | 'button', name: string) => {
      const download = page.waitForEvent('download');
      await files.getByRole(role, { name, exact: true }).click();
      expect((await download).suggestedFilename()).toBe(`${done}.plane-1.${name}`);
      return readFileSync(await (await download).path());
    };
    const svg = (await saved('link', 'svg')).toString();
    expect(svg).toMatch(/^<svg xmlns[\s\S]*Decision boundary of gd-std/);
    const png = await saved('button', 'png');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    // Three pixels for each unit of the drawing, and not all of them white.
    expect(png.readUInt32BE(16)).toBe(3 * Number(/width="(\d+)"/.exec(svg)![1]));
    expect(png.length).toBeGreaterThan(10_000);
    await page.route('**/model?*', (route) =>
      route.continue({ url: `${product.url}/v1/jobs/${done}/model?format=pdf` }),
    );
    provoked = [422];
    await files.getByRole('link', { name: 'onnx' }).click();
    await page.getByText(/"pdf"/).waitFor();
  });

  it('clones a job into a filled form', async () => {
    const page = await open(`#/jobs/${done}`);
    await page.getByRole('link', { name: 'Clone a few boxes' }).click();
    await page.getByText('This can be run.').waitFor();
    const { body: result } = await call(`${product.url}/v1/jobs/${done}/result`);
    expect(JSON.parse(await textOf(page))).toEqual(result.comparison);
    expect(await page.getByRole('textbox', { name: 'Threat radius' }).inputValue()).toBe('0.08');
    expect(await page.getByRole('checkbox', { name: 'gd-std' }).isChecked()).toBe(true);
  });

  it('gives a job an address that can be shared', async () => {
    const page = await open('#/jobs', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'Copy link to a few boxes' }).click();
    await page.getByText('Link copied').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toBe(`${product.url}/#/jobs/${done}`);
    await page.goto(link);
    await page.getByRole('heading', { level: 1, name: 'a few boxes' }).waitFor();
  });

  it('deletes a job after asking', async () => {
    // Cancelled before it found anything, so there is no result.
    provoked = [404];
    const id = await submit({ ...endless, name: 'to go' });
    await cancelled(id);
    const page = await open(`#/jobs/${id}`);
    const remove = page.getByRole('button', { name: 'Delete to go' });
    await remove.click();
    const dialog = page.getByRole('dialog', { name: 'Delete “to go”?' });
    await dialog.waitFor();
    await dialog.getByRole('button', { name: 'Keep' }).press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect((await call(`${product.url}/v1/jobs/${id}`)).status).toBe(200);
    await remove.click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Jobs' }).waitFor();
    await expect.poll(() => page.getByText('to go').count()).toBe(0);
    expect((await call(`${product.url}/v1/jobs/${id}`)).status).toBe(404);
  });

  it('can be used by the keyboard alone', async () => {
    const page = await open('#/jobs');
    await page.getByRole('link', { name: 'a few boxes', exact: true }).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    const order: string[] = [];
    const expected = ['Skip to the content', 'Relucent', 'Jobs', 'New job', 'Datasets', 'Regularizers'];
    expected.push('New job', 'a few boxes');
    for (const _ of expected) {
      await page.keyboard.press('Tab');
      order.push((await focused()).trim());
    }
    expect(order).toEqual(expected);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'a few boxes' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.keyboard.press('Shift+Tab');
    await page.locator('.skip').focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  });

  it('asks for a key where the service wants one', async () => {
    provoked = [401];
    const page = await open('#/jobs');
    await page.route('**/v1/**', async (route) => {
      const { authorization, ...headers } = route.request().headers();
      // This service has no keys, and would refuse one that it does not know.
      if (authorization === 'Bearer rlc_secret') return route.continue({ headers });
      const problem = { type: 'urn:x', title: 'An API key is required', status: 401, detail: 'send one' };
      await route.fulfill({
        status: 401,
        contentType: 'application/problem+json',
        body: JSON.stringify(problem),
      });
    });
    await page.reload();
    await page.getByRole('textbox', { name: 'Key' }).fill('rlc_secret');
    await page.getByRole('button', { name: 'Use the key' }).click();
    await page.getByRole('link', { name: 'a few boxes', exact: true }).waitFor();
  });

  it('uploads a dataset after a look at it, trains on it and deletes it', async () => {
    const page = await open('#/datasets');
    await page.getByText('0 datasets').waitFor();
    const rows = Array.from({ length: 40 }, (_, k) => [Math.sin(3 * k), Math.cos(5 * k), k % 2 ? 1 : -1]);
    await page.getByLabel(/^File/).setInputFiles({
      name: 'small.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(['a,b,y', ...rows.map((row) => row.join(','))].join('\n')),
    });
    const preview = page.getByRole('region', { name: 'The first lines' });
    expect(await preview.getByRole('row').nth(1).getByRole('cell').allTextContents()).toEqual([
      '0',
      '1',
      '-1',
    ]);
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByText('40 rows of 3 columns').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Train on small.csv' }).click();
    await page.getByText('This can be run.').waitFor();
    await page.getByRole('link', { name: 'Datasets' }).click();
    await page.getByRole('button', { name: 'Delete small.csv' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('0 datasets').waitFor();
    expect((await call(`${product.url}/v1/datasets`)).body).toEqual({ datasets: [] });
  });

  it('says why a file is no dataset', async () => {
    provoked = [422];
    const page = await open('#/datasets');
    await page
      .getByLabel(/^File/)
      .setInputFiles({ name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.from(' ') });
    await page.getByRole('button', { name: 'Upload' }).click();
    await page
      .getByText(/empty|no rows/)
      .last()
      .waitFor();
  });

  it('registers a regularizer, shows why one is refused, and removes it', async () => {
    provoked = [422];
    const page = await open('#/regularizers');
    const send = page.getByRole('button', { name: 'Check and register' });
    await page.getByRole('textbox', { name: 'Name' }).fill('log-like');
    await page.getByRole('textbox', { name: 'Penalty of one entry x' }).fill('-abs(x)');
    await send.click();
    await page.getByRole('region', { name: 'Counterexample' }).waitFor();
    await page.getByRole('textbox', { name: 'Penalty of one entry x' }).fill('log(1 + abs(x) / a)');
    await send.click();
    await page.getByText('log-like is registered.').waitFor();
    const report = page.getByRole('region', { name: 'Report of the checks' });
    await report
      .getByText(/^passed at \d+ inputs$/)
      .first()
      .waitFor();
    await page
      .getByRole('img', { name: /^Its proximal operator/ })
      .nth(11)
      .waitFor();
    await page.getByText('l-half', { exact: true }).waitFor();
    await examined(page, 'regularizers-light');
    const { body } = await call(`${product.url}/v1/plugins/regularizers/log-like`);
    expect(body.definition.params).toEqual({ a: { type: 'number', default: 0.1 } });
    const item = page
      .getByRole('list', { name: 'Regularizers' })
      .getByRole('listitem')
      .filter({ hasText: 'log-like' });
    await item.getByText('Details of log-like').click();
    await expect.poll(() => item.getByRole('img').count()).toBe(3);
    await item.getByRole('button', { name: 'Remove log-like' }).click();
    await expect.poll(() => item.count()).toBe(0);
    expect((await call(`${product.url}/v1/plugins/regularizers/log-like`)).status).toBe(404);
  });

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['phone', { colorScheme: 'light', viewport: { width: 375, height: 740 } }],
  ] as const)('reads well: %s', async (name, options) => {
    const page = await open('#/jobs', options);
    await page.getByRole('link', { name: 'a few boxes', exact: true }).waitFor();
    await examined(page, `jobs-${name}`);
    await page.goto(`${product.url}/#/new/example/boxes-2d`);
    await page.getByText('This can be run.').waitFor();
    await examined(page, `new-${name}`);
    await page.goto(`${product.url}/#/jobs/${done}`);
    await page.locator('.report svg.plane').first().waitFor();
    await examined(page, `job-${name}`);
  });
});

async function examined(page: Page, name: string): Promise<void> {
  await screenshot(page, name);
  expect(await violations(page)).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
}

function textOf(page: Page): Promise<string> {
  return page.getByRole('textbox', { name: 'Document' }).inputValue();
}

/** Pixels of the chart that are not empty. */
function inkedPixels(page: Page): Promise<number> {
  return page.locator('.plot canvas').evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let inked = 0;
    for (let k = 3; k < data.length; k += 4) inked += Number(data[k]! > 0);
    return inked;
  });
}
