// promtool and a real Prometheus look at /metrics; then each panel of the Grafana dashboard is asked.
//
//   node scrape.mjs FOLDER SIDING PLUGINS DASHBOARD
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { check, fail, output, Siding, wait_for } from './siding.mjs';

const [folder, binary, plugins, dashboard] = process.argv.slice(2);
const data = output(folder, 'prometheus');

const free_port = () => new Promise((resolve) => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

function check_format(metrics) {
  const promtool = spawnSync('promtool', ['check', 'metrics'], { input: metrics, encoding: 'utf8' });
  if (promtool.error) fail('promtool is not there: ./dev install-packages test');
  check(promtool.status === 0, `promtool finds nothing ${promtool.stdout}${promtool.stderr}`);
}

async function start_prometheus(target) {
  const port = await free_port();
  const file = path.join(data, 'prometheus.yml');
  writeFileSync(file, `global: { scrape_interval: 1s }
scrape_configs:
  - job_name: siding
    static_configs: [{ targets: ["${target}"] }]
`);
  const child = spawn('prometheus', [`--config.file=${file}`, `--storage.tsdb.path=${path.join(data, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`, '--log.level=warn'], { stdio: ['ignore', 'inherit', 'inherit'] });
  child.on('error', () => fail('prometheus is not there: ./dev install-packages test'));
  process.on('exit', () => child.kill('SIGKILL'));
  const query = async (expression) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expression)}`).catch(() => null);
    return answer?.ok || answer?.status === 400 ? answer.json() : null;  // while it starts: 503
  };
  return { query, stop: () => child.kill('SIGKILL') };
}

const siding = await Siding.start(binary, plugins);
for (let i = 0; i < 20; ++i) {
  for (const target of ['/hello/Ada', '/hello-async/Ada', '/article/sync', '/nowhere']) await siding.ask(target);
}
const scraped = async () => (await fetch(`${siding.admin}/metrics`)).text();
await wait_for('a stall', async () => {  // a busy machine may miss a short one
  await siding.ask('/article/async-blocking');
  return /siding_stalls_total\{kind="blocked"\} [1-9]/.test(await scraped());
});
const kGreeted = /http_server_request_duration_seconds_count\{[^}]*http_route="\/hello\/\{name\}"[^}]*\} 20\b/;
const metrics = await wait_for('the count of 20 requests', async () => {
  const text = await scraped();
  return kGreeted.test(text) && text;
});
check_format(metrics);

const prometheus = await start_prometheus(new URL(siding.admin).host);
const first = async (expression) => (await prometheus.query(expression))?.data?.result?.[0]?.value?.[1];
await wait_for('a scrape', async () => (await first('up{job="siding"}')) === '1');
check(true, 'a real Prometheus scrapes it');
check((await first('http_server_request_duration_seconds_count{http_route="/hello/{name}",http_request_method="GET",http_response_status_code="200"}')) === '20',
  'it has counted 20 requests of one route');
check(Number(await first('siding_route_phase_seconds_sum{http_route="/article/sync",phase="run"}')) >= 20 * 0.08,
  'and knows how long its handler ran');
check(Number(await first('sum(siding_stalls_total{kind="blocked"})')) >= 1, 'and the stall');
check((await first('siding_route_demoted{http_route="/article/async-blocking"}')) === '1', 'and the demotion');
check((await first('count(siding_plugin_info)')) === '2', 'and the plugins');

// What rates need are two scrapes with something between them.
const load = siding.load('/hello/Ada', 2);
await wait_for('a rate', async () => Number(await first('sum(rate(http_server_request_duration_seconds_count[10s]))')) > 0);
const panels = JSON.parse(readFileSync(dashboard)).panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
const targets = panels.flatMap((panel) => (panel.targets ?? []).map((target) => ({ title: panel.title, expression: target.expr })));
check(targets.length >= 12, 'the Grafana dashboard has its panels');
for (const { title, expression } of targets) {
  const asked = expression.replaceAll('$__rate_interval', '10s').replaceAll('$job', 'siding').replaceAll('$instance', '.*').replaceAll('$route', '.*');
  const answer = await prometheus.query(asked);
  check(answer?.status === 'success', `panel "${title}" is understood: ${answer?.error ?? asked}`);
  check(answer.data.result.length > 0, `panel "${title}" finds something: ${asked}`);
}
await load.stop();
prometheus.stop();
await siding.stop();
