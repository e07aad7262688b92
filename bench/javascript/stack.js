// Measures JsSIP or SIP.js, as main.c does the stacks in C.
// Usage: node stack.js jssip|sipjs check|parse|write|digest CORPUS [SECONDS]
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const [, , name, work, folder, seconds] = process.argv;

const given = {
    sentBy: 'p7x2kq9d1m4z.invalid', branch: 'z9hG4bKu3n8w5r2t7y1', requestUri: 'sip:carol@example.net',
    toName: 'Carol', fromName: 'Dave Example', fromUri: 'sip:dave@example.net', fromTag: 'k4j9s2f7h1',
    callId: 'w8e3r5t1y6u2i9o4p7a0', cseq: 4711,
    headers: [
        'Contact: <sip:dave@example.net;gr=urn:uuid:0b6f5c1e-93d4-4c6a-8f0e-27d95f1ab3c8;ob>',
        'Session-Expires: 90;refresher=uac', 'Content-Type: application/sdp'],
    allow: 'INVITE,ACK,CANCEL,BYE,UPDATE,MESSAGE,OPTIONS,REFER,INFO,NOTIFY', agent: 'bench/1.0',
    challenge: 'Digest realm="example.net", nonce="aXc3dGZqY2V5bTJ4d3E5cGs0bnZiNmho", ' +
        'opaque="9b2e64f07ad81c35e6f1d84023c75ba9", algorithm=MD5, qop="auth"',
    user: 'dave', password: 'correct horse', realm: 'example.net',
    authMethod: 'REGISTER', authUri: 'sip:example.net',
};

const texts = fs.readdirSync(folder).filter((file) => file.endsWith('.sip')).sort()
    .map((file) => fs.readFileSync(path.join(folder, file), 'utf8'));
const sdp = texts.map((text) => text.slice(text.indexOf('\r\n\r\n') + 4))
    .reduce((longest, body) => (body.length > longest.length ? body : longest), '');

function versionOf(module) {
    const file = path.join(__dirname, 'node_modules', module, 'package.json');
    return JSON.parse(fs.readFileSync(file, 'utf8')).version;
}

function jssip() {
    const JsSIP = require('jssip');
    const Parser = require('jssip/lib/Parser');
    const { OutgoingRequest } = require('jssip/lib/SIPMessage');
    const DigestAuthentication = require('jssip/lib/DigestAuthentication');
    const ua = { contact: {}, configuration: { extra_headers: null, uri: JsSIP.URI.parse(given.fromUri), user_agent: given.agent } };

    return {
        version: versionOf('jssip'),
        read: (text) => reading(Parser.parseMessage(text, ua), (m, header, i) => m.parseHeader(header, i)),
        write() {
            const request = new OutgoingRequest('INVITE', JsSIP.URI.parse(given.requestUri), ua, {
                from_uri: ua.configuration.uri, from_display_name: given.fromName, from_tag: given.fromTag,
                to_display_name: given.toName, call_id: given.callId, cseq: given.cseq }, given.headers, sdp);
            request.setHeader('via', `SIP/2.0/WSS ${given.sentBy};branch=${given.branch}`);
            return request.toString();
        },
        digest() {
            const answer = new DigestAuthentication({ username: given.user, password: given.password });
            const challenge = JsSIP.Grammar.parse(given.challenge, 'challenge');
            answer.authenticate({ method: given.authMethod, ruri: given.authUri }, challenge);
            return `Authorization: ${answer.toString()}\r\n`;
        },
    };
}

async function sipjs() {
    const core = await import('sip.js/lib/core/index.js');
    const { Parser } = await import('sip.js/lib/core/messages/parser.js');
    const { DigestAuthentication } = await import('sip.js/lib/core/messages/digest-authentication.js');
    const { Grammar } = await import('sip.js/lib/grammar/grammar.js');
    const logger = { log() {}, warn: console.error, error: console.error, debug() {} };
    // It has no rule for Route.
    const address = (m, header, i) => (header === 'route' ? Grammar.nameAddrHeaderParse(m.getHeaders(header)[i])
        : m.parseHeader(header, i));
    const factory = { getLogger: () => logger };

    return {
        version: versionOf('sip.js'),
        read: (text) => reading(Parser.parseMessage(text, logger), address),
        write() {
            const request = new core.OutgoingRequestMessage('INVITE', Grammar.URIParse(given.requestUri),
                Grammar.URIParse(given.fromUri), Grammar.URIParse(given.requestUri), {
                    viaHost: given.sentBy, callId: given.callId, cseq: given.cseq, fromTag: given.fromTag,
                    fromDisplayName: given.fromName, toDisplayName: given.toName,
                    userAgentString: given.agent, optionTags: ['timer', 'gruu', 'ice', 'replaces', 'outbound'] },
                [...given.headers.slice(0, 2), `Allow: ${given.allow}`],
                { contentType: 'application/sdp', contentDisposition: '', content: sdp });
            request.setViaHeader(given.branch, 'WSS');
            return request.toString();
        },
        digest() {
            const answer = new DigestAuthentication(factory, undefined, given.user, given.password);
            const challenge = Grammar.parse(given.challenge, 'challenge');
            answer.authenticate({ method: given.authMethod, ruri: { toString: () => given.authUri } }, challenge);
            return `Authorization: ${answer.toString()}\r\n`;
        },
    };
}

// What a dialog needs, in the order of main.c.
function reading(m, address) {
    const lines = [];
    const each = (header, read) => m.getHeaders(header).forEach((_, i) => lines.push(`${header}=${read(i)}`));
    const status = m.status_code ?? m.statusCode;
    if (status) {
        lines.push(`status=${status}`);
    } else {
        lines.push(`method=${m.method}`, `uri-host=${m.ruri.host}`);
    }
    each('via', (i) => m.parseHeader('via', i).host);
    lines.push(`branch=${m.via_branch ?? m.viaBranch}`);
    lines.push(`from-tag=${m.from_tag ?? m.fromTag ?? ''}`, `to-tag=${m.to_tag ?? m.toTag ?? ''}`);
    lines.push(`call-id=${m.call_id ?? m.callId}`, `cseq=${m.cseq.value ?? m.cseq}`, `cseq-method=${m.method}`);
    for (const header of ['contact', 'record-route', 'route']) {
        each(header, (i) => address(m, header, i).uri.host);
    }
    lines.push(`content-type=${(m.getHeader('content-type') ?? '').split(';')[0]}`);
    lines.push(`content-length=${m.getHeader('content-length')}`, `body=${(m.body ?? '').length}`);
    return lines;
}

function check(stack) {
    const lines = [`version=${stack.version}`];
    texts.forEach((text, i) => lines.push(`message=${i + 1}`, ...stack.read(text)));
    const written = stack.write();
    lines.push(`write=${written.length}`, ...stack.read(written), `digest=${stack.digest()}`);
    console.log(lines.join('\n'));
}

// Nanoseconds a message, the compiler warm.
function measure(stack) {
    const rounds = { parse: () => texts.forEach((text) => stack.read(text)), write: stack.write, digest: stack.digest };
    const round = rounds[work];
    const perRound = work === 'parse' ? texts.length : 1;
    const run = (limit) => {
        const begin = process.cpuUsage();
        let count = 0;
        let took = 0;
        for (; took < limit * 1e6; count++) {
            round();
            if (count % 16 === 0) {
                const usage = process.cpuUsage(begin);
                took = usage.user + usage.system;
            }
        }
        return (took * 1000) / count / perRound;
    };
    run(Number(seconds ?? 1) / 2);
    console.log(`${run(Number(seconds ?? 1)).toFixed(2)} - -`);
}

(async () => {
    const stack = await { jssip, sipjs }[name]();
    (work === 'check' ? check : measure)(stack);
})();
