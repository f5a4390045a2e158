package io.github.secretscache.locallambda.aws;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** What an id of a request is also known as, for faults and for the call log. */
final class SecretIds {

    private final SecretsAccount store;

    SecretIds(SecretsAccount store) {
        this.store = store;
    }

    /** The id itself first, then ARN and name where there is such a secret. */
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

    /** The secret's name where there is one, else the id as it came. */
    String name(String id) {
        return store.identify(id).map(SecretsAccount.Identity::name).orElse(id);
    }
}
