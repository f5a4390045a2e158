package io.github.secretscache.spring;

import io.github.secretscache.client.testing.SecretsCacheTestServer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** Runs an application as its main method would. */
final class TestApplication {
    private TestApplication() {}

    /** @param secrets the server for its settings, unless they come from elsewhere */
    static ConfigurableApplicationContext run(
            Class<?> application, @Nullable SecretsCacheTestServer secrets, String... arguments) {
        SpringApplication made = new SpringApplication(application);
        made.setWebApplicationType(WebApplicationType.NONE);
        made.setBannerMode(Banner.Mode.OFF);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--logging.level.root=off");
        if (secrets != null) {
            all.add("--secrets-cache.endpoint=http://127.0.0.1:" + secrets.port());
        }
        return made.run(all.toArray(String[]::new));
    }
}
