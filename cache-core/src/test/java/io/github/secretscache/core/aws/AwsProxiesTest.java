package io.github.secretscache.core.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwsProxiesTest {
    private static final URI AWS = URI.create("https://secretsmanager.eu-west-1.amazonaws.com");

    private final Map<String, String> variables = new HashMap<>();

    @Test
    void to_nothingSet_isLeftToTheJvm() {
        assertThat(proxies().to(AWS)).isNull();
    }

    @Test
    void to_theVariableOfTheTargetsScheme_counts_lowerCaseFirst() {
        variables.put("HTTP_PROXY", "http://plain:1");
        assertThat(proxies().to(AWS))
                .as("the variable for http is not for https")
                .isNull();
        variables.put("HTTPS_PROXY", "http://upper:2");
        assertThat(addressFor(AWS)).isEqualTo("upper:2");
        variables.put("https_proxy", "lower:3");
        assertThat(addressFor(AWS)).isEqualTo("lower:3");
        assertThat(addressFor(URI.create("http://emulator:4566"))).isEqualTo("plain:1");
    }

    @Test
    void to_lowerCaseNoProxy_countsBeforeUpper() {
        variables.put("HTTPS_PROXY", "http://proxy");
        variables.put("NO_PROXY", "*");
        variables.put("no_proxy", "example.org");

        assertThat(addressFor(AWS)).isEqualTo("proxy:80");
        assertThat(proxies().to(URI.create("https://a.example.org")).proxy()).isEqualTo(Proxy.NO_PROXY);
    }

    @Test
    void to_blankVariable_countsAsNotSet() {
        variables.put("https_proxy", " ");
        variables.put("HTTPS_PROXY", "http://proxy:3128/");

        assertThat(addressFor(AWS)).isEqualTo("proxy:3128");
    }

    @Test
    void to_userInTheUrl_isToldToTheProxyAlone() {
        variables.put("HTTPS_PROXY", "http://me:p%40ss+1@proxy:3128");
        Authenticator authenticator = proxies().to(AWS).authenticator();

        PasswordAuthentication login = ask(authenticator, Authenticator.RequestorType.PROXY);
        assertThat(login.getUserName()).isEqualTo("me");
        assertThat(login.getPassword()).containsExactly("p@ss+1".toCharArray());
        assertThat(ask(authenticator, Authenticator.RequestorType.SERVER)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://me:secret@proxy",
                "socks5://me:secret@proxy",
                "http://me:secret@",
                "://secret",
                "a b secret"
            })
    void what_isNoProxy_isRefusedByTheNameOfTheVariable_withoutItsValue(String value) {
        variables.put("HTTPS_PROXY", value);

        assertThatThrownBy(this::proxies)
                .isInstanceOf(AwsSettingException.class)
                .hasMessageStartingWith("HTTPS_PROXY holds no proxy that can be used, expected http://host:port")
                .hasMessageNotContaining("secret");
    }

    private static PasswordAuthentication ask(Authenticator authenticator, Authenticator.RequestorType type) {
        return authenticator.requestPasswordAuthenticationInstance(
                "proxy", null, 3128, "http", "", "basic", null, type);
    }

    private String addressFor(URI target) {
        InetSocketAddress address =
                (InetSocketAddress) proxies().to(target).proxy().address();
        return address.getHostString() + ":" + address.getPort();
    }

    private AwsProxies proxies() {
        return new AwsProxies(new AwsEnvironment(variables::get));
    }
}
