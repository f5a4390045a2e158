package io.github.secretscache.core.aws;

import io.github.secretscache.core.SignatureVerifier;
import io.github.secretscache.core.SignedRequest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.signer.Aws4Signer;
import software.amazon.awssdk.auth.signer.params.Aws4SignerParams;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.regions.Region;

/**
 * Verifies signatures: the same request is signed at the same time by the SDK's own signer, and the two are compared. The
 * sender's hash of the body is ignored: the signer hashes the body itself. Thread-safe.
 *
 * <p>The SDK's newer signer always signs a header with that hash, which half of the SDKs do not send; its older one does
 * not.
 */
final class AwsSignatures implements SignatureVerifier {
    private static final Duration LARGEST_SKEW = Duration.ofMinutes(15);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Set<String> SERVICES = Set.of("secretsmanager", "ssm");

    /** The headers that every SDK signs; a signature must cover them to be valid for this request. */
    private static final List<String> COVERED = List.of("host", "x-amz-date", "x-amz-target");

    /** The signer adds these itself. */
    private static final Set<String> BY_THE_SIGNER = Set.of("host", "x-amz-date");

    @SuppressWarnings("deprecation") // See above.
    private static final Aws4Signer SIGNER = Aws4Signer.create();

    private final @Nullable String token;
    private final AwsRecentCredentials credentials;
    private final InstantSource clock;

    /** @param token what counts as a secret access key, whatever the key's id; {@code null} if nothing does */
    AwsSignatures(@Nullable String token, AwsRecentCredentials credentials, InstantSource clock) {
        this.token = token;
        this.credentials = credentials;
        this.clock = clock;
    }

    @Override
    public Optional<String> refusal(SignedRequest request) {
        String header = request.headers().getOrDefault("authorization", "");
        AwsAuthorization claim = AwsAuthorization.parse(header);
        if (claim == null) {
            return Optional.of("The header Authorization is no signature of version 4 (AWS4-HMAC-SHA256).");
        }
        if (!SERVICES.contains(claim.service())) {
            return Optional.of("The signature is for another service than secretsmanager or ssm.");
        }
        if (!claim.signedHeaders().containsAll(COVERED)) {
            return Optional.of("The signature must cover the headers " + String.join(", ", COVERED) + ".");
        }
        Instant date = dateOf(request);
        if (date == null) {
            return Optional.of("The header X-Amz-Date is missing, or not of the form 20261130T100000Z.");
        }
        if (Duration.between(date, clock.instant()).abs().compareTo(LARGEST_SKEW) > 0) {
            return Optional.of(
                    "The date of the signature is more than 15 minutes from the clock of the secrets cache.");
        }
        try {
            return isGenuine(request, claim, date)
                    ? Optional.empty()
                    : Optional.of("The request is signed with other credentials than those of the secrets cache, or was"
                            + " changed after it was signed. A client with credentials of its own is pointed at the"
                            + " service itself.");
        } catch (IllegalArgumentException e) {
            return Optional.of("The header Host is no host and port.");
        }
    }

    private static @Nullable Instant dateOf(SignedRequest request) {
        try {
            return DATE.parse(request.headers().getOrDefault("x-amz-date", ""), Instant::from);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private boolean isGenuine(SignedRequest request, AwsAuthorization claim, Instant date) {
        for (AwsCredentials candidate : candidates(claim.accessKeyId())) {
            String header = signed(request, claim, date, candidate)
                    .firstMatchingHeader("Authorization")
                    .orElse("");
            AwsAuthorization ours = AwsAuthorization.parse(header);
            if (ours != null && isEqual(ours.signature(), claim.signature())) {
                return true;
            }
        }
        return false;
    }

    /** The token first, because it needs no call. */
    private List<AwsCredentials> candidates(String accessKeyId) {
        List<AwsCredentials> candidates = new ArrayList<>();
        if (token != null) {
            candidates.add(AwsBasicCredentials.create(accessKeyId, token));
        }
        candidates.addAll(credentials.withKey(accessKeyId));
        return candidates;
    }

    @SuppressWarnings("deprecation") // See above.
    private static SdkHttpFullRequest signed(
            SignedRequest request, AwsAuthorization claim, Instant date, AwsCredentials signer) {
        URI here = URI.create("http://" + request.headers().getOrDefault("host", "") + "/");
        SdkHttpFullRequest.Builder copy = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(here)
                .contentStreamProvider(() -> new ByteArrayInputStream(bytes(request.body())));
        for (String name : claim.signedHeaders()) {
            String value = request.headers().get(name);
            if (value != null && !BY_THE_SIGNER.contains(name)) {
                copy.putHeader(name, value);
            }
        }
        return SIGNER.sign(
                copy.build(),
                Aws4SignerParams.builder()
                        .awsCredentials(signer)
                        .signingName(claim.service())
                        .signingRegion(Region.of(claim.region()))
                        .signingClockOverride(Clock.fixed(date, ZoneOffset.UTC))
                        .build());
    }

    private static byte[] bytes(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        return bytes;
    }

    private static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
