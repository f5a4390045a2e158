package io.github.secretscache.locallambda.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** One service that speaks AWS JSON 1.1. */
interface JsonService {

    /** The beginning of its header {@code X-Amz-Target}, such as {@code AmazonSSM.} */
    String prefix();

    Map<String, Function<RequestFields, ObjectNode>> operations();

    /** The ids in a request, as they are written there. */
    List<String> named(RequestFields fields);

    /** All names of an id, for faults; the id itself first. */
    Set<String> aliases(String id);

    /** The name under which an id is counted. */
    String name(String id);

    /** Whether a fault of one entry fails only that entry, not the call. */
    boolean batch(String operation);

    /** Whether an error has its message in {@code message}, not in {@code Message}. */
    boolean lowerCaseMessage(String code);
}
