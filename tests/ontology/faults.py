"""For each check of ontology/checks a small graph with the fault, and the thing that the check must name.

{ } stands for a graph of the project, by its name; what follows a graph's name is Turtle with the project's prefixes.
"""

from __future__ import annotations

ROOT_ONTOLOGY = "<https://w3id.org/eikg/ontology>"
TERM = 'rdfs:label "A"@en'

FAULTS: dict[str, tuple[str, str]] = {
    "alignment-incoherent": (
        "eik:A",
        """graph:ontology { eik:A owl:disjointWith eik:B . eik:C rdfs:subClassOf eik:B }
        graph:alignments { eik:A skos:exactMatch org:Post , org:Role . eik:C skos:broadMatch org:Post .
        eik:A skos:broadMatch org:Membership . eik:B skos:broadMatch org:Membership .
        eik:B skos:closeMatch org:Role }""",
    ),
    "alignment-of-another-kind": (
        "eik:p",
        """graph:ontology { eik:p a owl:DatatypeProperty . eik:q a owl:ObjectProperty . eik:A a owl:Class }
        graph:external-terms { org:holds a owl:ObjectProperty }
        graph:alignments { eik:p skos:broadMatch org:holds ; skos:closeMatch org:memberOf .
        eik:q skos:exactMatch org:memberOf . eik:A skos:exactMatch org:Post }""",
    ),
    "alignment-of-nothing": ("eik:Gone", "graph:alignments { eik:Gone skos:exactMatch org:Post }"),
    "claim-without-fact": ("claim:a-001", "graph:a { claim:a-001 a eik:Claim ; eik:inDocument doc:a }"),
    "class-disjointness-missing": (
        "eik:C",
        """graph:ontology { eik:A a owl:Class ; owl:disjointWith eik:B . eik:B a owl:Class .
        eik:C a owl:Class .
        eik:D a owl:Class ; rdfs:subClassOf eik:A }""",
    ),
    "class-equivalent-pair": ("eik:A", "graph:ontology { eik:A owl:equivalentClass eik:B }"),
    "class-in-its-own-axiom": (
        "eik:A",
        "graph:ontology { eik:A owl:equivalentClass [ owl:intersectionOf ( eik:B eik:A ) ] }",
    ),
    "class-stated-not-inferred": (
        "organ:x",
        """graph:ontology {
            eik:A a owl:Class ; owl:equivalentClass [ owl:onProperty eik:p ; owl:someValuesFrom eik:B ]
        }
        graph:a { organ:x a eik:A . organ:z a eik:B } graph:inferred { organ:y a eik:A }""",
    ),
    "class-unconnected": (
        "eik:C",
        """graph:ontology { eik:A a owl:Class ; rdfs:subClassOf eik:B . eik:B a owl:Class .
        eik:C a owl:Class .
        eik:D a owl:Class . eik:p rdfs:range [ owl:unionOf ( eik:A eik:D ) ] }""",
    ),
    "class-without-instance": (
        "eik:B",
        """graph:ontology { eik:A a owl:Class . eik:B a owl:Class .
        eik:C a owl:Class ; skos:editorialNote "Awaiting data: the votes of 2025."@en } graph:a { state:x a eik:A }""",
    ),
    "concept-unused": (
        "topic:b",
        """graph:schemes { topic:a a skos:Concept . topic:b a skos:Concept ; skos:related topic:b .
        topic:c a skos:Concept }
        graph:x { statement:x eik:topic topic:a } graph:queries { graph:q dcterms:references topic:c }""",
    ),
    "concept-without-scheme": ("topic:a", "graph:schemes { topic:a a skos:Concept }"),
    "definition-circular": (
        "eik:A",
        """graph:ontology { eik:A a owl:Class ; rdfs:label "Visit"@en ;
        skos:definition "event that is a visit, short"@en }""",
    ),
    "definition-form": ("eik:A", 'graph:ontology { eik:A skos:definition "A body that meets"@en }'),
    "definition-genus": (
        "eik:A",
        """graph:ontology { eik:P a owl:Class ; rdfs:label "Legal act"@en .
        eik:A a owl:Class ; rdfs:subClassOf eik:P ; skos:definition "legal action of a state"@en .
        eik:B a owl:Class ; rdfs:subClassOf eik:P ; skos:definition "formal legal act of a state"@en .
        eik:C a owl:Class ; rdfs:subClassOf org:Post ; skos:definition "seat"@en }""",
    ),
    "definition-is-label": (
        "eik:A",
        'graph:ontology { eik:A rdfs:label "Body"@en ; skos:definition "body"@en }',
    ),
    "definition-missing": (
        "eik:A",
        """graph:ontology { eik:A a owl:Class ; skos:definition "x"@en .
        eik:B a owl:Class ; skos:definition "y"@en , "у"@ru }""",
    ),
    "definition-repeated": ("eik:A", 'graph:ontology { eik:A skos:definition "x"@en, "y"@en, "z"@ru }'),
    "definition-shared": (
        "eik:A",
        'graph:ontology { eik:A skos:definition "x"@en . eik:B skos:definition "x"@en }',
    ),
    "entity-unused": (
        "state:b",
        """graph:entities { state:a a eik:State .
        state:b a eik:State ; rdfs:label "B"@en } graph:x { claim:x eik:about state:a }""",
    ),
    "evaluation-without-holder": (
        "statement:a",
        """graph:a { claim:a-001 eik:stance stance:reports . claim:a-002 eik:stance stance:evaluates }
        claim:a-001 { statement:a a eik:Evaluation . statement:b a eik:Evaluation ; eik:holder state:a .
        statement:c a eik:Observation }
        claim:a-002 { statement:d a eik:Evaluation }""",
    ),
    "example-missing": (
        "eik:B",
        'graph:ontology { eik:A a owl:Class ; skos:example "x"@en . eik:B a owl:Class }',
    ),
    "example-not-in-data": (
        "eik:p",
        """graph:ontology { eik:A a owl:Class ; skos:example state:x , "x"@en .
        eik:p a owl:ObjectProperty ; skos:example state:x }
        graph:a { state:x a eik:A . state:y eik:p state:x }""",
    ),
    "external-term-unused": (
        "org:Post",
        """graph:external-terms { org:Post a owl:Class . org:Role a owl:Class .
        skos:note a owl:AnnotationProperty }
        graph:ontology { eik:A rdfs:subClassOf org:Role ; skos:note "x" }
        graph:alignments { eik:A skos:exactMatch org:Post }""",
    ),
    "gist-shared": (
        "statement:a",
        'graph:x { statement:a eik:gist "x y"@en . statement:b eik:gist "x y"@en }',
    ),
    "gist-too-long": ("statement:a", f'graph:x {{ statement:a eik:gist "{"word " * 25}word"@en }}'),
    "iri-file-extension": (
        "<https://w3id.org/eikg/ontology/a.owl>",
        f"graph:x {{ <{'https://w3id.org/eikg/ontology/a.owl'}> a owl:Class }}",
    ),
    "iri-form": (
        "eik:bad_name",
        "graph:ontology { eik:bad_name a owl:ObjectProperty . eik:goodName2 a owl:ObjectProperty }",
    ),
    "iri-hijacked": (
        "org:Post",
        "graph:ontology { org:Post rdfs:subClassOf eik:A } graph:external-terms { org:Role a owl:Class }",
    ),
    "iri-is-a-relation": ("eik:isA", "graph:ontology { eik:isA a owl:ObjectProperty }"),
    "key-shared": (
        "vote:a",
        """graph:ontology { eik:Vote a owl:Class ; owl:hasKey ( eik:voter eik:onResolution ) }
        graph:x { vote:a a eik:Vote ; eik:voter state:x ; eik:onResolution resolution:x .
        vote:b a eik:Vote ; eik:voter state:x ; eik:onResolution resolution:x .
        vote:c a eik:Vote ; eik:voter state:x ; eik:onResolution resolution:y }""",
    ),
    "label-form": (
        "eik:b",
        """graph:ontology { eik:A a owl:Class ; rdfs:label "Body"@en .
        eik:b a owl:ObjectProperty ; rdfs:label "Has"@en .
        eik:c a owl:DatatypeProperty ; rdfs:label "SHA digest"@en }""",
    ),
    "label-merges-concepts": ("eik:A", 'graph:ontology { eik:A a owl:Class ; rdfs:label "Town or city"@en }'),
    "label-missing": (
        "state:a",
        """graph:entities { state:a a eik:State ; rdfs:label "A"@en .
        state:b a eik:State ; rdfs:label "B"@en, "Б"@ru }""",
    ),
    "label-names-a-rest": ("eik:A", 'graph:ontology { eik:A a owl:Class ; rdfs:label "Other body"@en }'),
    "label-repeated": (
        "state:a",
        'graph:entities { state:a rdfs:label "A"@en, "B"@en . state:b rdfs:label "A"@en, "A"@ru }',
    ),
    "label-shared-by-concepts": (
        "topic:a",
        """graph:schemes { topic:a skos:inScheme scheme:topic ; skos:prefLabel "x"@en .
        topic:b skos:inScheme scheme:topic ; skos:altLabel "x"@en .
        unit:c skos:inScheme scheme:unit ; skos:prefLabel "x"@en }""",
    ),
    "label-shared-by-entities": (
        "place:a",
        """graph:entities { place:a a eik:City ; rdfs:label "Brest"@en .
        place:b a eik:City ; rdfs:label "Brest"@en }""",
    ),
    "label-shared-by-terms": (
        "eik:a",
        """graph:ontology { eik:a a owl:ObjectProperty ; rdfs:label "seat"@en .
        eik:b a owl:DatatypeProperty ; rdfs:label "Seat"@en .
        eik:Seat a owl:Class ; rdfs:label "Seat"@en }""",
    ),
    "metadata-missing": (
        ROOT_ONTOLOGY,
        f'graph:ontology {{ {ROOT_ONTOLOGY} a owl:Ontology ; dcterms:title "T"@en }}',
    ),
    "metadata-of-module": (
        "eik:actors",
        f"""graph:ontology {{ {ROOT_ONTOLOGY} a owl:Ontology ; dcterms:title "T"@en ; dcterms:description "D"@en ;
        dcterms:license <http://l> ; owl:versionInfo "1" ; owl:imports eik:events .
        eik:actors a owl:Ontology ; dcterms:title "T"@en ; dcterms:description "D"@en ; dcterms:license <http://l> ;
        owl:versionInfo "1" }}""",
    ),
    "metadata-recommended": (ROOT_ONTOLOGY, f"graph:ontology {{ {ROOT_ONTOLOGY} a owl:Ontology }}"),
    "metadata-version": (
        "eik:actors",
        f"""graph:ontology {{ {ROOT_ONTOLOGY} a owl:Ontology ; owl:versionInfo "0.2.0" .
        eik:actors a owl:Ontology ; owl:versionInfo "0.1.0" }}""",
    ),
    "name-uncommitted": (
        "claim:a-001",
        """graph:a { claim:a-001 eik:stance stance:predicts . claim:a-002 eik:stance stance:reports .
        claim:a-003 eik:stance stance:recommends }
        claim:a-001 { state:a eik:nameVariant "A"@en }
        claim:a-002 { state:b eik:nameVariant "B"@en }
        claim:a-003 { measure:c a eik:Measure ; eik:nameVariant "C"@en }""",
    ),
    "observation-with-holder": (
        "statement:a",
        """graph:x { statement:a a eik:Observation ; eik:holder state:a .
        statement:b a eik:Observation ; eik:about state:a .
        statement:c a eik:Evaluation ; eik:holder state:a }""",
    ),
    "property-chain-of-one": (
        "eik:a",
        """graph:ontology { eik:a owl:propertyChainAxiom ( eik:b ) .
        eik:c owl:propertyChainAxiom ( eik:b eik:b ) }""",
    ),
    "property-domain-or-range-missing": (
        "eik:a",
        """graph:ontology { eik:a a owl:ObjectProperty . eik:b a owl:ObjectProperty ; rdfs:range eik:B .
        eik:c a owl:ObjectProperty ; skos:scopeNote "x"@en .
        eik:d a owl:ObjectProperty ; rdfs:subPropertyOf eik:b }""",
    ),
    "property-inverse-missing": (
        "eik:a",
        """graph:ontology { eik:a a owl:ObjectProperty ; rdfs:domain eik:A ; rdfs:range eik:B .
        eik:b a owl:ObjectProperty ; rdfs:domain eik:A ; rdfs:range eik:B ; owl:inverseOf eik:c }""",
    ),
    "property-inverse-of-itself": (
        "eik:a",
        "graph:ontology { eik:a owl:inverseOf eik:a . eik:b owl:inverseOf eik:c }",
    ),
    "property-inverse-wrong": (
        "eik:a",
        """graph:ontology { eik:a owl:inverseOf eik:b ; rdfs:domain eik:A . eik:b rdfs:range eik:B .
        eik:c owl:inverseOf eik:d ; rdfs:domain eik:A . eik:d rdfs:range eik:AA .
        eik:AA rdfs:subClassOf eik:A }""",
    ),
    "property-several-domains": (
        "eik:a",
        "graph:ontology { eik:a rdfs:domain eik:A, eik:B ; rdfs:range eik:A }",
    ),
    "property-symmetric-or-transitive-wrong": (
        "eik:a",
        """graph:ontology { eik:a a owl:SymmetricProperty ; rdfs:domain eik:A ; rdfs:range eik:B .
        eik:b a owl:TransitiveProperty ; rdfs:domain eik:A ; rdfs:range eik:A }""",
    ),
    "property-without-use": (
        "eik:a",
        """graph:ontology { eik:a a owl:ObjectProperty .
        eik:b a owl:ObjectProperty } graph:x { state:a eik:b state:b }""",
    ),
    "reference-undated": (
        "claim:a",
        """graph:x { claim:a eik:verification verification:verified .
        claim:b eik:verification verification:verified ; eik:asOf "2025"^^edtf:EDTF .
        claim:c eik:verification verification:verified . claim:d eik:verification verification:unverified }
        claim:a { membership:a a eik:Affiliation ; eik:during "2014/.."^^edtf:EDTF }
        claim:b { body:b eik:seat place:b }
        claim:c { tenure:c a eik:Tenure ; eik:during "2014/2018~"^^edtf:EDTF }
        claim:d { body:d eik:seat place:d }""",
    ),
    "same-as": ("state:a", "graph:entities { state:a owl:sameAs state:b }"),
    "segment-open": (
        "segment:a-003",
        """graph:segments { segment:a-001 a eik:Segment . segment:a-002 a eik:Segment .
        segment:a-003 a eik:Segment .
        claim:a-001 eik:passage segment:a-001 } graph:a { segment:a-002 eik:markedAs mark:heading }""",
    ),
    "term-deprecated-in-use": (
        "eik:A",
        """graph:ontology { eik:A owl:deprecated true . eik:B rdfs:subClassOf eik:A .
        eik:C owl:deprecated true }""",
    ),
    "term-untyped": (
        "eik:Lost",
        """graph:ontology { eik:A a owl:Class ; rdfs:subClassOf eik:Lost, eik:B .
        eik:B a owl:Class ; rdfs:subClassOf org:Post } graph:external-terms { org:Post a owl:Class }""",
    ),
    "term-without-module": (
        "eik:A",
        "graph:ontology { eik:A a owl:Class . eik:B a owl:Class ; rdfs:isDefinedBy eik:actors }",
    ),
    "term-without-query": (
        "eik:D",
        """graph:ontology { eik:A a owl:Class . eik:B a owl:Class ; rdfs:subClassOf eik:A .
        eik:p a owl:ObjectProperty ; rdfs:range eik:C .
        eik:C a owl:Class . eik:D a owl:Class . eik:q a owl:ObjectProperty ; owl:inverseOf eik:p }
        graph:queries { graph:q dcterms:references eik:B, eik:p }""",
    ),
    "text-apostrophe": (
        "state:a",
        'graph:entities { state:a rdfs:label "Сур\'ёзнасць"@be . state:b rdfs:label "Сур’ёзнасць"@be }',
    ),
    "text-invisible-character": ("state:a", 'graph:entities { state:a rdfs:label "Bela\\u00ADrus"@en }'),
    "text-language": (
        "state:a",
        'graph:entities { state:a rdfs:label "Україна"@ru . state:b rdfs:label "Украина"@ru, "Украіна"@be }',
    ),
    "text-latin": (
        "state:a",
        """graph:entities { state:a rdfs:label "Poland"@ru . state:b rdfs:label "A/RES/68/262"@be .
        state:c rdfs:label "журнал Foreign Policy"@ru }""",
    ),
    "text-lone-homoglyph": (
        "statement:a",
        'graph:x { statement:a eik:gist "Союз c Россией"@ru . statement:b eik:gist "Союз с Россией"@ru }',
    ),
    "text-mixed-alphabets": (
        "state:a",
        'graph:entities { state:a rdfs:label "Бeларусь"@ru . state:b rdfs:label "ЕАЭС-EAEU"@ru }',
    ),
    "text-whitespace": (
        "state:a",
        'graph:entities { state:a rdfs:label "Belarus "@en . state:b rdfs:label "New York"@en }',
    ),
}
