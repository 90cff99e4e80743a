import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.atlas.json.JSON;
import org.apache.jena.atlas.json.JsonObject;
import org.apache.jena.atlas.json.JsonValue;

/** Runs one request a line, as JSON on standard input, and prints one answer a line. */
public final class Main {
    private static final Pattern FORM = Pattern.compile("\\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\\b");

    private Main() {
    }

    /** What is told of an answer: the kind ("solutions", "boolean", "triples", "done") and its text. */
    record Answer(String kind, String text) {
    }

    /** What a client can be asked to do. */
    interface Client {
        Answer run(Request request) throws Exception;
    }

    /** A request with its members. */
    record Request(JsonObject members) {
        String get(String name) {
            JsonValue value = members.get(name);
            return value == null || value.isNull() ? null : value.getAsString().value();
        }

        List<String> all(String name) {
            return members.get(name).getAsArray().stream().map(value -> value.getAsString().value()).toList();
        }

        /** The form of the query: its first keyword that is one. */
        String form() {
            Matcher found = FORM.matcher(get("query"));
            return found.find() ? found.group() : "";
        }
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(JSON.toStringFlat(answered(new Request(JSON.parse(line)))));
        }
    }

    private static JsonObject answered(Request request) {
        JsonObject told = new JsonObject();
        Client client = request.get("client").equals("Jena") ? JenaClient::run : Rdf4jClient::run;
        try {
            Answer answer = client.run(request);
            told.put(answer.kind(), answer.text());
        } catch (Exception | LinkageError failure) {
            told.put("error", described(failure));
        }
        return told;
    }

    private static String described(Throwable failure) {
        String cause = failure.getCause() == null ? "" : " <- " + described(failure.getCause());
        return failure + JenaClient.response(failure) + cause;
    }
}
