'use strict';
// Asks /status once a second and shows what changed since the last answers.

const kWindow = 10;    // answers that rates and percentiles look back
const kHistory = 120;  // points of a spark line
const phases = ['queue', 'run', 'wait', 'write'];
const answers = [];
const history = { rate: [], p50: [], p99: [], errors: [], flight: [] };

const at = (id) => document.getElementById(id);
const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const sum = (list) => list.reduce((all, one) => all + one, 0);

function number(value) {
  if (!isFinite(value)) return '–';
  if (value >= 1e6) return (value / 1e6).toFixed(1) + 'M';
  if (value >= 1e4) return (value / 1e3).toFixed(value >= 1e5 ? 0 : 1) + 'k';
  if (value >= 100 || Number.isInteger(value)) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : value >= 0.05 ? 1 : 2);
}

function time(ms) {
  if (ms === null || !isFinite(ms)) return '–';
  if (ms === 0) return '0';
  if (ms < 1) return (ms * 1000).toFixed(0) + ' µs';
  if (ms < 1000) return ms.toFixed(ms < 10 ? 1 : 0) + ' ms';
  return (ms / 1000).toFixed(ms < 10000 ? 2 : 1) + ' s';
}

// Replaces what is there only when it is different, so that a selection stays.
function put(element, html) {
  if (element.shown === html) return;
  element.shown = html;
  element.innerHTML = html;
}

function text(id, value) {
  const element = at(id);
  if (element.textContent !== value) element.textContent = value;
}

// ---- figures -------------------------------------------------------------------

function quantile(bounds, buckets, share) {
  const all = sum(buckets);
  if (all === 0) return null;
  let below = 0;
  for (let i = 0; i < bounds.length; ++i) {
    if (buckets[i] > 0 && below + buckets[i] >= share * all) {
      const low = i === 0 ? 0 : bounds[i - 1];
      return low + (bounds[i] - low) * (share * all - below) / buckets[i];
    }
    below += buckets[i];
  }
  return bounds[bounds.length - 1];
}

const failed = (answer) => answer.status === 0 || answer.status >= 500;
const failures = (counts) => sum(counts.answers.filter(failed).map((answer) => answer.count));

// What happened between two answers, of a route or of all.
function between(now, before) {
  const older = before || { requests: 0, buckets: now.buckets.map(() => 0), answers: [], phases: {} };
  const result = {
    requests: now.requests - older.requests,
    errors: failures(now) - failures(older),
    buckets: now.buckets.map((count, i) => count - older.buckets[i]),
    phases: {},
  };
  for (const phase of phases) {
    const was = older.phases[phase] || { count: 0, sum_ms: 0 };
    const count = now.phases[phase].count - was.count;
    result.phases[phase] = count > 0 ? (now.phases[phase].sum_ms - was.sum_ms) / count : null;
  }
  return result;
}

// The last answer of the window, so that what is shown does not jump.
const older = () => answers[Math.max(0, answers.length - 1 - kWindow)];

function total(status) {
  const all = [...status.routes.map((route) => route.counts), status.unrouted];
  return {
    requests: sum(all.map((counts) => counts.requests)),
    in_flight: sum(all.map((counts) => counts.in_flight)),
    buckets: all[0].buckets.map((_, i) => sum(all.map((counts) => counts.buckets[i]))),
    answers: all.flatMap((counts) => counts.answers),
    phases: Object.fromEntries(phases.map((phase) => [phase, { count: 0, sum_ms: 0 }])),
  };
}

// ---- pictures ------------------------------------------------------------------

function remember(name, value) {
  history[name].push(value === null ? 0 : value);
  if (history[name].length > kHistory) history[name].shift();
}

function spark(name) {
  const points = history[name];
  const svg = at(name + '-line');
  const width = Math.max(points.length, 30) - 1;
  svg.setAttribute('viewBox', `0 0 ${width} 30`);
  svg.setAttribute('preserveAspectRatio', 'none');
  if (points.length < 2) return;
  const most = Math.max(...points) || 1;
  const from = width + 1 - points.length;
  const line = points.map((value, i) => `${from + i} ${(28 - 26 * value / most).toFixed(1)}`).join('L');
  put(svg, `<path class="area" d="M${from} 30L${line}L${width} 30Z"/><path class="stroke" d="M${line}"/>`);
}

// Heights by the logarithm: 0.1 ms to 10 s.
function strip(worst) {
  const bars = worst.map((ms, i) => {
    const height = ms <= 0 ? 0 : Math.min(1, Math.max(0.05, (Math.log10(ms) + 1) / 5)) * 44;
    const grade = ms >= 30 ? 'high' : ms >= 5 ? 'mid' : 'ok';
    return `<rect class="${grade}" x="${i}" y="${(44 - height).toFixed(1)}" width="0.8" height="${height.toFixed(1)}"/>`;
  });
  return `<svg class="strip" viewBox="0 0 ${worst.length} 44" preserveAspectRatio="none" role="img"` +
    ` aria-label="lag of the last ${worst.length} seconds">${bars.join('')}</svg>`;
}

const part = (kind, share, title) =>
  share > 0 ? `<i class="${kind}" style="width:${(100 * share).toFixed(2)}%" title="${escape(title)}"></i>` : '';

function split(seen) {
  const each = phases.map((phase) => seen.phases[phase]);
  const all = sum(each.map((ms) => ms || 0));
  if (each[0] === null || all === 0) return '<div class="split"><div class="bar"></div><span class="quiet">–</span></div>';
  const parts = phases.map((phase, i) => part(phase, each[i] / all, `${phase} ${time(each[i])}`));
  return `<div class="split"><div class="bar">${parts.join('')}</div><span>${time(all)}</span></div>`;
}

// ---- sections ------------------------------------------------------------------

function showOverview(status, seconds) {
  const seen = between(total(status), answers.length > 1 ? total(older()) : null);
  const last = answers[answers.length - 2];
  const step = last ? between(total(status), total(last)) : { requests: 0, errors: 0, buckets: seen.buckets };
  const gap = last ? (status.now_ms - last.now_ms) / 1000 : 1;
  const p50 = quantile(status.bounds_ms, seen.buckets, 0.5);
  const p99 = quantile(status.bounds_ms, seen.buckets, 0.99);
  text('rate', last ? number(seen.requests / seconds) : '–');
  text('errors', last ? number(seen.errors / seconds) : '–');
  at('errors').className = seen.errors > 0 && last ? 'hot' : '';
  text('p50', last ? time(p50) : '–');
  text('p99', last ? time(p99) : '–');
  text('flight', number(total(status).in_flight));
  remember('rate', last ? step.requests / gap : null);
  remember('errors', last ? step.errors / gap : null);
  remember('p50', last ? p50 : null);
  remember('p99', last ? p99 : null);
  remember('flight', total(status).in_flight);
  Object.keys(history).forEach(spark);
  const stalls = sum(status.routes.flatMap((route) => Object.values(route.stalls)));
  const demoted = status.routes.filter((route) => route.demoted).length;
  text('stall-count', number(stalls));
  text('rescues', stalls > 0 ? `${status.rescues} rescued` : 'since the start');
  text('stall-note', demoted > 0 ? `${demoted} route${demoted > 1 ? 's' : ''} demoted` : 'no route demoted');
}

function showStage(status) {
  const ready = status.not_ready.length === 0;
  const stage = at('stage');
  stage.textContent = ready ? status.stage : status.stage === 'serving' ? 'not ready' : status.stage;
  stage.className = 'pill ' + (ready ? 'good' : status.stage === 'starting' ? 'info' : 'bad');
  text('where', `${status.version} · ${status.addresses.join(', ') || 'not listening yet'}`);
  text('clock', new Date(status.now_ms).toLocaleTimeString());
  const trouble = status.stage === 'serving' ? status.not_ready.join('\n') : '';
  at('trouble').hidden = trouble === '';
  text('trouble', trouble);
}

function loopCard(loop) {
  const now = loop.worst_lag_ms[loop.worst_lag_ms.length - 1];
  const most = Math.max(...loop.worst_lag_ms);
  const state = loop.behind ? '<span class="pill bad">stuck</span>' : loop.late_threads > 0
    ? `<span class="pill warn">${loop.late_threads} late</span>` : '';
  return `<article class="card"><div class="row"><b>Loop ${loop.index}</b>` +
    `<span class="quiet doing" title="${escape(loop.doing)}">${escape(loop.doing)}</span>${state}</div>${strip(loop.worst_lag_ms)}` +
    `<div class="facts"><span><b>${loop.connections}</b> connections</span><span>now <b>${time(now)}</b></span>` +
    `<span>longest <b>${time(most)}</b></span><span>p99 <b>${time(loop.lag.p99_ms)}</b></span></div></article>`;
}

function poolCard(pool) {
  const lost = Math.min(pool.abandoned, pool.busy);
  const idle = pool.threads - pool.busy;
  const most = Math.max(pool.max, pool.threads);
  const full = pool.full_ms >= 10000 ? 'bad' : pool.full_ms > 0 ? 'warn' : '';
  const state = full ? `<span class="pill ${full}">full for ${time(pool.full_ms)}</span>` : '';
  return `<article class="card"><div class="row"><b>${escape(pool.name)}</b>${state}` +
    `<span class="quiet"><b>${pool.busy}</b> of ${pool.max} threads busy</span></div>` +
    `<div class="bar">${part('busy', (pool.busy - lost) / most, `${pool.busy} busy`)}${part('lost', lost / most, `${lost} abandoned`)}` +
    `${part('idle', idle / most, `${idle} idle`)}</div>` +
    `<div class="bar thin">${part('waiting', Math.min(1, pool.waiting / pool.queue), `${pool.waiting} wait`)}</div>` +
    `<div class="facts"><span><b>${pool.waiting}</b> of ${pool.queue} queued</span><span>oldest <b>${time(pool.oldest_ms)}</b></span>` +
    `<span>wait p99 <b>${time(pool.queue_wait.p99_ms)}</b></span><span><b>${number(pool.refused)}</b> refused</span></div></article>`;
}

function flags(route) {
  const all = [];
  if (route.quarantined) all.push(['bad', 'QUARANTINED', 'crashed too often: answers 503 for now']);
  if (route.disabled) all.push(['bad', 'DISABLED', 'its plugin did not come up: answers 503']);
  if (route.shedding) all.push(['bad', 'SHEDDING', 'its calls hold too many threads: answers 503']);
  if (route.demoted) all.push(['warn', 'DEMOTED', 'held an event loop: runs on workers for now']);
  return all.map(([kind, name, title]) => `<span class="pill flag ${kind}" title="${title}">${name}</span>`).join(' ');
}

function routeCells(route, seen, seconds, bounds) {
  const rate = seen.requests / seconds;
  const share = seen.requests > 0 ? seen.errors / seen.requests : 0;
  const p50 = quantile(bounds, seen.buckets, 0.5);
  const p99 = quantile(bounds, seen.buckets, 0.99);
  return `<td><div class="path">${escape(route.path)} ${flags(route)}</div>` +
    `<div class="quiet">${escape(route.methods.join(' '))} · ${escape(route.plugin)} · ${escape(route.handler)}</div></td>` +
    `<td class="mode"><span class="pill info">${escape(route.mode)}</span></td>` +
    `<td class="n" data-label="rate">${rate > 0 ? number(rate) + '/s' : '–'}</td>` +
    `<td class="n ${share > 0 ? 'hot' : ''}" data-label="errors">${seen.requests > 0 ? (100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0) + ' %' : '–'}</td>` +
    `<td class="n" data-label="p50">${time(p50)}</td><td class="n" data-label="p99">${time(p99)}</td>` +
    `<td class="n flight">${route.counts.in_flight}</td><td class="phases">${split(seen)}</td>`;
}

function showRoutes(status, seconds) {
  const body = at('routes').tBodies[0];
  const before = new Map(answers.length > 1 ? older().routes.map((route) => [route.path + route.methods, route]) : []);
  while (body.rows.length > status.routes.length) body.deleteRow(-1);
  status.routes.forEach((route, i) => {
    const row = body.rows[i] || body.insertRow();
    const was = before.get(route.path + route.methods);
    const seen = between(route.counts, was && was.counts);
    row.className = seen.requests > 0 || route.counts.in_flight > 0 ? '' : 'still';
    row.dataset.route = route.path;
    put(row, routeCells(route, seen, seconds, status.bounds_ms));
  });
}

const kinds = { blocked: 'bad', computing: 'warn', slow: 'warn', starved: 'info' };
const actions = {
  rescued: 'loop taken over', watched: 'watched only', exhausted: 'no thread was left', returned: 'came back by itself',
  charged: 'many slow calls',
};

function stallRow(stall) {
  const when = new Date(stall.at).toLocaleTimeString();
  const where = stall.where ? ` in <code>${escape(stall.where)}</code>` : '';
  const stack = stall.stack ? `<span class="quiet mono">${escape(stall.stack)}</span>` : '';
  const fix = stall.fix ? `<span class="quiet">Fix: ${escape(stall.fix)}</span>` : '';
  const demoted = stall.demoted ? ' <span class="pill flag warn">DEMOTED</span>' : '';
  return `<div class="stall"><span class="quiet" title="${escape(stall.at)}">${when}</span>` +
    `<span><span class="pill ${kinds[stall.kind]}">${escape(stall.kind)}</span></span>` +
    `<span class="what">${escape(stall.route)}: <b>${time(stall.lasted_ms)}</b> on loop ${stall.loop}${where}${demoted}${fix}${stack}</span>` +
    `<span class="quiet act">${escape(actions[stall.action])}${stall.action === 'rescued' ? `, ${stall.connections} connections moved` : ''}</span></div>`;
}

function adviceCard(advice) {
  const evidence = advice.evidence.map((line) => `<li>${escape(line)}</li>`).join('');
  const patch = advice.patch
    ? `<div class="patch"><pre>${escape(advice.patch.trimEnd())}</pre><button type="button">Copy</button></div>` : '';
  const words = escape(advice.text).replace(/&#96;|`([^`]*)`/g, (_, word) => `<code>${word}</code>`);
  return `<article class="card advice ${advice.kind === 'could_be_async' ? 'mild' : ''}"><p>${words}</p>` +
    `<ul>${evidence}</ul>${patch}</article>`;
}

function pluginCard(plugin) {
  const state = plugin.disabled ? '<span class="pill bad">disabled</span>' : '<span class="pill good">up</span>';
  const version = plugin.version ? ` <span class="quiet">${escape(plugin.version)} · ABI ${escape(plugin.abi)}</span>` : '';
  return `<article class="card"><div class="row"><b>${escape(plugin.name)}${version}</b>${state}</div>` +
    `<p class="quiet doing" title="${escape(plugin.file)}">${escape(plugin.file.split('/').pop())} · ${escape(plugin.build)}</p></article>`;
}

function show(status) {
  answers.push(status);
  if (answers.length > kWindow + 1) answers.shift();
  const seconds = Math.max(0.001, (status.now_ms - older().now_ms) / 1000);
  showStage(status);
  showOverview(status, seconds);
  put(at('loops'), status.loops.map(loopCard).join(''));
  put(at('pools'), status.pools.map(poolCard).join(''));
  showRoutes(status, answers.length > 1 ? seconds : Infinity);
  put(at('stalls'), status.stalls.slice(0, 20).map(stallRow).join('') || '<p class="empty">None. No call has held an event loop.</p>');
  put(at('plugins'), status.plugins.map(pluginCard).join('') || '<p class="empty">None.</p>');
  at('advice-section').hidden = status.advice.length === 0;
  put(at('advice'), status.advice.map(adviceCard).join(''));
}

// ---- asking --------------------------------------------------------------------

async function ask() {
  try {
    const response = await fetch('/status', { cache: 'no-store' });
    if (!response.ok) throw new Error(`${response.status}`);
    const status = await response.json();
    const last = answers[answers.length - 1];
    if (last && total(status).requests < total(last).requests) answers.length = 0;  // another process answers now
    show(status);
    at('live').className = 'live';
  } catch (error) {
    at('live').className = 'live off';
    at('stage').textContent = 'no answer';
    at('stage').className = 'pill bad';
  }
}

async function run() {
  if (!document.hidden) await ask();
  setTimeout(run, 1000);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('.patch button');
  if (!button) return;
  navigator.clipboard?.writeText(button.previousElementSibling.textContent);
  button.textContent = 'Copied';
  setTimeout(() => { button.textContent = 'Copy'; }, 1200);
});

run();
