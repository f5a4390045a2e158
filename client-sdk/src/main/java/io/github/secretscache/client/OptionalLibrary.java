package io.github.secretscache.client;

/** A library that is used if the function has it. */
enum OptionalLibrary {
    JACKSON_2("com.fasterxml.jackson.databind.json.JsonMapper"),
    JACKSON_3("tools.jackson.databind.json.JsonMapper"),
    CRAC("org.crac.Core");

    private final String className;

    OptionalLibrary(String className) {
        this.className = className;
    }

    boolean isPresent() {
        try {
            Class.forName(className, false, OptionalLibrary.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
