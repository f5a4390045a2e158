'use strict';

const http = require('http');

const agent = new http.Agent({ keepAlive: true });

// The function of the original story: it needs nothing but Node.js and the layer. It tells what may be known of the
// secret, never its value.
exports.handler = async () => {
  const start = process.hrtime.bigint();
  const { text, headers } = await readSecret('secret_now');
  const readMicros = Number((process.hrtime.bigint() - start) / 1000n);
  const fields = Object.keys(JSON.parse(text));
  const versionId = headers['secret-version-id'];
  console.log(`Response from cache: fields [${fields.join(', ')}] of secret_now, version ${versionId}`);
  const stale = /fwd=stale/.test(headers['cache-status']);
  return { name: 'secret_now', fields, versionId, stale, readMicros };
};

function readSecret(name) {
  return new Promise((resolve, reject) => {
    const port = process.env.SECRETS_CACHE_PORT || 8080;
    const headers = { 'X-Aws-Parameters-Secrets-Token': process.env.AWS_SESSION_TOKEN || '' };
    const options = { agent, headers, hostname: 'localhost', port, path: '/cache/' + name, timeout: 6000 };
    const request = http.get(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => { text += chunk; });
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) {
          resolve({ text, headers: response.headers });
        } else {
          reject(new Error('Secret ' + name + ' was not served: ' + response.statusCode + ' ' + text));
        }
      });
    });
    request.on('timeout', () => request.destroy(new Error('Secret ' + name + ' was not served within 6 s')));
    request.on('error', reject);
  });
}
