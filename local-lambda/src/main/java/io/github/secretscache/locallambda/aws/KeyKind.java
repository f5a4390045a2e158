package io.github.secretscache.locallambda.aws;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** The kind of key that an authority and its server have. */
enum KeyKind {
    /** Made in no time. */
    P256("EC", new ECGenParameterSpec("secp256r1"), "SHA256withECDSA", Der.sequence(Der.oid("1.2.840.10045.4.3.2"))),

    /** What AWS's own endpoints have. In a JVM that has just started, two take longer than all else of a start. */
    RSA2048(
            "RSA",
            new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4),
            "SHA256withRSA",
            Der.sequence(Der.oid("1.2.840.113549.1.1.11"), Der.nothing()));

    private final String algorithm;

    @SuppressWarnings("ImmutableEnumChecker") // the JDK's two are immutable
    private final AlgorithmParameterSpec parameters;

    private final String signature;

    @SuppressWarnings("ImmutableEnumChecker") // never handed out
    private final byte[] signatureIdentifier;

    KeyKind(String algorithm, AlgorithmParameterSpec parameters, String signature, byte[] signatureIdentifier) {
        this.algorithm = algorithm;
        this.parameters = parameters;
        this.signature = signature;
        this.signatureIdentifier = signatureIdentifier;
    }

    KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(parameters);
        return generator.generateKeyPair();
    }

    /** {@return the AlgorithmIdentifier of {@link #sign}, in DER} */
    byte[] signatureIdentifier() {
        return signatureIdentifier.clone();
    }

    byte[] sign(byte[] content, PrivateKey key) throws GeneralSecurityException {
        Signature signer = Signature.getInstance(signature);
        signer.initSign(key);
        signer.update(content);
        return signer.sign();
    }
}
