package io.github.secretscache.client;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of the AWS Parameters and Secrets Lambda Extension and of the AWS Secrets Manager Agent: the body is the
 * reply of GetSecretValue or GetParameter. Neither server says how long a value may be kept, so the client keeps none.
 */
final class AwsProtocol implements Protocol {
    private final ClientSettings settings;

    AwsProtocol(ClientSettings settings) {
        this.settings = settings;
    }

    @Override
    public String target(ReadRequest request) {
        boolean isSecret = request.kind() == ValueKind.SECRET;
        StringBuilder target = new StringBuilder(
                        isSecret ? "/secretsmanager/get?secretId=" : "/systemsmanager/parameters/get?name=")
                .append(ReadRequest.encoded(request.name()));
        if (request.version() != null) {
            target.append('&').append(request.versionQuery());
        }
        if (!isSecret) {
            target.append("&withDecryption=true");
        }
        return (request.refresh() ? target.append("&refreshNow=true") : target).toString();
    }

    @Override
    public boolean mayStartLate() {
        return true; // the agent is started during the first invocation
    }

    @Override
    public ReadResult read(ReadRequest request, String address, Reply reply, @Nullable Secret known) {
        if (!reply.isOk()) {
            return AwsFailures.of(request, address, reply);
        }
        boolean isSecret = request.kind() == ValueKind.SECRET;
        try {
            Map<String, @Nullable String> members = JsonReader.members(reply.text());
            Secret.Builder made = isSecret ? secret(request, members) : parameter(request, members);
            return new ReadResult.Success(ReplyFreshness.of(reply).in(made).build(), reply.header("etag"));
        } catch (CharacterCodingException | MalformedJsonException | IllegalArgumentException e) {
            String operation = isSecret ? "GetSecretValue" : "GetParameter";
            return AwsFailures.stranger(request, address, "200 without the reply of " + operation);
        }
    }

    private Secret.Builder secret(ReadRequest request, Map<String, @Nullable String> members)
            throws MalformedJsonException {
        String versionId = members.get("VersionId");
        String stages = members.get("VersionStages");
        return settings.secret(request, members.get("Name"))
                .content(content(members.get("SecretString"), members.get("SecretBinary")))
                .versionId(versionId == null ? "" : versionId)
                .versionStages(stages == null ? List.of() : JsonReader.strings(stages));
    }

    private Secret.Builder parameter(ReadRequest request, Map<String, @Nullable String> reply)
            throws MalformedJsonException {
        String object = reply.get("Parameter");
        Map<String, @Nullable String> members = JsonReader.members(object == null ? "" : object);
        String version = members.get("Version");
        return settings.secret(request, members.get("Name"))
                .content(content(members.get("Value"), null))
                .versionId(version == null ? "" : version)
                .versionStages(List.of());
    }

    private static SecretContent content(@Nullable String text, @Nullable String binary) {
        if (text != null) {
            return new SecretContent(text.getBytes(StandardCharsets.UTF_8), text);
        }
        if (binary == null) {
            throw new IllegalArgumentException("no value");
        }
        return new SecretContent(Base64.getDecoder().decode(binary), null);
    }
}
