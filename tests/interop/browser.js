// A headless Chromium with JsSIP in its pages.
const http = require('node:http');
const path = require('node:path');
const esbuild = require('esbuild');
const { chromium } = require('playwright-core');
const { folder } = require('../testbed/processes');
const { WebPhone } = require('./web-phone');

const BINARY = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--ignore-certificate-errors',
  '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection', '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--disable-background-timer-throttling', '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows', '--autoplay-policy=no-user-gesture-required',
];
const DOCUMENT = '<!doctype html><meta charset=utf-8><title>phone</title><script src=/page.js></script>';

// The microphone and the camera ask for a page that came from localhost.
function serve(script) {
  const server = http.createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? script : DOCUMENT);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

class Browser {
  async start() {
    const bundle = esbuild.buildSync({ entryPoints: [path.join(__dirname, 'page.js')], bundle: true,
      platform: 'browser', define: { global: 'window' }, write: false, logLevel: 'error' });
    this.server = await serve(bundle.outputFiles[0].text);
    this.context = await chromium.launchPersistentContext(path.join(folder, 'chromium'), {
      executablePath: BINARY, headless: true, permissions: ['camera', 'microphone'], args: FLAGS,
    });
  }

  async open(user) {
    const page = await this.context.newPage();
    await page.goto(`http://localhost:${this.server.address().port}/`);
    return new WebPhone(page, user);
  }

  async stop() {
    await this.context?.close();
    this.server?.close();
  }
}

module.exports = { Browser };
