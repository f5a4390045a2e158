package io.github.secretscache.core;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The identity of one version of one secret or parameter: its kind, where it is read (group), its name or ARN, and which
 * version. Immutable and thread-safe.
 *
 * <p>A secret with neither a stage nor a version id is at stage {@value #AWSCURRENT}, as in <a
 * href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html">GetSecretValue</a>; a
 * parameter with neither is at its newest version, as in <a
 * href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html">GetParameter</a>.
 *
 * @param kind a secret or a parameter
 * @param group the {@link SecretGroup#name() name of the group} whose region, endpoint and role read it
 * @param name the name, full ARN or, of a secret, partial ARN: 1 to 2,048 characters, no control characters. A
 *     parameter's has at most 15 levels and no doubled slash, and need not begin with one. Other invalid names, such as
 *     one with a space, are left to the service to refuse
 * @param versionStage the staging label, such as {@code AWSPREVIOUS}, or a parameter's label: 1 to 256 characters; {@code
 *     null} only when a version id is given, or for a parameter's newest version
 * @param versionId the version id: 32 to 64 characters, or a parameter's version number; {@code null} when the version is
 *     chosen otherwise. A parameter has no label beside it
 * @param decrypted whether a SecureString is read in the clear; a secret always is, and of a String or StringList both
 *     mean the same
 */
public record SecretId(
        SecretKind kind,
        String group,
        String name,
        @Nullable String versionStage,
        @Nullable String versionId,
        boolean decrypted) {
    /** The staging label of the version in use. */
    public static final String AWSCURRENT = "AWSCURRENT";

    /** The group of a secret that names no group: the default region, endpoint and credentials. */
    public static final String DEFAULT_GROUP = "default";

    /** The ARN of a role, of at most 640 characters, can be the name of a group. */
    private static final int LONGEST_GROUP = 1024;

    /** Compiled late, because most secrets are read by name. */
    private static final class Arn {
        static final Pattern FORM = Pattern.compile("arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[^:*]+");
    }

    /**
     * Checks the parts and sets the default stage.
     *
     * @throws IllegalArgumentException if a part is empty, too long or has a control character, if the name is an ARN of
     *     something else, or if it cannot be a parameter's name, version or label; the message names the part, what was
     *     received and what is expected
     */
    public SecretId {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(name, "name");
        checkPart("group", group, 1, LONGEST_GROUP);
        checkPart(kind.noun() + " name", name, 1, ParameterNames.LONGEST);
        if (versionStage != null) {
            checkPart("versionStage", versionStage, 1, 256);
        }
        if (kind == SecretKind.SECRET) {
            checkSecret(name, versionId, decrypted);
            versionStage = versionStage == null && versionId == null ? AWSCURRENT : versionStage;
        } else {
            if (versionId != null) {
                checkPart("versionId", versionId, 1, 64);
            }
            ParameterNames.check(name, versionStage, versionId, decrypted);
        }
    }

    /**
     * A version of a secret.
     *
     * @param group the group's name
     * @param name the secret's name, full ARN or partial ARN
     * @param versionStage the staging label, or {@code null}
     * @param versionId the version id, or {@code null}
     * @throws IllegalArgumentException as {@linkplain #SecretId(SecretKind, String, String, String, String, boolean) above}
     */
    public SecretId(String group, String name, @Nullable String versionStage, @Nullable String versionId) {
        this(SecretKind.SECRET, group, name, versionStage, versionId, true);
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

    /**
     * The newest version of a parameter in the default group, decrypted.
     *
     * @param name the parameter's name or ARN, with or without a version or label appended, as for GetParameter:
     *     {@code /app/db}, {@code /app/db:3} or {@code /app/db:live}
     * @return its identity
     * @throws IllegalArgumentException if the name is empty, too long, has a control character, a doubled slash or more
     *     than 15 levels, or is an ARN of something else
     */
    public static SecretId parameter(String name) {
        ParameterNames.Selected asked = ParameterNames.selected(name);
        return new SecretId(SecretKind.PARAMETER, DEFAULT_GROUP, asked.name(), asked.label(), asked.version(), true);
    }

    static SecretId of(SecretKind kind, String name) {
        return kind == SecretKind.SECRET ? of(name) : parameter(name);
    }

    /** {@return whether it is a parameter, not a secret} */
    public boolean isParameter() {
        return kind == SecretKind.PARAMETER;
    }

    /** By hand, as {@link #hashCode()}: a record's own are linked at run time, which costs 15 ms of the extension's start. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SecretId id
                && kind == id.kind
                && decrypted == id.decrypted
                && name.equals(id.name)
                && group.equals(id.group)
                && Objects.equals(versionStage, id.versionStage)
                && Objects.equals(versionId, id.versionId);
    }

    /** {@return a hash of all parts} */
    @Override
    public int hashCode() {
        int hash = 31 * group.hashCode() + name.hashCode();
        hash = 31 * hash + Objects.hashCode(versionStage);
        hash = 31 * hash + Objects.hashCode(versionId);
        return kind == SecretKind.SECRET ? hash : 31 * hash + (decrypted ? 1 : 2);
    }

    /**
     * The same secret at another staging label, whatever its version id; the same parameter at a label, whatever its version.
     *
     * @param stage the staging label, such as {@code AWSPENDING}
     * @return the identity of that version
     * @throws IllegalArgumentException if the stage is empty or too long, or if a parameter's begins with a digit
     */
    public SecretId atStage(String stage) {
        return new SecretId(kind, group, name, stage, null, decrypted);
    }

    /**
     * The same secret at one version id, whatever its stage; the same parameter at one version, whatever its label.
     *
     * @param id the version id, or a parameter's version such as {@code 3}
     * @return the identity of that version
     * @throws IllegalArgumentException if a secret's is not 32 to 64 characters long, or a parameter's no number
     */
    public SecretId atVersion(String id) {
        return new SecretId(kind, group, name, null, id, decrypted);
    }

    /**
     * The same secret read through another group.
     *
     * @param group the group's name
     * @return the identity of the secret there
     * @throws IllegalArgumentException if the group is empty or too long
     */
    public SecretId inGroup(String group) {
        return new SecretId(kind, group, name, versionStage, versionId, decrypted);
    }

    /**
     * The same parameter in the clear, or with a SecureString as the service keeps it.
     *
     * @param isDecrypted whether a SecureString is decrypted
     * @return the identity
     * @throws IllegalArgumentException if it is a secret, or a parameter that stands for one, and {@code isDecrypted} is
     *     false
     */
    public SecretId decrypted(boolean isDecrypted) {
        return new SecretId(kind, group, name, versionStage, versionId, isDecrypted);
    }

    /**
     * The secret that Parameter Store reads instead of this: that of the name after {@code
     * /aws/reference/secretsmanager/}, in the same group, with a label as its staging label. A cache serves the parameter
     * from the entry of that secret.
     *
     * @return the secret, or {@code null} for any other parameter and for a secret
     * @throws IllegalArgumentException if that cannot be a secret
     */
    public @Nullable SecretId referencedSecret() {
        String secret = kind == SecretKind.PARAMETER ? ParameterNames.referencedSecret(name) : null;
        return secret == null ? null : new SecretId(group, secret, versionStage, versionId);
    }

    /** The key of the entry that serves this. Allocates nothing but for a parameter that stands for a secret. */
    SecretId key() {
        SecretId secret = referencedSecret();
        return secret == null ? this : secret;
    }

    /** Its name in a message: {@code secret prod/db} or {@code parameter /app/db}. */
    String noun() {
        return kind.noun() + " " + name;
    }

    /**
     * The same version of the secret with this name or ARN, which a source has returned; {@code null} if it is not valid
     * in a request: a source may return names that a user could not give.
     */
    @Nullable
    SecretId named(String other) {
        try {
            return new SecretId(kind, group, other, versionStage, versionId, decrypted);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static void checkSecret(String name, @Nullable String versionId, boolean decrypted) {
        if (name.startsWith("arn:") && !Arn.FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("an ARN given as a secret name must be one of Secrets Manager, such as"
                    + " arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf, but is: "
                    + abbreviated(name));
        }
        if (versionId != null) {
            checkPart("versionId", versionId, 32, 64);
        }
        if (!decrypted) {
            throw new IllegalArgumentException("a secret is always decrypted, but " + abbreviated(name)
                    + " is asked for without: only parameters can be read so");
        }
    }

    static void checkPart(String what, String value, int min, int max) {
        if (value.length() < min || value.length() > max) {
            throw new IllegalArgumentException(what + " must have " + min + " to " + max + " characters, but has "
                    + value.length() + (value.isEmpty() ? "" : ": " + abbreviated(value)));
        }
        if (value.isBlank() || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    what + " must not be blank or hold a control character, but is: " + abbreviated(value));
        }
    }

    static String abbreviated(String value) {
        StringBuilder printable = new StringBuilder();
        value.chars().limit(80).forEach(c -> printable.append(Character.isISOControl(c) ? '?' : (char) c));
        return value.length() > 80 ? printable + "…" : printable.toString();
    }
}
