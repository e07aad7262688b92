// Child processes, files and ports of a test run: everything is given back at the end.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const running = new Set();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'csip-interop.'));

function start(command, args, options = {}) {
  const child = spawn(command, args, options);
  running.add(child);
  child.ended = new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, error }));
    child.on('close', (code, signal) => resolve({ code, signal }));
  }).finally(() => running.delete(child));
  return child;
}

// Ask the process to end; insist when it does not.
async function stop(child, signal = 'SIGTERM', graceMs = 5000) {
  if (!running.has(child)) return child.ended;
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  const result = await child.ended;
  clearTimeout(timer);
  return result;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Ask again and again until the answer is truthy; the last answer is told when time is over.
async function until(what, question, seconds = 15) {
  const over = Date.now() + seconds * 1000;
  let answer;
  do {
    answer = await question();
    if (answer) return answer;
    await sleep(50);
  } while (Date.now() < over);
  throw new Error(`not within ${seconds} s: ${typeof what === 'function' ? what() : what}`);
}

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

module.exports = { start, stop, freePort, sleep, until, folder };
