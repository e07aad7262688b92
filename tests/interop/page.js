// A JsSIP phone in a web page, for the tests outside to drive.  Bundled by esbuild, loaded by browser.js.
const JsSIP = require('jssip');

const LASTING = ['registered', 'unregistered', 'registrationFailed', 'connected', 'disconnected'];
const SESSION = ['progress', 'accepted', 'confirmed', 'ended', 'failed', 'hold', 'unhold', 'getusermediafailed'];

let ua;
let session;
let whenCalled;         // what to do with the next incoming call: a function of the session
let onlyCodec;          // {payload, codec}: the only one that goes out in a description
const events = [];      // {name, ...facts}, in their order

const tell = (name, facts = {}) => events.push({ name, ...facts });
const factsOf = (event) => ({ originator: event.originator, cause: event.cause,
  status: event.message?.status_code });

// Media must be played, or the browser neither decodes the picture nor measures the sound.
function play(connection) {
  const player = document.createElement('video');
  player.autoplay = true;
  player.srcObject = new MediaStream();
  document.body.append(player);
  connection.addEventListener('track', ({ track }) => player.srcObject.addTrack(track));
}

function withOneCodec(sdp) {
  const { payload, codec } = onlyCodec;
  const kept = sdp.split('\r\n').filter((line) => !/^a=(rtpmap|fmtp|rtcp-fb):/.test(line));
  const at = kept.findIndex((line) => line.startsWith('m=audio'));
  kept[at] = kept[at].replace(/(m=audio \d+ \S+).*/, `$1 ${payload}`);
  kept.splice(at + 2, 0, `a=rtpmap:${payload} ${codec}`);
  return kept.join('\r\n');
}

function follow(next) {
  session = next;
  session.on('sdp', (event) => {
    if (onlyCodec && event.originator === 'local') event.sdp = withOneCodec(event.sdp);
  });
  for (const name of SESSION) session.on(name, (event) => tell(name, factsOf(event ?? {})));
  if (session.connection) play(session.connection);
  else session.on('peerconnection', ({ peerconnection }) => play(peerconnection));
}

async function statistics() {
  const found = {};
  for (const entry of (await session.connection.getStats()).values()) {
    if (entry.type === 'inbound-rtp') found[entry.kind] = entry;
  }
  const { audio = {}, video = {} } = found;
  return {
    audioPackets: audio.packetsReceived ?? 0,
    audioEnergy: audio.totalAudioEnergy ?? 0,
    videoPackets: video.packetsReceived ?? 0,
    framesDecoded: video.framesDecoded ?? 0,
  };
}

// The loudest frequency in what is heard, in Hz.
async function heardFrequency(milliseconds) {
  const context = new AudioContext();
  await context.resume();
  const analyser = new AnalyserNode(context, { fftSize: 16384, smoothingTimeConstant: 0 });
  context.createMediaStreamSource(document.querySelector('video:last-of-type').srcObject).connect(analyser);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  const levels = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(levels);
  const loudest = levels.indexOf(levels.reduce((most, level) => Math.max(most, level)));
  await context.close();
  return loudest * context.sampleRate / analyser.fftSize;
}

// The picture seen, as the mean of each colour and how far the green spreads.
function seenPicture() {
  const player = document.querySelector('video:last-of-type');
  const canvas = new OffscreenCanvas(player.videoWidth, player.videoHeight);
  const painter = canvas.getContext('2d');
  painter.drawImage(player, 0, 0);
  const { data } = painter.getImageData(0, 0, canvas.width, canvas.height);
  const sums = [0, 0, 0, 0];
  for (let at = 0; at < data.length; at += 4) {
    for (let colour = 0; colour < 3; colour++) sums[colour] += data[at + colour];
    sums[3] += data[at + 1] ** 2;
  }
  const [red, green, blue, squares] = sums.map((sum) => sum / (data.length / 4));
  return { width: canvas.width, height: canvas.height, red, green, blue,
    spread: Math.sqrt(squares - green ** 2) };
}

window.phone = {
  register(user, password, url) {
    ua = new JsSIP.UA({ sockets: [new JsSIP.WebSocketInterface(url)], uri: `sip:${user}@example.test`, password });
    for (const name of LASTING) ua.on(name, (event) => tell(name, { cause: event?.cause }));
    ua.on('newRTCSession', (event) => {
      tell('newRTCSession', { originator: event.originator });
      follow(event.session);
      if (event.originator === 'remote') whenCalled?.(event.session);
    });
    ua.on('newMessage', ({ originator, message, request }) => {
      tell('newMessage', { originator, body: request.body });
      if (originator === 'remote') return;
      message.on('succeeded', () => tell('succeeded'));
      message.on('failed', (event) => tell('messageFailed', factsOf(event)));
    });
    ua.start();
  },
  stop: () => ua.stop(),
  call: (target, media) => { ua.call(target, { mediaConstraints: media }); },
  answerCalls(media) { whenCalled = (call) => call.answer({ mediaConstraints: media }); },
  rejectCalls(code) { whenCalled = (call) => call.terminate({ status_code: code }); },
  // From now on the descriptions that go out name one audio codec only.
  speakOnly(payload, codec) { onlyCodec = { payload, codec }; },
  terminate: () => session.terminate(),
  message: (target, text) => { ua.sendMessage(target, text); },
  events, statistics, heardFrequency, seenPicture,
};
