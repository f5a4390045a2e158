# The smallest loop over the Runtime API around handler().
require 'json'
require 'net/http'
require_relative 'secret'

API = Net::HTTP.new(*ENV.fetch('AWS_LAMBDA_RUNTIME_API').split(':'), nil)
API.read_timeout = nil
INVOCATION = '/2018-06-01/runtime/invocation'

loop do
  reply = API.get("#{INVOCATION}/next")
  id = reply['Lambda-Runtime-Aws-Request-Id']
  begin
    API.post("#{INVOCATION}/#{id}/response", JSON.generate(handler(event: JSON.parse(reply.body), context: nil)))
  rescue StandardError => e
    API.post("#{INVOCATION}/#{id}/error", JSON.generate(errorMessage: e.message, errorType: e.class.name))
  end
end
