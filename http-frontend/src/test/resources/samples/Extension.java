import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/**
 * Written for the AWS Parameters and Secrets Lambda Extension: prints status and body of two reads. The client asks to go
 * on in HTTP/2, as it does by default.
 */
public class Extension {
    public static void main(String[] args) throws Exception {
        String port = System.getenv().getOrDefault("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", "2773");
        HttpClient client = HttpClient.newHttpClient();
        for (String secretId : args) {
            String query = "secretId=" + URLEncoder.encode(secretId, StandardCharsets.UTF_8);
            HttpRequest request = HttpRequest.newBuilder()
                    .uri(URI.create("http://localhost:" + port + "/secretsmanager/get?" + query))
                    .header("X-Aws-Parameters-Secrets-Token", System.getenv("AWS_SESSION_TOKEN"))
                    .GET()
                    .build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            System.out.println(response.statusCode() + " " + response.body());
        }
    }
}
