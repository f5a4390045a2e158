package io.github.secretscache.spring;

import io.github.secretscache.client.SecretsCacheClient;
import org.springframework.stereotype.Service;

@Service
class Mailer {
    private final SecretsCacheClient secrets;

    Mailer(SecretsCacheClient secrets) {
        this.secrets = secrets;
    }

    String password() {
        return secrets.get("prod/mail").field("password");
    }
}
