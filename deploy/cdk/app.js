'use strict';

// The example functions in Java, Node.js and Python, each with the layer and no permission more than that needs.
//
//     npm install && npx cdk deploy --context architecture=arm64 --context parameterPath=/app/prod
//
// Build first, in the root of the project: mvn -Pruntime verify

const path = require('path');
const { App, ArnFormat, Duration, Stack } = require('aws-cdk-lib');
const { PolicyStatement } = require('aws-cdk-lib/aws-iam');
const { Architecture, Code, Function, LayerVersion, Runtime } = require('aws-cdk-lib/aws-lambda');

const app = new App();
const root = path.join(__dirname, '..', '..');
const secretName = 'secret_now'; // as the config.yaml of the functions lists it
const parameterPath = app.node.tryGetContext('parameterPath'); // such as /app/prod, if it lists one

/** Without a token no secret is read. Beside this the role has AWSLambdaBasicExecutionRole, for the log. */
function withSecrets(stack, id, layer, properties) {
  const lambda = new Function(stack, id, {
    memorySize: 512,
    timeout: Duration.seconds(30),
    ...properties,
    layers: [layer],
    // Secrets in environment variables, without a change of code: AWS_LAMBDA_EXEC_WRAPPER: '/opt/secrets-cache-env'
    environment: { SECRETS_CACHE_REQUIRE_TOKEN: 'true' },
  });
  lambda.addToRolePolicy(new PolicyStatement({
    actions: ['secretsmanager:GetSecretValue'],
    // Secrets Manager ends an ARN with six characters of its own.
    resources: [stack.formatArn({
      service: 'secretsmanager', resource: 'secret', arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: secretName + '-??????',
    })],
  }));
  // Two or more secrets in one call at start. The action takes no resource, and it opens nothing by itself.
  lambda.addToRolePolicy(new PolicyStatement({
    actions: ['secretsmanager:BatchGetSecretValue'],
    resources: ['*'],
  }));
  if (parameterPath) {
    // One by one; ten in one call; all below the path. The key aws/ssm needs no permission, one of yours kms:Decrypt.
    lambda.addToRolePolicy(new PolicyStatement({
      actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
      resources: [parameterPath, `${parameterPath}/*`].map((name) => stack.formatArn({
        service: 'ssm', resource: 'parameter', resourceName: name.replace(/^\//, ''),
      })),
    }));
  }
  return lambda;
}

const stack = new Stack(app, 'SecretsCacheSamples');
const architecture = app.node.tryGetContext('architecture') === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64;
const kind = architecture === Architecture.ARM_64 ? 'arm64' : 'x86_64';

const jarsOnly = new LayerVersion(stack, 'JarsOnlyLayer', {
  code: Code.fromAsset(path.join(root, 'extension-layer/target/secrets-cache-layer-java.zip')),
  compatibleRuntimes: [Runtime.JAVA_17, Runtime.JAVA_21],
  compatibleArchitectures: [Architecture.X86_64, Architecture.ARM_64],
  license: 'Apache-2.0',
});
const withRuntime = new LayerVersion(stack, 'RuntimeLayer', {
  code: Code.fromAsset(path.join(root, `runtime-layer/target/secrets-cache-layer-${kind}.zip`)),
  compatibleArchitectures: [architecture],
  license: 'Apache-2.0',
});

withSecrets(stack, 'JavaFunction', jarsOnly, {
  runtime: Runtime.JAVA_21,
  architecture,
  handler: 'io.github.secretscache.example.ExampleHandler::handleRequest',
  code: Code.fromAsset(path.join(root, 'example-function/target/function')),
  memorySize: 1200,
});
withSecrets(stack, 'NodejsFunction', withRuntime, {
  runtime: Runtime.NODEJS_22_X,
  architecture,
  handler: 'index.handler',
  code: Code.fromAsset(path.join(root, 'example-function/nodejs')),
});
withSecrets(stack, 'PythonFunction', withRuntime, {
  runtime: Runtime.PYTHON_3_13,
  architecture,
  handler: 'app.handler',
  code: Code.fromAsset(path.join(root, 'example-function/python')),
});
