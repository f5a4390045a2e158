'use strict';

const http = require('http');

// The function of the original story: it needs nothing but Node.js and the layer.
exports.handler = async () => {
  const secret = await readSecret('secret_now');
  // For the demonstration alone, which shows in the log what came out of the cache. No other function, and
  // nothing else in this project, ever prints the value of a secret: do not copy this line.
  console.log('Response from cache: ' + secret);
  return { statusCode: 200 };
};

function readSecret(name) {
  return new Promise((resolve, reject) => {
    const request = http.get(
      { hostname: 'localhost', port: process.env.SECRETS_CACHE_PORT || 8080, path: '/cache/' + name, timeout: 6000 },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => { body += chunk; });
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode === 200) {
            resolve(body);
          } else {
            reject(new Error('Secret ' + name + ' was not served: ' + response.statusCode + ' ' + body));
          }
        });
      },
    );
    request.on('timeout', () => request.destroy(new Error('Secret ' + name + ' was not served within 6 s')));
    request.on('error', reject);
  });
}
