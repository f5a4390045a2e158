// Written for the AWS Parameters and Secrets Lambda Extension: prints the password of a secret, asked for ten times on
// kept connections.
const http = require('http');

const agent = new http.Agent({ keepAlive: true, maxSockets: 2 });

function getSecret(secretId) {
  const options = {
    agent,
    hostname: 'localhost',
    port: process.env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT || 2773,
    path: `/secretsmanager/get?secretId=${encodeURIComponent(secretId)}`,
    headers: { 'X-Aws-Parameters-Secrets-Token': process.env.AWS_SESSION_TOKEN },
  };
  return new Promise((resolve, reject) => {
    http.get(options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () =>
        response.statusCode === 200 ? resolve(JSON.parse(body)) : reject(new Error(`${response.statusCode} ${body}`)));
    }).on('error', reject);
  });
}

Promise.all(Array.from({ length: 10 }, () => getSecret(process.argv[2])))
  .then((secrets) => new Set(secrets.map((secret) => JSON.parse(secret.SecretString).password)))
  .then((passwords) => console.log([...passwords].join()))
  .catch((error) => {
    console.log(error.message);
    process.exitCode = 1;
  })
  .finally(() => agent.destroy());
