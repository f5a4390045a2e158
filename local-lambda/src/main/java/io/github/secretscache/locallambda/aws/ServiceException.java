package io.github.secretscache.locallambda.aws;

/** An error as Secrets Manager sends it: its code, HTTP status and message. Never holds a value. */
final class ServiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;

    ServiceException(String code, int status, String message) {
        super(message, null, false, false);
        this.code = code;
        this.status = status;
    }

    static ServiceException notFound() {
        return notFound("Secrets Manager can't find the specified secret.");
    }

    static ServiceException notFound(String message) {
        return new ServiceException("ResourceNotFoundException", 400, message);
    }

    static ServiceException invalidRequest(String message) {
        return new ServiceException("InvalidRequestException", 400, message);
    }

    static ServiceException invalidParameter(String message) {
        return new ServiceException("InvalidParameterException", 400, message);
    }

    static ServiceException exists(String message) {
        return new ServiceException("ResourceExistsException", 400, message);
    }

    static ServiceException validation(String message) {
        return new ServiceException("ValidationException", 400, message);
    }

    static ServiceException limitExceeded(String message) {
        return new ServiceException("LimitExceededException", 400, message);
    }

    String code() {
        return code;
    }

    int status() {
        return status;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
