package io.github.secretscache.http;

import java.util.List;
import java.util.function.BiConsumer;

/** The operations of Secrets Manager and Parameter Store that are answered here, by their {@code X-Amz-Target}. */
final class SdkOperations {
    private final SdkDialect dialect;
    private final BiConsumer<ReaderRequest, Served> readOne;
    private final SdkForwarding forwarding = new SdkForwarding();
    private final SdkDescribing describing;

    /** @param readOne answers a request that {@link SdkDialect#parse} understands */
    SdkOperations(SdkDialect dialect, BiConsumer<ReaderRequest, Served> readOne) {
        this.dialect = dialect;
        this.readOne = readOne;
        this.describing = new SdkDescribing(dialect);
    }

    /**
     * Answers a request whose body has arrived.
     *
     * @throws RequestException if it is invalid, or for an operation that is not served here
     */
    void call(ReaderRequest request, Served served) {
        SdkTarget target = SdkTarget.of(request.header(SdkTarget.HEADER));
        switch (target.toString()) {
            case "secretsmanager.GetSecretValue", "AmazonSSM.GetParameter" -> readOne.accept(request, served);
            case "AmazonSSM.GetParameters" -> new SdkParameterBatch(request, served).answer(request, dialect);
            case "secretsmanager.DescribeSecret" -> describing.answer(request, served);
            case "secretsmanager.BatchGetSecretValue" -> readBatch(request, target, served);
            default -> forwarding.call(request, target, served);
        }
    }

    private void readBatch(ReaderRequest request, SdkTarget target, Served served) {
        SdkInput input = SdkInput.parse(request.body());
        List<String> ids = input.list("SecretIdList");
        if (ids == null || input.isFiltered()) {
            forwarding.call(request, target, served);
            return;
        }
        new SdkSecretBatch(ids, request, served).answer(request, dialect);
    }
}
