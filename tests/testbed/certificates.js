// A throw-away authority and the server certificates it signs, made by openssl.
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-batch'];

function openssl(args, cwd) {
  execFileSync('openssl', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
}

function makeAuthority(folder, name) {
  openssl(['req', '-x509', ...KEY, '-days', '2', '-subj', `/CN=${name}`, '-keyout', `${name}.key`,
    '-out', `${name}.crt`, '-addext', 'keyUsage=critical,keyCertSign'], folder);
  return path.join(folder, `${name}.crt`);
}

// names: subjectAltName, for instance 'DNS:localhost,IP:127.0.0.1'
function makeCertificate(folder, authority, name, names) {
  openssl(['req', ...KEY, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`], folder);
  fs.writeFileSync(path.join(folder, `${name}.ext`), `subjectAltName=${names}\nextendedKeyUsage=serverAuth\n`);
  openssl(['x509', '-req', '-in', `${name}.csr`, '-CA', `${authority}.crt`, '-CAkey', `${authority}.key`,
    '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`, '-out', `${name}.crt`], folder);
  return { key: path.join(folder, `${name}.key`), certificate: path.join(folder, `${name}.crt`) };
}

module.exports = { makeAuthority, makeCertificate };
