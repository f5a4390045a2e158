package io.github.secretscache.core.aws;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A TLS connection that was not made: names the host and why. The message quotes nothing of the server. */
final class AwsTlsException extends SSLException {
    private static final long serialVersionUID = 1L;

    private AwsTlsException(String message, SSLException cause) {
        super(message, cause);
    }

    /** @param host that was asked for */
    static AwsTlsException of(String host, SSLException failure) {
        return new AwsTlsException(AwsSettingException.printable(why(host, failure)), failure);
    }

    private static String why(String host, SSLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String known = known(host, cause);
            if (known != null) {
                return known;
            }
        }
        return "the handshake with " + host + " failed";
    }

    private static @Nullable String known(String host, Throwable cause) {
        if (cause instanceof CertificateExpiredException) {
            return "the certificate of " + host + ", or of its authority, has expired by the clock of this machine";
        }
        if (cause instanceof CertificateNotYetValidException) {
            return "the certificate of " + host
                    + ", or of its authority, is not valid yet by the clock of this machine";
        }
        boolean isSignedByAnother = cause instanceof CertPathValidatorException invalid
                && invalid.getReason() == CertPathValidatorException.BasicReason.INVALID_SIGNATURE;
        if (isSignedByAnother || cause instanceof CertPathBuilderException) {
            return "no authority that is trusted vouches for the certificate of " + host;
        }
        // The JDK has no exception of its own for this.
        boolean isOfAnotherHost = cause instanceof CertificateException
                && String.valueOf(cause.getMessage()).matches("No (subject alternative|name matching) .*");
        return isOfAnotherHost ? "the certificate is not for " + host + " but for another host" : null;
    }
}
