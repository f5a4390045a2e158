package io.github.secretscache.locallambda.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** One service that speaks AWS JSON 1.1. */
interface JsonService {

    /** What its header {@code X-Amz-Target} begins with, such as {@code AmazonSSM.} */
    String prefix();

    Map<String, Function<RequestFields, ObjectNode>> operations();

    /** The things that a request is about, as it calls them. */
    List<String> named(RequestFields fields);

    /** What an id is also known as, for faults; the id itself first. */
    Set<String> aliases(String id);

    /** What an id is counted under. */
    String name(String id);

    /** Whether a fault of one entry spoils that entry and not the call. */
    boolean batch(String operation);

    /** Whether an error has its message under {@code message} and not under {@code Message}. */
    boolean lowerCaseMessage(String code);
}
