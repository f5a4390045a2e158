// Keeps COUNT connections in one http.Agent, each after a read, says "ready", and reads again on each when told to.
// Prints how many of those first reads after the wait failed. Arguments: port, count.
const http = require('node:http');
const readline = require('node:readline');

const [port, count] = process.argv.slice(2).map(Number);
const agent = new http.Agent({ keepAlive: true, maxSockets: count, maxFreeSockets: count });

function read() {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/cache/secret_now', agent }, (response) => {
      response.resume();
      response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(String(response.statusCode)))));
    });
    request.on('error', reject);
  });
}

function all() {
  return Promise.allSettled(Array.from({ length: count }, read));
}

all().then((first) => {
  if (first.some((outcome) => outcome.status === 'rejected')) {
    throw first.find((outcome) => outcome.status === 'rejected').reason;
  }
  const kept = Object.values(agent.freeSockets).flat().length;
  console.log(`ready ${kept}`);
  readline.createInterface({ input: process.stdin }).once('line', async () => {
    const outcomes = await all();
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
    failed.slice(0, 1).forEach((outcome) => console.error(outcome.reason));
    console.log(`failed ${failed.length}`);
    process.exit(0);
  });
});
