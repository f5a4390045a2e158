package io.github.secretscache.core.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyTest {
    @ParameterizedTest
    @CsvSource({
        "'', https://secretsmanager.eu-west-1.amazonaws.com, false",
        "*, https://secretsmanager.eu-west-1.amazonaws.com, true",
        ".amazonaws.com, https://secretsmanager.eu-west-1.amazonaws.com, true",
        "amazonaws.com, https://secretsmanager.eu-west-1.amazonaws.com, true",
        "*.amazonaws.com, https://secretsmanager.eu-west-1.amazonaws.com, true",
        "AmazonAWS.com, https://SecretsManager.eu-west-1.amazonaws.COM, true",
        "amazonaws.com, https://amazonaws.com, true",
        ".amazonaws.com, https://amazonaws.com, true",
        "amazonaws.com, https://notamazonaws.com, false",
        "azonaws.com, https://secretsmanager.eu-west-1.amazonaws.com, false",
        "'example.org, sts.amazonaws.com', https://sts.amazonaws.com, true",
        "example.org sts.amazonaws.com, https://sts.amazonaws.com, true",
        "host:443, https://host, true",
        "host:443, https://host:8443, false",
        "host:80, http://host, true",
        "host:80, https://host, false",
        "host:, https://host, false",
        "*:8443, https://any.host:8443, true",
        "10.1.2.3, https://10.1.2.3, true",
        "10.1.2.3, https://10.1.2.30, false",
        "10.1.2.3:443, https://10.1.2.3, true",
        "10.0.0.0/8, https://10.200.3.4, true",
        "10.0.0.0/8, https://11.0.0.1, false",
        "10.0.0.0/33, https://10.0.0.1, false",
        "10.0.0.0/x, https://10.0.0.1, false",
        "172.16.0.0/12, https://172.31.255.255, true",
        "172.16.0.0/12, https://172.32.0.0, false",
        "0.0.0.0/0, https://8.8.8.8, true",
        "10.0.0.0/8, https://ten.example.org, false",
        "fd00::/8, 'https://[fd12::1]', true",
        "[fd12::1], 'https://[fd12::1]', true",
        "[fd12::1]:8443, 'https://[fd12:0:0::1]:8443', true",
        "fd12::1, 'https://[fd12::2]', false",
        "'', http://localhost:4566, true",
        "'', http://127.0.0.1:4566, true",
        "'', http://127.8.9.10, true",
        "'', 'http://[::1]:4566', true",
        "'', http://secretsmanager.localhost, true",
        "'', http://localhost.example.org, false"
    })
    void holds(String list, URI target, boolean direct) {
        assertThat(NoProxy.parse(list).holds(target)).isEqualTo(direct);
    }
}
