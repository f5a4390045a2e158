package io.github.secretscache.locallambda.cli;

/** The help text; fits a screen of 24 lines of 80 characters. */
final class Usage {

    static final String TEXT = """
            Usage: ./lambda run --function FOLDER --handler HANDLER [options]
                   ./lambda invoke [EVENT.json | -] [--port PORT]
                   ./lambda put SECRET [FILE | -] [--port PORT]
                   ./lambda fault KIND [--secret NAME] [--operation NAME]
                                  [--times N] [--delay MILLIS] [--port PORT]
                   ./lambda fault [clear] [--port PORT]
            Runs a function with a layer here, beside a Secrets Manager of its own.
              --secrets FILE         what Secrets Manager has and does (docs/local.md)
              --layer PATH           folder or zip of a layer; default the one built here
              --runtime NAME         java, nodejs, python; default what the folder shows
              --runtime-command CMD  a program that speaks the Runtime API
              --env NAME=VALUE       a variable of the function; may be repeated
              --timeout SECONDS      of the function, 1 to 900; default 30
              --memory MIB           of the function, 128 to 10240; default 512
              --port PORT            where it is invoked; default 9000, 0 for any free one
              --cache-port PORT      where the extension serves; default 8080 and 2773
              --secrets-port PORT    where Secrets Manager has HTTPS; default a free one
              --no-freeze            the processes run on between invocations
            invoke sends the event, {} without one, and prints the answer. put rotates
            or creates a secret with what it reads. fault lets Secrets Manager fail:
            delay, throttle, internal-error, unavailable, deny, decryption-failure,
            expired-token, lose, garbage, reset, hang; without a kind it lists them.
            """;

    /** {@return what the user types, from where the user is: the script ./lambda says so} */
    static String command() {
        String typed = System.getProperty("lambda.command", "./lambda");
        return typed.matches("[\\w./+-]+") ? typed : "'" + typed.replace("'", "'\\''") + "'";
    }

    private Usage() {}
}
