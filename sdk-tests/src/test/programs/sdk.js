// The AWS SDK for JavaScript v3: get NAME and put NAME TEXT from standard input, a line for each.
const { SecretsManagerClient, GetSecretValueCommand, PutSecretValueCommand } = require('@aws-sdk/client-secrets-manager')
const readline = require('node:readline')

const client = new SecretsManagerClient({})

async function answer (operation, name, text) {
  if (operation === 'put') {
    await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: text }))
    return 'written'
  }
  return (await client.send(new GetSecretValueCommand({ SecretId: name }))).SecretString
}

async function run () {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [, operation, name, text] = /^(\S+) (\S+) ?(.*)$/.exec(line)
    try {
      console.log('value ' + await answer(operation, name, text))
    } catch (e) {
      console.log(`error ${e.name} ${e.message}`.replaceAll('\n', ' '))
    }
  }
}

run()
