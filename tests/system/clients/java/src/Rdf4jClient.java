import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.eclipse.rdf4j.http.client.SPARQLProtocolSession;
import org.eclipse.rdf4j.model.util.Values;
import org.eclipse.rdf4j.query.BooleanQuery;
import org.eclipse.rdf4j.query.GraphQuery;
import org.eclipse.rdf4j.query.Operation;
import org.eclipse.rdf4j.query.TupleQuery;
import org.eclipse.rdf4j.query.impl.SimpleDataset;
import org.eclipse.rdf4j.query.resultio.QueryResultFormat;
import org.eclipse.rdf4j.query.resultio.TupleQueryResultFormat;
import org.eclipse.rdf4j.query.resultio.TupleQueryResultWriterRegistry;
import org.eclipse.rdf4j.query.resultio.sparqljson.SPARQLResultsJSONWriter;
import org.eclipse.rdf4j.repository.Repository;
import org.eclipse.rdf4j.repository.RepositoryConnection;
import org.eclipse.rdf4j.repository.sail.SailRepository;
import org.eclipse.rdf4j.repository.sparql.SPARQLRepository;
import org.eclipse.rdf4j.rio.RDFFormat;
import org.eclipse.rdf4j.rio.RDFParserRegistry;
import org.eclipse.rdf4j.rio.ntriples.NTriplesWriter;
import org.eclipse.rdf4j.sail.memory.MemoryStore;

/** RDF4J: SPARQLRepository, and SERVICE from a store of its own. */
final class Rdf4jClient {
    private Rdf4jClient() {
    }

    static Main.Answer run(Main.Request request) throws Exception {
        Repository repository = request.get("action").equals("evaluate") ? new SailRepository(new MemoryStore())
                : remote(request);
        try (RepositoryConnection connection = repository.getConnection()) {
            switch (request.get("action")) {
                case "update" -> {
                    connection.prepareUpdate(request.get("update")).execute();
                    return new Main.Answer("done", "");
                }
                case "evaluate" -> connection.add(new StringReader(request.get("turtle")), RDFFormat.TURTLE);
                default -> { }
            }
            return answer(connection, request);
        } finally {
            repository.shutDown();
        }
    }

    private static Repository remote(Main.Request request) {
        SPARQLRepository repository = new SPARQLRepository(request.get("endpoint")) {
            @Override
            protected SPARQLProtocolSession createSPARQLProtocolSession() {
                return preferring(super.createSPARQLProtocolSession(), request.get("mediaType"));
            }
        };
        if (request.get("token") != null) {
            repository.setAdditionalHttpHeaders(Map.of("Authorization", "Bearer " + request.get("token")));
        }
        return repository;
    }

    private static SPARQLProtocolSession preferring(SPARQLProtocolSession session, String mediaType) {
        if (mediaType != null) {
            Optional<QueryResultFormat> solutions =
                    TupleQueryResultWriterRegistry.getInstance().getFileFormatForMIMEType(mediaType);
            solutions.ifPresent(
                    format -> session.setPreferredTupleQueryResultFormat((TupleQueryResultFormat) format));
            RDFParserRegistry.getInstance().getFileFormatForMIMEType(mediaType)
                    .ifPresent(session::setPreferredRDFFormat);
        }
        return session;
    }

    private static Main.Answer answer(RepositoryConnection connection, Main.Request request) throws Exception {
        String query = request.get("query");
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        switch (request.form()) {
            case "ASK" -> {
                BooleanQuery prepared = connection.prepareBooleanQuery(query);
                return new Main.Answer("boolean", String.valueOf(configured(prepared, request).evaluate()));
            }
            case "CONSTRUCT", "DESCRIBE" -> {
                GraphQuery prepared = connection.prepareGraphQuery(query);
                configured(prepared, request).evaluate(new NTriplesWriter(text));
                return new Main.Answer("triples", text.toString(StandardCharsets.UTF_8));
            }
            default -> {
                TupleQuery prepared = connection.prepareTupleQuery(query);
                configured(prepared, request).evaluate(new SPARQLResultsJSONWriter(text));
                return new Main.Answer("solutions", text.toString(StandardCharsets.UTF_8));
            }
        }
    }

    private static <T extends Operation> T configured(T operation, Main.Request request) {
        if (request.get("timeout") != null) {
            operation.setMaxExecutionTime(Integer.parseInt(request.get("timeout")));
        }
        if (!request.all("default").isEmpty() || !request.all("named").isEmpty()) {
            SimpleDataset dataset = new SimpleDataset();
            request.all("default").forEach(graph -> dataset.addDefaultGraph(Values.iri(graph)));
            request.all("named").forEach(graph -> dataset.addNamedGraph(Values.iri(graph)));
            operation.setDataset(dataset);
        }
        return operation;
    }
}
