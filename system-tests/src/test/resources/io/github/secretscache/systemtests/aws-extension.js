'use strict';

// A function written for the AWS Parameters and Secrets Lambda Extension: it knows nothing of any other.

const http = require('http');

const port = process.env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT || 2773;

function get(path) {
  const headers = { 'X-Aws-Parameters-Secrets-Token': process.env.AWS_SESSION_TOKEN };
  return new Promise((resolve, reject) => {
    http.get({ hostname: 'localhost', port, path, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => { body += chunk; });
      response.on('end', () => {
        if (response.statusCode !== 200) {
          reject(new Error(`${path}: ${response.statusCode}`));
          return;
        }
        resolve(JSON.parse(body));
      });
    }).on('error', reject);
  });
}

const parameter = (query) => get('/systemsmanager/parameters/get/?' + query);

exports.handler = async (event) => {
  if (event.missing) {
    return parameter('name=' + encodeURIComponent(event.missing));
  }
  // As they are found in the wild: encoded or not, the name first or last.
  const [secure, encrypted, plain, list, first, live, secret] = await Promise.all([
    parameter('withDecryption=true&name=/app/password'),
    parameter('name=' + encodeURIComponent('/app/password')),
    parameter('name=plain'),
    parameter('name=%2Fapp%2Fhosts'),
    parameter('name=%2Fapp%2Fpassword&version=1&withDecryption=true'),
    parameter('label=live&name=/app/password&withDecryption=true'),
    get('/secretsmanager/get?secretId=prod%2Fdb'),
  ]);
  const reference = await parameter('name=/aws/reference/secretsmanager/prod/db&withDecryption=true');
  return {
    secure: secure.Parameter,
    encrypted: encrypted.Parameter,
    plain: plain.Parameter,
    list: list.Parameter.Value.split(','),
    first: first.Parameter,
    live: live.Parameter,
    secret: JSON.parse(secret.SecretString),
    reference: JSON.parse(reference.Parameter.Value),
    source: JSON.parse(reference.Parameter.SourceResult).name,
  };
};
