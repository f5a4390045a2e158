package io.github.secretscache.locallambda.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The operations of Systems Manager on parameters, by name. */
final class ParameterStoreService implements JsonService {

    private final Map<String, Function<RequestFields, ObjectNode>> operations;
    private final ParametersAccount store;

    ParameterStoreService(ParametersAccount store, FaultGate gate) {
        this.store = store;
        ParameterOperations parameters = new ParameterOperations(store, gate);
        this.operations = Map.of(
                "GetParameter", parameters::getParameter,
                "GetParameters", parameters::getParameters,
                "GetParametersByPath", parameters::getParametersByPath,
                "PutParameter", parameters::putParameter,
                "DeleteParameter", parameters::deleteParameter,
                "LabelParameterVersion", parameters::labelParameterVersion);
    }

    @Override
    public String prefix() {
        return "AmazonSSM.";
    }

    @Override
    public Map<String, Function<RequestFields, ObjectNode>> operations() {
        return operations;
    }

    @Override
    public List<String> named(RequestFields fields) {
        return fields.all("Names", "Name", "Path");
    }

    @Override
    public Set<String> aliases(String id) {
        return new LinkedHashSet<>(List.of(id, store.name(id)));
    }

    @Override
    public String name(String id) {
        return store.name(id);
    }

    @Override
    public boolean batch(String operation) {
        return operation.equals("GetParameters");
    }

    @Override
    public boolean lowerCaseMessage(String code) {
        return true;
    }
}
