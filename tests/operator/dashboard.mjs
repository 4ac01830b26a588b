// The dashboard in headless Chromium: its figures move, a stall appears, nothing complains.
//
//   node dashboard.mjs FOLDER SIDING PLUGINS
//
// Playwright is installed into FOLDER; FOLDER/screenshots is for people to look at.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { check, fail, output, Siding } from './siding.mjs';

const [folder, binary, plugins] = process.argv.slice(2);
const kChromium = '/usr/bin/chromium';
const kWait = { timeout: 60000 };

function playwright() {
  const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
  const wanted = JSON.parse(readFileSync(path.join(here, 'package.json'))).dependencies['playwright-core'];
  const installed = path.join(folder, 'node_modules/playwright-core/package.json');
  if (!existsSync(installed) || JSON.parse(readFileSync(installed)).version !== wanted) {
    mkdirSync(folder, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) copyFileSync(path.join(here, file), path.join(folder, file));
    const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, encoding: 'utf8' });
    if (npm.error || npm.status !== 0) fail(`npm ci could not install playwright-core ${wanted}: ${npm.error ?? npm.stderr}`);
  }
  return createRequire(path.join(path.resolve(folder), 'x.js'))('playwright-core');
}

if (!existsSync(kChromium)) fail(`${kChromium} is not there: ./dev install-packages test`);
const { chromium } = playwright();
const screenshots = output(folder, 'screenshots');
const siding = await Siding.start(binary, plugins);
const browser = await chromium.launch({ executablePath: kChromium, args: ['--no-sandbox', '--disable-dev-shm-usage'] });

const complaints = [];
const asked = new Set();

// `quarantined`: a route that the page is told to be so.
async function open(width, colorScheme, quarantined) {
  const context = await browser.newContext({ viewport: { width, height: width > 800 ? 900 : 844 }, colorScheme, deviceScaleFactor: width > 800 ? 1 : 2 });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => asked.add(new URL(request.url()).origin));
  if (quarantined) await page.route('**/status', async (route) => {
    const response = await route.fetch();
    const status = await response.json();
    for (const each of status.routes) each.quarantined = each.path === quarantined;
    await route.fulfill({ response, json: status });
  });
  await page.goto(siding.admin);
  return page;
}

const picture = (of, name) => of.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage: true, ...kWait });

const page = await open(1280, 'light');
const value = (selector) => page.locator(selector).first().innerText();
const until = (what, test, argument) =>
  page.waitForFunction(test, argument, kWait).catch(() => fail(`the page does not show it: ${what}`));

await until('that it serves', () => document.querySelector('#stage').textContent === 'serving');
check((await value('#flight')) === '0', 'nothing is in flight before the load');

const loads = [siding.load('/hello/Ada', 4), siding.load('/hello-async/Ada', 4), siding.load('/article/sync', 5),
  siding.load('/article/async', 8), siding.load('/article/offload', 4)];
await until('a rate', () => parseFloat(document.querySelector('#rate').textContent) > 20);
const before = await value('#rate');
await until('another rate than before', (old) => document.querySelector('#rate').textContent !== old, before);
check(true, 'the rate moves under load');
await until('threads that are busy', () => document.querySelector('#pools .bar i.busy')?.offsetWidth > 0);
await until('phases of a sync route', () =>
  document.querySelector('[data-route="/article/sync"] .bar i.run')?.offsetWidth > 0);
await until('what a coroutine waits', () =>
  document.querySelector('[data-route="/article/async"] .bar i.wait')?.offsetWidth > 0);
check(true, 'pools and phases are drawn');

check((await page.locator('.stall').count()) === 0, 'there is no stall yet');
const blocking = siding.load('/article/async-blocking', 1);  // a busy machine may miss a short one
await until('the stall', () => document.querySelector('.stall')?.textContent.includes('/article/async-blocking'));
check((await value('.stall')).includes('clock_nanosleep'), 'a stall appears with its system call');
check((await value('.stall')).includes('mode: sync'), 'and with its fix');
await until('that the route is demoted', () =>
  document.querySelector('[data-route="/article/async-blocking"] .flag')?.textContent === 'DEMOTED');
await blocking.stop();
await until('the advice', () => document.querySelector('#advice .advice')?.textContent.includes('waits in the kernel'));
check(true, 'the route is flagged and the advice is there');

// A history that fills the strips, and then each look of the page.
await page.waitForTimeout(12000);
for (const [width, scheme] of [[1280, 'light'], [1280, 'dark'], [390, 'light'], [390, 'dark']]) {
  const other = width === 1280 && scheme === 'light' ? page : await open(width, scheme);
  await other.waitForFunction(() => document.querySelectorAll('#routes tbody tr').length === 6, null, kWait);
  if (other !== page) await other.waitForTimeout(5000);
  const overflow = await other.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(overflow <= 0, `at ${width} px, ${scheme}: nothing sticks out`);
  const small = await other.evaluate(() => [...document.querySelectorAll('main *')].filter((element) =>
    element.textContent.trim() && parseFloat(getComputedStyle(element).fontSize) < 10).length);
  check(small === 0, `at ${width} px, ${scheme}: no text is too small`);
  await picture(other, `${width}-${scheme}`);
  if (other !== page) await other.close();
}

for (const width of [1280, 390]) {
  const quarantined = await open(width, 'light', '/hello/{name}');
  const flag = quarantined.locator('[data-route="/hello/{name}"] .flag');
  await flag.waitFor({ timeout: kWait.timeout });
  check(await flag.isVisible() && (await flag.innerText()) === 'QUARANTINED', `at ${width} px: a quarantined route is flagged`);
  await picture(quarantined, `${width}-quarantined`);
  await quarantined.close();
}

await Promise.all(loads.map((load) => load.stop()));
await until('that the load is over', () => document.querySelector('#flight').textContent === '0');
check(complaints.length === 0, `no error in the console ${complaints.join('; ')}`);
check([...asked].every((origin) => origin === siding.admin), 'the page asks nobody else');

await siding.stop();
await until('that nobody answers', () => document.querySelector('#stage').textContent === 'no answer');
check(true, 'the page says when the server is gone');
await browser.close();
console.log(`screenshots: ${screenshots}`);
