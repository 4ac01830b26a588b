// Does llhttp, the parser of Node.js, understand what our parser accepts, and the same?
//
//   node compare.mjs DIRECTORY COMMAND...
//
// COMMAND prints what our parser makes of the cases (readings.cpp). Each message
// that it accepts is given to llhttp three times: alone, among its neighbours on
// one connection, and serialised again. llhttp is installed into DIRECTORY.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Llhttp } from './llhttp.mjs';
import { excuse } from './excuses.mjs';

const [directory, ...command] = process.argv.slice(2);

function cannotRun(why) {
  console.error(`\nTHE DIFFERENTIAL TEST DID NOT RUN: ${why}\n`);
  process.exit(1);
}

function installedVersion() {
  const file = path.join(directory, 'node_modules/undici/package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file)).version : 'none';
}

function install() {
  const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
  const wanted = JSON.parse(readFileSync(path.join(here, 'package.json'))).dependencies.undici;
  if (installedVersion() === wanted) return;
  mkdirSync(directory, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(path.join(here, file), path.join(directory, file));
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: directory, encoding: 'utf8' });
  if (npm.error) cannotRun('npm is not installed: apt-get install npm');
  if (npm.status !== 0) cannotRun(`npm ci could not install undici ${wanted}; is the registry reachable?\n${npm.stderr}`);
}

function readings() {
  const [program, ...rest] = command;
  const run = spawnSync(program, rest, { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'inherit'] });
  if (run.status !== 0) cannotRun(`${command.join(' ')} ended with ${run.status ?? run.signal ?? run.error}`);
  return run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
}

const text = (hex) => Buffer.from(hex, 'hex').toString('latin1');

// Our reading in the form of llhttp's.
function expected(message) {
  return {
    method: text(message.method),
    target: text(message.target),
    version: `${Math.floor(message.version / 10)}.${message.version % 10}`,
    fields: message.fields.map(([name, value]) => [text(name), text(value)]),
    content: text(message.content),
    keepAlive: message.keepAlive,
  };
}

// The first thing that differs, in words; empty when nothing does.
function difference(ours, theirs) {
  for (const key of Object.keys(ours)) {
    const [a, b] = [JSON.stringify(ours[key]), JSON.stringify(theirs[key])];
    if (a !== b) return `${key}: ours ${a}, llhttp's ${b}`;
  }
  return '';
}

function compare(ours, result) {
  if (result.messages.length !== ours.length) {
    return `messages: ours ${ours.length}, llhttp's ${result.messages.length} ${result.error}`;
  }
  const first = ours.map((message, i) => difference(message, result.messages[i])).find((found) => found !== '');
  if (first) return first;
  return result.error || result.unfinished ? `after the last message: ${result.error || 'it waits for more'}` : '';
}

install();
const llhttp = await Llhttp.load(createRequire(path.resolve(directory, 'x.js')).resolve('undici'));
const counts = { cases: 0, messages: 0, comparisons: 0 };
const excused = new Map();
const differences = [];

// True when llhttp understands it as we do.
function judge(kind, bytes, hexMessages) {
  ++counts.comparisons;
  const messages = hexMessages.map(expected);
  const found = compare(messages, llhttp.read(Buffer.from(bytes, 'hex')));
  if (found === '') return true;
  const reason = excuse({ messages, bytes: text(bytes), difference: found, llhttp });
  if (reason) excused.set(reason, (excused.get(reason) ?? 0) + 1);
  else differences.push(`${kind}: ${found}\n  ${JSON.stringify(text(bytes))}`);
  return false;
}

for (const messages of readings()) {
  ++counts.cases;
  counts.messages += messages.length;
  let alike = true;
  for (const message of messages) {
    alike = judge('alone', message.bytes, [message]) && alike;
    judge('serialised', message.serialised, [message]);
  }
  const bytes = messages.map((message) => message.bytes).join('');
  if (alike && messages.length > 1) judge('together', bytes, messages);
}

console.log(`${counts.cases} cases, ${counts.messages} accepted messages, ${counts.comparisons} comparisons`);
for (const [reason, count] of excused) console.log(`${count} x ${reason}`);
for (const found of differences.slice(0, 20)) console.error(found);
console.log(`${differences.length} differences`);
if (counts.messages < counts.cases / 4) cannotRun('too few of the cases are accepted to say anything');
process.exit(differences.length === 0 ? 0 : 1);
