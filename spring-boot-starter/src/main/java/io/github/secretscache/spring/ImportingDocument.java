package io.github.secretscache.spring;

import java.util.HashMap;
import java.util.Map;

/**
 * The properties that the imports of one document make. A later document, such as that of a profile, may set them anew;
 * two imports in the same document may not.
 */
final class ImportingDocument {
    private final Map<String, SecretImport> makers = new HashMap<>();

    /** Notes the properties of an import. */
    void add(SecretPropertySource imported) {
        SecretImport made = imported.getSource();
        for (String property : imported.getPropertyNames()) {
            SecretImport other = makers.putIfAbsent(property, made);
            if (other != null && !other.equals(made)) {
                throw new SecretImportException(
                        "The imports " + other + " and " + made + " both make the property \"" + property + "\".",
                        "Give one of them a prefix of its own, as in " + SecretImport.SCHEME + made.secret()
                                + "?prefix=other.",
                        null);
            }
        }
    }
}
