package io.github.secretscache.client;

/** What is read: a secret of Secrets Manager, or a parameter of Parameter Store; and how messages speak of it. */
enum ValueKind {
    SECRET("Secret", "versionStage", " at stage ", "secretsmanager:GetSecretValue"),
    PARAMETER("Parameter", "versionOrLabel", " at ", "ssm:GetParameter");

    private final String noun;
    private final String versionProperty;
    private final String versionPrefix;
    private final String readAction;

    ValueKind(String noun, String versionProperty, String versionPrefix, String readAction) {
        this.noun = noun;
        this.versionProperty = versionProperty;
        this.versionPrefix = versionPrefix;
        this.readAction = readAction;
    }

    /** {@return how a message about it begins} */
    String subject(String name) {
        return noun + " \"" + name + "\"";
    }

    /** {@return the words between the name and its version in a message} */
    String versionPrefix() {
        return versionPrefix;
    }

    /** {@return the caller's word for the version} */
    String versionProperty() {
        return versionProperty;
    }

    /** {@return the IAM action that reads it} */
    String readAction() {
        return readAction;
    }

    /** {@return what to check when it is not found} */
    String checks() {
        return this == SECRET
                ? "Check name, stage, account and region"
                : "Check name, version or label, account and region";
    }
}
