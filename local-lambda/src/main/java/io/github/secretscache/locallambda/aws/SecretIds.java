package io.github.secretscache.locallambda.aws;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** All names of an id in a request, for faults and for the call log. */
final class SecretIds {

    private final SecretsAccount store;

    SecretIds(SecretsAccount store) {
        this.store = store;
    }

    /** The id itself first, then ARN and name if the secret exists. */
    Set<String> aliases(String id) {
        Set<String> aliases = new LinkedHashSet<>();
        aliases.add(id);
        Optional<SecretsAccount.Identity> secret = store.identify(id);
        if (secret.isPresent()) {
            aliases.add(secret.get().arn());
            aliases.add(secret.get().name());
        }
        return aliases;
    }

    /** The secret's name if it exists, else the id as it was sent. */
    String name(String id) {
        return store.identify(id).map(SecretsAccount.Identity::name).orElse(id);
    }
}
