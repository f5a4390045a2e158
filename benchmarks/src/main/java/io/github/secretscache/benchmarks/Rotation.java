package io.github.secretscache.benchmarks;

import com.amazonaws.secretsmanager.sql.AWSSecretsManagerPostgreSQLDriver;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.http.HttpFrontend;
import io.github.secretscache.http.ServeOptions;
import io.github.secretscache.jdbc.testing.DatabaseRotation;
import io.github.secretscache.jdbc.testing.DatabaseRotation.Strategy;
import io.github.secretscache.jdbc.testing.PostgresServer;
import io.github.secretscache.jdbc.testing.QueryLoad;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Pools under load while the passwords of their users are rotated: how many requests fail. */
final class Rotation {
    private static final int CONNECTIONS = 10;
    private static final int THREADS = 8;
    private static final int ROTATIONS = 5;
    private static final Duration BETWEEN_STEPS = Duration.ofSeconds(1);
    /** With the steps a minute in all. */
    private static final Duration BETWEEN_ROTATIONS = Duration.ofSeconds(8);

    private Rotation() {}

    /** One pool with a user and a secret of its own. */
    private record Subject(
            String name, BiConsumer<HikariConfig, String> login, DatabaseRotation rotation, String user) {}

    /** A subject at work. */
    private record Running(Subject subject, HikariDataSource pool, QueryLoad load) {}

    /** See {@code benchmarks/run}. */
    public static void main(String[] arguments) throws Exception {
        Report report = new Report("rotation", "Pools while passwords are rotated", Arguments.of(arguments, 1));
        report.text(
                "Each row is a HikariCP pool of " + CONNECTIONS + " connections on a real PostgreSQL, with a user and a"
                        + " secret for it and " + THREADS
                        + " threads that take a connection, run a query and give it back, for a"
                        + " minute. Meanwhile each password is rotated " + ROTATIONS
                        + " times in the four steps of Secrets Manager's"
                        + " rotation (put as AWSPENDING, set in the database, test, make AWSCURRENT), "
                        + BETWEEN_STEPS.toMillis()
                        + " ms apart, and after each step the pool is told to open new connections (`softEvictConnections()`). All"
                        + " rows run at the same time, with HikariCP's default time-outs. Refused logins are counted in PostgreSQL's log.");
        long ourFailures = 0;
        long fixedFailures = 0;
        try (World world = new World()) {
            for (Strategy strategy : Strategy.values()) {
                System.out.println("rotation, " + strategy);
                List<List<String>> rows = new ArrayList<>();
                for (Running each : world.run(strategy)) {
                    long failures = each.load.failures().size();
                    ourFailures += each.subject.name.startsWith("jdbc") ? failures : 0;
                    fixedFailures += each.subject.name.startsWith("fixed") ? failures : 0;
                    rows.add(List.of(
                            each.subject.name,
                            Report.number(each.load.queries()),
                            Long.toString(failures),
                            Report.number(each.load.longest().toMillis() / 1000.0),
                            Long.toString(world.postgres.refusedLogins(each.subject.user))));
                }
                report.text("## " + strategy.name().toLowerCase(Locale.ROOT).replace('_', ' '));
                report.table(List.of("pool", "queries", "failed requests", "longest wait, s", "refused logins"), rows);
            }
        }
        report.atMost("failed requests of both pools on jdbc", 0, (double) ourFailures, "");
        report.atLeast(
                "failed requests with a fixed password, which shows that the rotation has an effect",
                1,
                (double) fixedFailures,
                "");
        report.write();
        System.exit(0);
    }

    /** A database, a Secrets Manager and our server. */
    private static final class World implements AutoCloseable {
        private final PostgresServer postgres = PostgresServer.start();
        private final SecretsManagerEndpoint endpoint =
                SecretsManagerEndpoint.builder().rsaKeys().start();
        private final SecretsManagerClient secretsManager;
        private final SecretsCache cache;
        private final HttpFrontend server;
        /** Each pool has a user of its own, as drivers keep secrets for as long as the JVM lives. */
        private final AtomicInteger users = new AtomicInteger();

        World() {
            ColdBurst.aim(endpoint);
            secretsManager = SecretsManagerClient.builder()
                    .httpClientBuilder(UrlConnectionHttpClient.builder())
                    .build();
            cache = SecretsCache.create();
            server = HttpFrontend.builder().port(0).start();
            String token = Objects.requireNonNull(System.getenv("SECRETS_CACHE_TOKEN"), "SECRETS_CACHE_TOKEN");
            server.serve(cache, ServeOptions.builder().token(token).build());
        }

        List<Running> run(Strategy strategy) throws Exception {
            List<Subject> subjects = List.of(
                    subject("jdbc", strategy, this::ours),
                    subject("jdbc, with AWSPENDING and AWSPREVIOUS", strategy, this::oursWithStages),
                    subject("aws-secretsmanager-jdbc 2.1.1", strategy, this::aws),
                    subject("fixed password", strategy, this::fixed));
            List<Running> all = new ArrayList<>();
            for (Subject subject : subjects) {
                subject.rotation.begin();
                HikariConfig config = new HikariConfig();
                config.setMaximumPoolSize(CONNECTIONS);
                subject.login.accept(config, subject.user);
                HikariDataSource pool = new HikariDataSource(config);
                all.add(new Running(subject, pool, QueryLoad.start(pool, THREADS)));
            }
            ExecutorService rotators = Executors.newFixedThreadPool(all.size());
            List<Future<?>> ends = new ArrayList<>();
            all.forEach(each -> ends.add(rotators.submit(() -> rotate(each))));
            for (Future<?> end : ends) {
                end.get();
            }
            rotators.shutdown();
            all.forEach(each -> each.load.stop());
            all.forEach(each -> each.load.close());
            all.forEach(each -> each.pool.close());
            return all;
        }

        private static Void rotate(Running running) throws Exception {
            for (int i = 0; i < ROTATIONS; i++) {
                pause(BETWEEN_ROTATIONS);
                running.subject.rotation.rotate(step -> {
                    running.pool.getHikariPoolMXBean().softEvictConnections();
                    pause(BETWEEN_STEPS);
                });
            }
            return null;
        }

        private static void pause(Duration duration) throws InterruptedException {
            new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
        }

        private Subject subject(String name, Strategy strategy, BiConsumer<HikariConfig, String> login) {
            String user = "user_" + users.incrementAndGet();
            RotatedSecret versions = new RotatedSecret(secretsManager, secretOf(user));
            return new Subject(name, login, new DatabaseRotation(postgres, strategy, user, versions), user);
        }

        private void ours(HikariConfig config, String user) {
            config.setJdbcUrl("jdbc:secretscache:" + postgres.url().substring("jdbc:".length()));
            config.addDataSourceProperty("secret", secretOf(user));
            config.addDataSourceProperty(
                    "secretEndpoint", "http://127.0.0.1:" + server.ports().get(0));
        }

        private void oursWithStages(HikariConfig config, String user) {
            ours(config, user);
            config.addDataSourceProperty("secretRotationStages", "AWSPENDING,AWSPREVIOUS");
        }

        private void aws(HikariConfig config, String user) {
            config.setDriverClassName(AWSSecretsManagerPostgreSQLDriver.class.getName());
            config.setJdbcUrl("jdbc-secretsmanager:" + postgres.url().substring("jdbc:".length()));
            config.setUsername(secretOf(user));
        }

        private void fixed(HikariConfig config, String user) {
            config.setJdbcUrl(postgres.url());
            config.setUsername(user);
            config.setPassword(DatabaseRotation.FIRST_PASSWORD);
        }

        private static String secretOf(String user) {
            return "prod/" + user;
        }

        @Override
        public void close() {
            server.close();
            cache.close();
            secretsManager.close();
            endpoint.close();
            postgres.close();
        }
    }
}
