package io.github.secretscache.core;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The identity of one version of one secret: where it is read (group), its name or ARN, and the version stage or version
 * id. Immutable and thread-safe.
 *
 * <p>With neither a stage nor a version id the stage is {@value #AWSCURRENT}, as in <a
 * href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html">GetSecretValue</a>.
 *
 * @param group the {@link SecretGroup#name() name of the group} whose region, endpoint and role read it
 * @param name the secret's name, full ARN or partial ARN: 1 to 2,048 characters, no control characters.
 *     What else the service refuses, such as a space, it answers itself
 * @param versionStage the staging label, such as {@code AWSPREVIOUS}: 1 to 256 characters; {@code null} only when a
 *     version id is given
 * @param versionId the version id: 32 to 64 characters; {@code null} when the version is chosen by its stage alone
 */
public record SecretId(
        String group,
        String name,
        @Nullable String versionStage,
        @Nullable String versionId) {
    /** The staging label of the version in use. */
    public static final String AWSCURRENT = "AWSCURRENT";

    /** The group of a secret for which none is named: the default region, endpoint and credentials. */
    public static final String DEFAULT_GROUP = "default";

    /** Made late: most secrets go by their names. */
    private static final class Arn {
        static final Pattern FORM = Pattern.compile("arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[^:*]+");
    }

    /**
     * Checks the parts and puts in the default stage.
     *
     * @throws IllegalArgumentException if a part is empty, too long or has a control character, or if the name is an ARN
     *     of something else than a secret; the message names the part, what was received and what is expected
     */
    public SecretId {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(name, "name");
        checkPart("group", group, 1, 256);
        checkPart("secret name", name, 1, 2048);
        if (name.startsWith("arn:") && !Arn.FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("an ARN given as a secret name must be one of Secrets Manager, such as"
                    + " arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf, but is: "
                    + abbreviated(name));
        }
        if (versionStage != null) {
            checkPart("versionStage", versionStage, 1, 256);
        }
        if (versionId != null) {
            checkPart("versionId", versionId, 32, 64);
        }
        if (versionStage == null && versionId == null) {
            versionStage = AWSCURRENT;
        }
    }

    /**
     * The version {@value #AWSCURRENT} of a secret in the default group.
     *
     * @param name the secret's name, full ARN or partial ARN
     * @return its identity
     * @throws IllegalArgumentException if the name is empty, too long, has a control character or is an ARN of something
     *     else
     */
    public static SecretId of(String name) {
        return new SecretId(DEFAULT_GROUP, name, null, null);
    }

    /** By hand, as {@link #hashCode()}: a record's own are linked at run time, which costs 15 ms of the extension's start. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SecretId id
                && name.equals(id.name)
                && group.equals(id.group)
                && Objects.equals(versionStage, id.versionStage)
                && Objects.equals(versionId, id.versionId);
    }

    /** {@return a hash of all four parts} */
    @Override
    public int hashCode() {
        int hash = 31 * group.hashCode() + name.hashCode();
        hash = 31 * hash + Objects.hashCode(versionStage);
        return 31 * hash + Objects.hashCode(versionId);
    }

    /**
     * The same secret at another staging label, whatever its version id.
     *
     * @param stage the staging label, such as {@code AWSPENDING}
     * @return the identity of that version
     * @throws IllegalArgumentException if the stage is empty or too long
     */
    public SecretId atStage(String stage) {
        return new SecretId(group, name, stage, null);
    }

    /**
     * The same secret at one version id, whatever its stage.
     *
     * @param id the version id
     * @return the identity of that version
     * @throws IllegalArgumentException if the id is not 32 to 64 characters long
     */
    public SecretId atVersion(String id) {
        return new SecretId(group, name, null, id);
    }

    /**
     * The same secret read through another group.
     *
     * @param group the group's name
     * @return the identity of the secret there
     * @throws IllegalArgumentException if the group is empty or too long
     */
    public SecretId inGroup(String group) {
        return new SecretId(group, name, versionStage, versionId);
    }

    /**
     * The same version of the secret with this name or ARN, which a source has returned; {@code null} if nobody can ask
     * for it by that: what a source returns need not have the form that is asked of a user.
     */
    @Nullable
    SecretId named(String other) {
        try {
            return new SecretId(group, other, versionStage, versionId);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static void checkPart(String what, String value, int min, int max) {
        if (value.length() < min || value.length() > max) {
            throw new IllegalArgumentException(what + " must have " + min + " to " + max + " characters, but has "
                    + value.length() + (value.isEmpty() ? "" : ": " + abbreviated(value)));
        }
        if (value.isBlank() || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    what + " must not be blank or hold a control character, but is: " + abbreviated(value));
        }
    }

    private static String abbreviated(String value) {
        StringBuilder printable = new StringBuilder();
        value.chars().limit(80).forEach(c -> printable.append(Character.isISOControl(c) ? '?' : (char) c));
        return value.length() > 80 ? printable + "…" : printable.toString();
    }
}
