package io.github.secretscache.locallambda.aws;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The operations of Systems Manager on parameters. */
final class ParameterOperations {

    static final int MAX_NAMES = 10;
    private static final int MAX_LABELS = 10;

    private final ParametersAccount store;
    private final FaultGate gate;

    ParameterOperations(ParametersAccount store, FaultGate gate) {
        this.store = store;
        this.gate = gate;
    }

    ObjectNode getParameter(RequestFields request) {
        ParametersAccount.Found found = store.find(request.required("Name")).orElseThrow(ParametersAccount::notFound);
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        write(found, request.flag("WithDecryption"), reply.putObject("Parameter"));
        return reply;
    }

    /** Names that do not exist are listed separately; any other error fails the call. */
    ObjectNode getParameters(RequestFields request) {
        List<String> names = request.list("Names", MAX_NAMES);
        if (names.isEmpty()) {
            throw ServiceException.validation("1 validation error detected: Value '[]' at 'names' failed to satisfy"
                    + " constraint: Member must have length greater than or equal to 1");
        }
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        ArrayNode parameters = reply.putArray("Parameters");
        ArrayNode invalid = reply.putArray("InvalidParameters");
        for (String name : names) {
            Optional<ParametersAccount.Found> found = lookUp(name);
            if (found.isPresent()) {
                write(found.get(), request.flag("WithDecryption"), parameters.addObject());
            } else {
                invalid.add(name);
            }
        }
        return reply;
    }

    private Optional<ParametersAccount.Found> lookUp(String name) {
        try {
            gate.passEntry("GetParameters", List.of(name, store.name(name)));
            return store.find(name);
        } catch (ServiceException e) {
            if (e.code().equals("ParameterNotFound") || e.code().equals("ParameterVersionNotFound")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    ObjectNode getParametersByPath(RequestFields request) {
        if (request.has("ParameterFilters")) {
            throw ServiceException.validation("local-lambda does not implement 'ParameterFilters'.");
        }
        String path = request.required("Path");
        if (!path.startsWith("/")) {
            throw ServiceException.validation(
                    "The parameter doesn't meet the parameter name requirements. The parameter"
                            + " name must begin with a forward slash \"/\".");
        }
        Page<ParametersAccount.Version> page =
                Page.of(store.below(path, request.flag("Recursive")), request, MAX_NAMES, version -> version.name);
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        ArrayNode parameters = reply.putArray("Parameters");
        page.items()
                .forEach(version -> write(
                        new ParametersAccount.Found(version, null),
                        request.flag("WithDecryption"),
                        parameters.addObject()));
        page.writeToken(reply);
        return reply;
    }

    ObjectNode putParameter(RequestFields request) {
        String type = request.optional("Type");
        ParametersAccount.Version version = store.put(
                request.required("Name"),
                type == null ? null : ParameterType.of(type),
                request.required("Value"),
                request.flag("Overwrite"));
        return JsonNodeFactory.instance
                .objectNode()
                .put("Version", version.number)
                .put("Tier", "Standard");
    }

    ObjectNode deleteParameter(RequestFields request) {
        if (!store.delete(request.required("Name"))) {
            throw ParametersAccount.notFound();
        }
        return JsonNodeFactory.instance.objectNode();
    }

    ObjectNode labelParameterVersion(RequestFields request) {
        String name = request.required("Name");
        Long number = request.has("ParameterVersion") ? (long) request.number("ParameterVersion") : null;
        List<String> labels = new ArrayList<>(request.list("Labels", MAX_LABELS));
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        ArrayNode invalid = reply.putArray("InvalidLabels");
        store.label(name, number, labels).forEach(invalid::add);
        return store.find(number == null ? name : name + ":" + number)
                .map(found -> reply.put("ParameterVersion", found.version().number))
                .orElse(reply);
    }

    private void write(ParametersAccount.Found found, boolean decrypted, ObjectNode target) {
        ParametersAccount.Version version = found.version();
        boolean reference = version.number == 0;
        if (reference && !decrypted) {
            throw ServiceException.validation(
                    "WithDecryption flag must be True for retrieving a Secret Manager secret.");
        }
        boolean encrypted = version.type == ParameterType.SECURE_STRING && !decrypted;
        target.put("Name", version.name)
                .put("Type", version.type.wireName())
                .put("Value", encrypted ? cipherText(version) : version.value)
                .put("Version", version.number)
                .put("LastModifiedDate", ReadOperations.epochSeconds(version.modified))
                .put("ARN", store.arn(version));
        if (version.source == null) {
            target.put("DataType", "text");
        } else {
            target.put("SourceResult", version.source);
        }
        if (found.selector() != null) {
            target.put("Selector", found.selector());
        }
    }

    /** Looks like a ciphertext of KMS, and reveals nothing about the value. */
    private static String cipherText(ParametersAccount.Version version) {
        return "AQICAH" + base64(version.name + ":" + version.number);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
