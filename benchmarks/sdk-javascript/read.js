// Reads a secret again and again, and prints the nanoseconds of each read: name, reads to warm up, reads to time.
const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager')

const [name, warmUp, times] = process.argv.slice(2)
const client = new SecretsManagerClient({})

async function nanosOfARead () {
  const begin = process.hrtime.bigint()
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }))
  const nanos = process.hrtime.bigint() - begin
  if (!SecretString) {
    throw new Error('no secret')
  }
  return nanos
}

async function main () {
  for (let i = 0; i < warmUp; i++) {
    await nanosOfARead()
  }
  const read = []
  for (let i = 0; i < times; i++) {
    read.push(await nanosOfARead())
  }
  console.log(read.join('\n'))
}

main()
