package io.github.secretscache.locallambda.aws;

import io.github.secretscache.locallambda.http.ApiReply;
import io.github.secretscache.locallambda.http.ApiRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** AssumeRole of the Security Token Service (query protocol, XML), for secrets that are read with another role. */
final class StsProtocol {

    private static final String CONTENT_TYPE = "text/xml";
    private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";
    private static final Pattern ROLE = Pattern.compile("arn:aws:iam::(\\d{12}):role/([\\w+=,.@/-]+)");
    private static final Duration SESSION = Duration.ofHours(1);

    private final CallLog calls;
    private final FaultGate gate;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    StsProtocol(CallLog calls, FaultGate gate, InstantSource clock) {
        this.calls = calls;
        this.gate = gate;
        this.clock = clock;
    }

    ApiReply answer(ApiRequest request) {
        try {
            Map<String, String> form = form(request.body().text());
            if (!"AssumeRole".equals(form.get("Action"))) {
                throw new ServiceException("InvalidAction", 400, "local-lambda implements AssumeRole only");
            }
            List<String> role = List.of(form.getOrDefault("RoleArn", ""));
            calls.add("AssumeRole", role);
            return gate.pass("AssumeRole", role, false)
                    .orElseGet(() -> ApiReply.text(200, CONTENT_TYPE, assumeRole(form)));
        } catch (ServiceException e) {
            return error(e);
        }
    }

    private String assumeRole(Map<String, String> form) {
        String arn = form.getOrDefault("RoleArn", "");
        String session = form.getOrDefault("RoleSessionName", "");
        Matcher role = ROLE.matcher(arn);
        if (!role.matches() || !session.matches("[\\w+=,.@-]{2,64}")) {
            throw new ServiceException("ValidationError", 400, "RoleArn or RoleSessionName is missing or not valid");
        }
        Instant expiration = clock.instant().plus(SESSION).truncatedTo(ChronoUnit.SECONDS);
        return """
                <AssumeRoleResponse xmlns="%s"><AssumeRoleResult>\
                <AssumedRoleUser><AssumedRoleId>AROALOCALLAMBDA:%s</AssumedRoleId>\
                <Arn>arn:aws:sts::%s:assumed-role/%s/%s</Arn></AssumedRoleUser>\
                <Credentials><AccessKeyId>ASIA%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>\
                <SessionToken>%s</SessionToken><Expiration>%s</Expiration></Credentials>\
                </AssumeRoleResult><ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata>\
                </AssumeRoleResponse>""".formatted(
                        NAMESPACE,
                        session,
                        role.group(1),
                        role.group(2),
                        session,
                        randomText(15)
                                .toUpperCase(Locale.ROOT)
                                .replaceAll("[^A-Z0-9]", "X")
                                .substring(0, 16),
                        randomText(30),
                        randomText(200),
                        expiration,
                        UUID.randomUUID());
    }

    private static ApiReply error(ServiceException e) {
        boolean denied = e.code().equals("AccessDeniedException");
        String message = e.message().replace("&", "&amp;").replace("<", "&lt;");
        return ApiReply.text(
                denied ? 403 : e.status(),
                CONTENT_TYPE,
                "<ErrorResponse xmlns=\"%s\"><Error><Type>%s</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>"
                        .formatted(
                                NAMESPACE,
                                e.status() < 500 ? "Sender" : "Receiver",
                                denied ? "AccessDenied" : e.code(),
                                message));
    }

    private String randomText(int bytes) {
        byte[] noise = new byte[bytes];
        random.nextBytes(noise);
        return Base64.getEncoder().encodeToString(noise);
    }

    private static Map<String, String> form(String body) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : body.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            fields.put(decode(parts[0]), parts.length == 2 ? decode(parts[1]) : "");
        }
        return fields;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ServiceException("MalformedInput", 400, "The body is not a URL-encoded form");
        }
    }
}
