import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.jena.atlas.json.JSON;
import org.apache.jena.atlas.json.JsonObject;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.ARQ;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.Syntax;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.RDFParserBuilder;
import org.apache.jena.riot.lang.LabelToNode;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.riot.resultset.ResultSetLang;
import org.apache.jena.sparql.resultset.ResultsWriter;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.engine.ref.QueryEngineRef;
import org.apache.jena.sparql.exec.QueryExec;

/**
 * Answers queries by ARQ without optimisation: by its reference engine, which evaluates the algebra of SPARQL 1.1 as it
 * is written, or by its main one, as the argument says. Takes one request a line, as JSON, and prints one answer a line: a request has a dataset ("data", its
 * text in N-Quads or TriG, or "file", its path), which stays until the next one, or a "query".
 */
public final class Oracle {
    private DatasetGraph dataset = DatasetGraphFactory.createTxnMem();

    private Oracle() {
    }

    public static void main(String[] arguments) throws IOException {
        ARQ.init();
        ARQ.enableOptimizer(false);
        ARQ.setTrue(ARQ.outputGraphBNodeLabels);
        if (arguments[0].equals("reference")) {
            QueryEngineRef.register();
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Oracle oracle = new Oracle();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(JSON.toStringFlat(oracle.answered(new Main.Request(JSON.parse(line)))));
        }
    }

    private JsonObject answered(Main.Request request) {
        JsonObject told = new JsonObject();
        try {
            Main.Answer answer = request.get("query") == null ? loaded(request) : answer(request.get("query"));
            told.put(answer.kind(), answer.text());
        } catch (Exception | StackOverflowError | OutOfMemoryError failure) {
            told.put("error", failure.toString());
        }
        return told;
    }

    /** Takes a dataset, whose blank nodes keep their labels; with "union" its named graphs go into the default graph. */
    private Main.Answer loaded(Main.Request request) {
        DatasetGraph read = DatasetGraphFactory.createTxnMem();
        RDFParserBuilder parser = request.get("data") == null ? RDFParser.source(request.get("file"))
                : RDFParser.fromString(request.get("data"), Lang.TRIG);
        parser.labelToNode(LabelToNode.createUseLabelAsGiven());
        read.executeWrite(() -> parser.parse(read));
        if (request.get("union") != null) {
            DatasetGraph whole = DatasetGraphFactory.createTxnMem();
            read.executeRead(() -> whole.executeWrite(() -> read.find().forEachRemaining(quad -> {
                whole.add(quad);
                whole.add(new Quad(Quad.defaultGraphIRI, quad.asTriple()));
            })));
            dataset = whole;
        } else {
            dataset = read;
        }
        return new Main.Answer("done", "");
    }

    private Main.Answer answer(String text) {
        Query query = QueryFactory.create(text, Syntax.syntaxSPARQL_11);
        return dataset.calculateRead(() -> {
            try (QueryExec execution = QueryExec.dataset(dataset).query(query).build()) {
                if (query.isAskType()) {
                    return new Main.Answer("boolean", String.valueOf(execution.ask()));
                }
                if (query.isSelectType()) {
                    ByteArrayOutputStream written = new ByteArrayOutputStream();
                    ResultsWriter.create().lang(ResultSetLang.RS_JSON).context(ARQ.getContext()).build()
                            .write(written, execution.select());
                    return new Main.Answer("solutions", written.toString(StandardCharsets.UTF_8));
                }
                Iterator<Triple> triples = query.isConstructType() ? execution.constructTriples() : execution.describeTriples();
                StringBuilder written = new StringBuilder();
                triples.forEachRemaining(triple -> written.append(NodeFmtLib.strNT(triple)).append("\n"));
                return new Main.Answer("triples", written.toString());
            }
        });
    }
}
