package io.github.secretscache.client;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of the AWS Parameters and Secrets Lambda Extension and of the AWS Secrets Manager Agent: the body is the
 * reply of GetSecretValue. Neither says how long a value may be kept, so none is.
 */
final class AwsProtocol implements Protocol {
    private final ClientSettings settings;

    AwsProtocol(ClientSettings settings) {
        this.settings = settings;
    }

    @Override
    public String target(ReadRequest request) {
        return "/secretsmanager/get?secretId=" + ReadRequest.encoded(request.name())
                + (request.versionStage() == null ? "" : "&versionStage=" + ReadRequest.encoded(request.versionStage()))
                + (request.refresh() ? "&refreshNow=true" : "");
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
        try {
            return new ReadResult.Success(
                    secret(request, reply, JsonReader.members(reply.text())), reply.header("etag"));
        } catch (CharacterCodingException | MalformedJsonException | IllegalArgumentException e) {
            return AwsFailures.stranger(request, address, "200 without the reply of GetSecretValue");
        }
    }

    private Secret secret(ReadRequest request, Reply reply, Map<String, @Nullable String> members)
            throws MalformedJsonException {
        String name = members.get("Name");
        String versionId = members.get("VersionId");
        String stages = members.get("VersionStages");
        ReplyFreshness freshness = ReplyFreshness.of(reply);
        Secret.Builder secret = settings.secret(name == null ? request.name() : name)
                .content(content(members.get("SecretString"), members.get("SecretBinary")))
                .versionId(versionId == null ? "" : versionId)
                .versionStages(stages == null ? List.of() : JsonReader.strings(stages))
                .fetchedAt(freshness.fetchedAt());
        if (freshness.timeToLive() != null) {
            secret.timeToLive(freshness.timeToLive());
        }
        return secret.build();
    }

    private static SecretContent content(@Nullable String text, @Nullable String binary) {
        if (text != null) {
            return new SecretContent(text.getBytes(StandardCharsets.UTF_8), text);
        }
        if (binary == null) {
            throw new IllegalArgumentException("neither SecretString nor SecretBinary");
        }
        return new SecretContent(Base64.getDecoder().decode(binary), null);
    }
}
