// A server of the build tree for one test, with something to do.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';

const kRoutes = `version: 1
server: { listen: "127.0.0.1:0", admin: "127.0.0.1:0", loops: 2 }
pools: { default: { min: 2, max: 8, queue: 64, share: 6 } }
plugins: { article: { config: { wait: 40ms } } }
routes:
  - { path: "/hello/{name}", plugin: hello, handler: sync }
  - { path: "/hello-async/{name}", plugin: hello, handler: async }
  - { path: /article/sync, plugin: article, handler: sync }
  - { path: /article/async, plugin: article, handler: async }
  - { path: /article/async-blocking, plugin: article, handler: async_blocking }
  - { path: /article/offload, plugin: article, handler: offload }
`;

// Says why and ends the test.
export function fail(why) {
  console.error(`FAILED: ${why}`);
  process.exit(1);
}

export function check(holds, what) {
  if (!holds) fail(what);
  console.log(`ok: ${what}`);
}

export class Siding {
  static async start(binary, plugins) {
    const siding = new Siding();
    siding.folder = mkdtempSync(path.join(tmpdir(), 'siding-operator-'));
    const file = path.join(siding.folder, 'routes.yaml');
    writeFileSync(file, kRoutes);
    siding.child = spawn(binary, ['serve', '-c', file, '--plugin-dir', plugins], { stdio: ['ignore', 'pipe', 'inherit'] });
    siding.child.on('error', (error) => fail(`${binary} does not run: ${error.message}`));
    process.on('exit', () => siding.child.kill('SIGKILL'));
    let said = '';
    for await (const bytes of siding.child.stdout) {
      said += bytes;
      siding.port = /serving http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      siding.admin = /dashboard (http:\/\/127\.0\.0\.1:\d+)\//.exec(said)?.[1];
      if (siding.port && siding.admin) return siding;
    }
    fail('the server has ended before it served');
  }

  agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

  // The status of a request to a route.
  ask(target) {
    return new Promise((resolve, reject) => {
      http.get({ port: this.port, host: '127.0.0.1', path: target, agent: this.agent }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      }).on('error', reject);
    });
  }

  // `clients` that ask for the target one after the other, until stop(). Each
  // rests after an answer: who draws the page needs the processors, too.
  load(target, clients) {
    let going = true;
    const client = async () => {
      while (going) {
        await this.ask(target);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const all = Promise.all(Array.from({ length: clients }, client));
    return { stop: () => ((going = false), all) };
  }

  async stop() {
    this.child.kill('SIGTERM');
    await new Promise((resolve) => this.child.on('exit', resolve));
    this.agent.destroy();
    rmSync(this.folder, { recursive: true });
  }
}

// A new, empty folder for what the test leaves.
export function output(folder, name) {
  const result = path.join(folder, name);
  rmSync(result, { recursive: true, force: true });
  mkdirSync(result, { recursive: true });
  return result;
}

// Asks until there is an answer that is not false.
export async function wait_for(what, ask, seconds = 60) {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > until) fail(`in ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
