import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.jena.atlas.web.HttpException;
import org.apache.jena.fuseki.main.FusekiServer;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.DatasetFactory;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.sparql.engine.http.QueryExceptionHTTP;
import org.apache.jena.sparql.exec.http.QueryExecutionHTTP;
import org.apache.jena.sparql.exec.http.QueryExecutionHTTPBuilder;
import org.apache.jena.sparql.exec.http.QuerySendMode;
import org.apache.jena.sparql.exec.http.UpdateExecHTTPBuilder;

/** Jena: queries and updates over HTTP, SERVICE from a dataset of its own, and Fuseki. */
final class JenaClient {
    private JenaClient() {
    }

    static Main.Answer run(Main.Request request) {
        return switch (request.get("action")) {
            case "query" -> query(request);
            case "update" -> update(request);
            case "evaluate" -> evaluate(request);
            case "serve" -> serve(request);
            default -> throw new IllegalArgumentException(request.get("action"));
        };
    }

    /** What a server said with an error, which the messages leave out. */
    static String response(Throwable failure) {
        String text = failure instanceof QueryExceptionHTTP error ? error.getResponse()
                : failure instanceof HttpException http ? http.getResponse() : null;
        return text == null ? "" : " " + text;
    }

    private static Main.Answer query(Main.Request request) {
        QueryExecutionHTTPBuilder builder = QueryExecutionHTTP.service(request.get("endpoint"));
        builder.parseCheck(false);
        builder.query(request.get("query"));
        request.all("default").forEach(builder::addDefaultGraphURI);
        request.all("named").forEach(builder::addNamedGraphURI);
        if (request.get("timeout") != null) {
            builder.param("timeout", request.get("timeout"));
        }
        if (request.get("mediaType") != null) {
            builder.acceptHeader(request.get("mediaType"));
        }
        if (request.get("method") != null) {
            builder.sendMode(switch (request.get("method")) {
                case "GET" -> QuerySendMode.asGetAlways;
                case "form" -> QuerySendMode.asPostForm;
                default -> QuerySendMode.asPost;
            });
        }
        try (QueryExecution execution = builder.build()) {
            return answer(execution, request.form());
        }
    }

    private static Main.Answer update(Main.Request request) {
        UpdateExecHTTPBuilder builder = UpdateExecHTTPBuilder.create();
        builder.endpoint(request.get("endpoint"));
        builder.update(request.get("update"));
        if (request.get("token") != null) {
            builder.httpHeader("Authorization", "Bearer " + request.get("token"));
        }
        builder.build().execute();
        return new Main.Answer("done", "");
    }

    private static Main.Answer evaluate(Main.Request request) {
        try (QueryExecution execution = QueryExecution.create(request.get("query"), dataset(request))) {
            return answer(execution, request.form());
        }
    }

    private static Main.Answer serve(Main.Request request) {
        FusekiServer.create().port(Integer.parseInt(request.get("port"))).loopback(true)
                .add("/notes", dataset(request)).build().start();
        return new Main.Answer("done", "");
    }

    private static Dataset dataset(Main.Request request) {
        Dataset dataset = DatasetFactory.createTxnMem();
        RDFParser.fromString(request.get("turtle"), Lang.TURTLE).parse(dataset);
        return dataset;
    }

    private static Main.Answer answer(QueryExecution execution, String form) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        switch (form) {
            case "ASK" -> {
                return new Main.Answer("boolean", String.valueOf(execution.execAsk()));
            }
            case "CONSTRUCT", "DESCRIBE" -> {
                Model model = form.equals("ASK") ? null : form.equals("CONSTRUCT") ? execution.execConstruct()
                        : execution.execDescribe();
                RDFDataMgr.write(text, model, Lang.NTRIPLES);
                return new Main.Answer("triples", text.toString(StandardCharsets.UTF_8));
            }
            default -> {
                ResultSetFormatter.outputAsJSON(text, execution.execSelect());
                return new Main.Answer("solutions", text.toString(StandardCharsets.UTF_8));
            }
        }
    }
}
