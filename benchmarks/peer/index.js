// The peer of the benchmarks, on the stack of the original demo and with its order of things: registers for SHUTDOWN,
// fetches the secrets of config.yaml one by one without waiting for them, serves GET /cache/:name, asks for events.
// Endpoint, port and path of config.yaml come from the environment, so that local-lambda can run it; neither that nor
// the plain http module of Node.js in place of an HTTP library makes it slower than the original.
'use strict';
const fs = require('fs');
const http = require('http');
const AWS = require('aws-sdk');
const express = require('express');
const yaml = require('js-yaml');

const { AWS_LAMBDA_RUNTIME_API, AWS_ENDPOINT_URL_SECRETS_MANAGER, SECRETS_CACHE_CONFIG, SECRETS_CACHE_PORT } =
  process.env;
const api = `http://${AWS_LAMBDA_RUNTIME_API}/2020-01-01/extension`;
const config = SECRETS_CACHE_CONFIG || '/var/task/config.yaml';
const secrets = new Map();

function call(method, path, headers, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(api + path, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => { text += chunk; });
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) {
          resolve({ headers: response.headers, body: JSON.parse(text) });
        } else {
          reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
        }
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function register(name) {
  const headers = { 'Content-Type': 'application/json', 'Lambda-Extension-Name': name };
  const answer = await call('POST', '/register', headers, JSON.stringify({ events: ['SHUTDOWN'] }));
  return answer.headers['lambda-extension-identifier'];
}

async function fetchSecrets() {
  const client = new AWS.SecretsManager({ endpoint: AWS_ENDPOINT_URL_SECRETS_MANAGER });
  const { SecretManagers } = yaml.load(fs.readFileSync(config, 'utf8'));
  for (const SecretId of SecretManagers.flatMap((item) => item.secrets)) {
    try {
      const { SecretString } = await client.getSecretValue({ SecretId }).promise();
      secrets.set(SecretId, SecretString);
    } catch (e) {
      console.error(`${SecretId} cannot be fetched: ${e.message}`);
    }
  }
}

function serve() {
  const app = express();
  app.get('/cache/:name', (request, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.status(200).end(secrets.get(request.params.name));
  });
  app.listen(SECRETS_CACHE_PORT || 8080, '127.0.0.1');
}

async function main(name) {
  const id = await register(name);
  fetchSecrets().catch((e) => console.error(e));
  serve();
  for (;;) {
    const event = await call('GET', '/event/next', { 'Lambda-Extension-Identifier': id });
    if (event.body.eventType === 'SHUTDOWN') {
      process.exit(0);
    }
  }
}

main(process.argv[2]).catch((e) => {
  console.error(e);
  process.exit(1);
});
