import java.io.File;
import javax.xml.parsers.DocumentBuilderFactory;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.IRI;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.model.OWLOntologyManager;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.util.SimpleIRIMapper;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Loads each file named as an argument and prints a line for it: axioms of its own, ontologies that come with it by
 * import, violations of OWL 2 DL in all of them, triples that were not understood. The first argument is the catalog of
 * OASIS that says in which file each import is.
 */
public final class Load {
    public static void main(String[] arguments) throws Exception {
        for (int i = 1; i < arguments.length; i++) {
            OWLOntologyManager manager = manager(new File(arguments[0]));
            OWLOntology ontology = manager.loadOntologyFromOntologyDocument(new File(arguments[i]));
            long unread = manager.getOntologyFormat(ontology).getOntologyLoaderMetaData()
                .map(read -> read.getUnparsedTriples().count()).orElse(0L);
            System.out.printf("%d %d %d %d%n", ontology.getAxiomCount(), manager.ontologies().count() - 1,
                new OWL2DLProfile().checkOntology(ontology).getViolations().size(), unread);
        }
    }

    private static OWLOntologyManager manager(File catalog) throws Exception {
        OWLOntologyManager manager = OWLManager.createOWLOntologyManager();
        NodeList entries = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(catalog)
            .getElementsByTagName("uri");
        for (int i = 0; i < entries.getLength(); i++) {
            Element entry = (Element) entries.item(i);
            File file = new File(catalog.getParentFile(), entry.getAttribute("uri"));
            manager.getIRIMappers().add(new SimpleIRIMapper(IRI.create(entry.getAttribute("name")), IRI.create(file)));
        }
        return manager;
    }
}
