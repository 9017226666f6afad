import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import type { Evidence } from '../../lib/evidence/evidence';
import { formatPage } from '../../lib/evidence/page/page';
import { HOSTILE, evidenceOf, hostileParity, hostilePlatform, openFinding, parityOf, smallPlatform, written } from './small-platform';

/** Pictures of the page, for whoever wants to see what changed. Git ignores the place. */
const pictures = resolve(__dirname, '../../.build/screenshots');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const undeclared = { parameters: [], stack: 'Data', construct: 'Data/Ledger', path: 'Properties.Engine', says: 'database Ledger has another engine', from: 'aurora-postgresql', to: 'postgres', source: 'app/data.ts:7:5' };
const leaky = smallPlatform({ facts: { pathways: [] }, files: { 'validation-report.json': openFinding } });
const pages: Readonly<Record<string, () => Evidence>> = {
  sound: () => evidenceOf(smallPlatform(), { parity: [parityOf(120), parityOf(20, [], 'training')], exceptions: [], since: evidenceOf(leaky) }),
  failing: () => evidenceOf(leaky, {
    parity: [parityOf(20_000, [undeclared])],
    exceptions: [{ rule: 'Iso27001::Iso27001-bucket-is-versioned', scope: 'staging/Cache', owner: 'reports', reason: 'holds caches only', ticket: 'REP-1', until: '2027-01-01', origin: 'platform', standing: 'ended', fails: true, problems: ['it ended'], silences: 1 }],
  }),
  foreign: () => {
    const { 'understudy.json': _, 'validation-report.json': __, ...files } = smallPlatform();
    return evidenceOf(files);
  },
  empty: () => evidenceOf({ 'manifest.json': { version: '55.0.0' } }),
  hostile: () => evidenceOf(hostilePlatform(), { parity: [hostileParity], exceptions: [{ rule: HOSTILE.join(' '), scope: HOSTILE.join(' '), owner: HOSTILE.join(' '), reason: HOSTILE.join(' '), ticket: HOSTILE.join(' '), until: HOSTILE.join(' '), origin: 'platform', standing: HOSTILE.join(' '), fails: true, problems: [...HOSTILE], silences: 1 }] }),
};

jest.setTimeout(60_000);

let browser: Browser;
const texts = new Map<string, string>();
const files = new Map<string, string>();

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  for (const [name, make] of Object.entries(pages)) {
    texts.set(name, await formatPage(make()));
    const directory = written({});
    files.set(name, join(directory, 'index.html'));
    writeFileSync(join(directory, 'index.html'), texts.get(name) ?? '');
  }
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' });
});

afterAll(async () => {
  await browser?.close();
});

/** What a page did that it must not: errors, messages, dialogs, requests beyond its own file. */
type Complaints = string[];

async function open(name: string, options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: Complaints }> {
  const page = await browser.newPage({ viewport: { width: 1360, height: 900 }, ...options });
  const complaints: Complaints = [];
  const address = pathToFileURL(files.get(name) ?? '').href;
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url() !== address) complaints.push(`request: ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(address);
  return { page, complaints };
}

/** Opens what is folded, and keeps a few of many rows that are alike. */
const fewOfEach = `for (const each of document.querySelectorAll('details')) each.open = true;
for (const list of document.querySelectorAll('tbody, ul.links')) list.replaceChildren(...[...list.children].slice(0, 3));`;

/** Places that break a rule of accessibility, as axe tells them. It runs in a world of its own: the page itself lets no script in. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(fewOfEach);
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'axe' });
  await session.send('Runtime.evaluate', { expression: axe, contextId });
  const { result } = await session.send('Runtime.evaluate', {
    expression: 'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => JSON.stringify(violations.map(({ id, nodes }) => id + ": " + nodes.slice(0, 3).map(({ html }) => html).join(" | "))))',
    contextId, awaitPromise: true, returnByValue: true,
  });
  return JSON.parse(String(result.value)) as string[];
}

/** Wider than the window: what a reader would have to scroll sideways for. */
const tooWide = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** Where accessibility is looked at: each sort of page in light, and in dark where every part of it is there. */
const looks: ReadonlyArray<readonly [name: string, colorScheme: 'light' | 'dark']> = [['sound', 'light'], ['sound', 'dark'], ['failing', 'light'], ['failing', 'dark'], ['foreign', 'light'], ['hostile', 'dark']];

test.each(looks)('the page of a platform that is %s breaks no rule of accessibility in %s', async (name, colorScheme) => {
  const { page } = await open(name, { colorScheme });
  await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) });
  expect(await violations(page)).toEqual([]);
  await page.close();
});

describe.each(Object.keys(pages))('the page of a platform that is %s', (name) => {
  test('loads without a message or a request, and fits a window of 400 pixels', async () => {
    const { page, complaints } = await open(name, { viewport: { width: 400, height: 800 } });
    await page.screenshot({ path: join(pictures, `${name}-narrow.png`) });
    expect(complaints).toEqual([]);
    expect(await tooWide(page)).toBe(0);
    await page.evaluate(fewOfEach);
    expect(await tooWide(page)).toBe(0);
    await page.close();
  });

  test('has ids that are unique and links that lead to them', () => {
    const text = texts.get(name) ?? '';
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...text.matchAll(/ href="([^"]+)"/g)].map(([, to = '']) => to).filter((to) => !to.startsWith('#') || !ids.includes(to.slice(1)))).toEqual([]);
  });
});

describe('the map', () => {
  test('is drawn, with every account and pathway, and said in words for those who do not see it', async () => {
    const { page } = await open('sound');
    const box = await page.locator('.map svg').boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThan(200);
    expect(await page.locator('.map .zone .name').allTextContents()).toEqual(['production', 'staging', 'training', 'delivery', 'audit']);
    expect((await page.locator('.map .carries text').allTextContents()).toSorted()).toEqual(['deploy', 'deploy', 'deploy', 'log delivery', 'log delivery', 'log delivery']);
    expect(await page.getByRole('img', { name: 'Map of accounts and pathways' }).count()).toBe(1);
    await page.close();
  });

  test('draws no card over another', async () => {
    const { page } = await open('sound');
    const boxes = await Promise.all((await page.locator('.map .zone .card').all()).map((card) => card.boundingBox()));
    const overlap = boxes.some((a, i) => boxes.some((b, j) => i < j && a !== null && b !== null && a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height));
    expect([boxes.length, overlap]).toEqual([5, false]);
    await page.close();
  });

  test('shows a claim that is not proved as a way of its own', async () => {
    const leak = evidenceOf(smallPlatform({ resources: { 666666666666: { Archive: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'small-log-archive' } }, Open: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'small-log-archive', PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 's3:GetObject', Resource: '*' }] } } } } } }));
    const text = await formatPage(leak);
    expect(text).toContain('<g class="way leak">');
    expect(text).toContain('>leak</text>');
  });
});

describe('the ledger', () => {
  test('finds words among 20,000 rows in less than 100 ms', async () => {
    const { page } = await open('failing');
    const status = page.locator('#ledger-status');
    expect(await status.textContent()).toMatch(/^Rows 1 to 50 of 20,0\d\d$/);
    const longest = await page.evaluate(`(() => {
      const input = document.getElementById('ledger-search');
      const measured = (words) => {
        const start = performance.now();
        input.value = words;
        input.dispatchEvent(new Event('input'));
        document.body.offsetHeight;
        return performance.now() - start;
      };
      const best = (words) => Math.min(...Array.from({ length: 5 }, () => measured(words))); // other programs need the processor too
      return Math.max(...['s', 'service', 'service42 target', 'nothing at all', 'properties.values 19999', ''].map(best));
    })()`);
    expect(longest).toBeLessThan(100);
    await page.getByRole('searchbox').fill('service42 target19');
    expect(await status.textContent()).toMatch(/^Rows 1 to \d+ of \d+ found in 20,0\d\d$/);
    expect((await page.locator('#ledger-rows tr').allTextContents()).every((row) => /service42/i.test(row))).toBe(true);
    await page.close();
  });

  test('is worked with the keyboard: search, choose, turn pages', async () => {
    const { page } = await open('failing');
    await page.locator('#ledger-search').focus();
    await page.keyboard.type('ledger engine');
    expect(await page.locator('#ledger-rows th').allTextContents()).toEqual(['undeclared']);
    await page.locator('#ledger-search').fill('');
    await page.locator('#ledger-kind').selectOption('template');
    await page.locator('#ledger-next').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#ledger-status').textContent()).toMatch(/^Rows 51 to 100 of 20,000 found in 20,0\d\d$/);
    await page.close();
  });

  test('stays below 3 MB with 20,000 rows', () => {
    expect(Buffer.byteLength(texts.get('failing') ?? '')).toBeLessThan(3_000_000);
  });
});

describe('a reader', () => {
  test('reaches the content by the first key, then the sections in order', async () => {
    const { page } = await open('sound');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    expect(await page.getByRole('navigation', { name: 'Sections' }).getByRole('link').allTextContents()).toEqual(['Map', 'Three questions', 'Ten points', 'Proof', 'Parity', 'Rules', 'Exceptions', 'Capacity', 'Changes', 'Requirements', 'Resources']);
    expect(await page.locator('table').count()).toBe(await page.locator('table > caption').count());
    await page.close();
  });

  test('comes from a fact to its resource, though that is folded away', async () => {
    const { page } = await open('sound');
    await page.evaluate('document.getElementById("8.31-2").open = true');
    const fact = page.locator('[id="8.31-2"] .facts > li', { hasText: 'permission boundary' });
    await fact.locator('summary').click();
    await fact.locator('a').first().click();
    const row = page.locator('tr:target');
    await row.waitFor({ state: 'visible' });
    expect(await row.textContent()).toContain('AWS::IAM::Role');
    await page.close();
  });

  test('has everything on paper', async () => {
    const { page } = await open('sound');
    await page.emulateMedia({ media: 'print' });
    const pdf = await page.pdf({ path: join(pictures, 'sound.pdf'), format: 'A4' });
    expect(pdf.byteLength).toBeGreaterThan(100_000);
    await page.evaluate('window.dispatchEvent(new Event("beforeprint"))');
    expect(await page.locator('details:not([open])').count()).toBe(0);
    expect(await page.locator('#ledger-rows tr').count()).toBe(144);
    await page.close();
  });
});

describe('hostile names', () => {
  test('are texts: nothing of them becomes an element, an attribute or a script', async () => {
    const { page, complaints } = await open('hostile');
    await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
    expect(complaints).toEqual([]);
    expect(await page.evaluate('window.broken')).toBeUndefined();
    expect(await page.evaluate(`[...document.querySelectorAll('*')].filter((element) => [...element.attributes].some(({ name, value }) => name.startsWith('on') || /^\\s*javascript:/i.test(value))).length`)).toBe(0);
    expect(await page.evaluate('[document.querySelectorAll("img, iframe, object, embed, link, base, x").length, document.scripts.length, document.querySelectorAll("svg").length]')).toEqual([0, 2, 1]);
    expect(await page.locator('h1').textContent()).toContain('</script><script>window.broken=2</script>');
    expect(await page.locator('#ledger-rows').textContent()).toContain('<!--<script>');
    await page.close();
  });

  test('could not run even if they came in: the page names the only style and script that count', async () => {
    const attacked = (texts.get('sound') ?? '').replace('<main id="main">', '<main id="main"><script>window.broken=1</script><img src="x" onerror="window.broken=2"><style>h1{display:none}</style><img src="https://example.com/x.png">');
    writeFileSync(files.get('sound')?.replace('index.html', 'attacked.html') ?? '', attacked);
    const page = await browser.newPage();
    const refused: (string | undefined)[][] = [];
    page.on('requestfailed', (request) => refused.push([request.url(), request.failure()?.errorText]));
    await page.goto(pathToFileURL(files.get('sound')?.replace('index.html', 'attacked.html') ?? '').href);
    expect(await page.evaluate('window.broken')).toBeUndefined();
    expect(await page.locator('h1').isVisible()).toBe(true);
    expect(refused).toContainEqual(['https://example.com/x.png', 'csp']);
    await page.close();
  });

  test('hide nothing: marks that turn the direction of text, and control characters, are shown as signs', () => {
    expect(texts.get('hostile')).not.toMatch(/[\u202A-\u202E\u2066-\u2069]|[^\P{Cc}\t\n]/u);
  });
});
