# Data written with version 0.1.0 of the ontology, brought to the terms of today: run this as SPARQL Update.
# It changes the default graph and every named one. A pattern that decides is sought in the default graph and in each
# named graph by itself: where it spans several, the default graph has to be the union of all.
PREFIX eik: <https://w3id.org/eikg/ontology/>
PREFIX sanction-kind: <https://w3id.org/eikg/scheme/sanction-kind/>

# eik:Membership became eik:Affiliation where it was stated: the status of a member makes a membership of an affiliation.
DELETE { ?subject a eik:Membership } INSERT { ?subject a eik:Affiliation } WHERE { ?subject a eik:Membership } ;
DELETE { GRAPH ?graph { ?subject a eik:Membership } } INSERT { GRAPH ?graph { ?subject a eik:Affiliation } } WHERE { GRAPH ?graph { ?subject a eik:Membership } } ;

# A sanction of the kind regime became an eik:SanctionsRegime.
DELETE { ?subject a eik:Sanction ; eik:sanctionKind sanction-kind:regime } INSERT { ?subject a eik:SanctionsRegime } WHERE { ?subject a eik:Sanction ; eik:sanctionKind sanction-kind:regime } ;
DELETE { GRAPH ?graph { ?subject a eik:Sanction ; eik:sanctionKind sanction-kind:regime } } INSERT { GRAPH ?graph { ?subject a eik:SanctionsRegime } } WHERE { GRAPH ?graph { ?subject a eik:Sanction ; eik:sanctionKind sanction-kind:regime } } ;

# eik:recommendationList became eik:listName.
DELETE { ?subject eik:recommendationList ?object } INSERT { ?subject eik:listName ?object } WHERE { ?subject eik:recommendationList ?object } ;
DELETE { GRAPH ?graph { ?subject eik:recommendationList ?object } } INSERT { GRAPH ?graph { ?subject eik:listName ?object } } WHERE { GRAPH ?graph { ?subject eik:recommendationList ?object } } ;
DELETE { ?subject ?property eik:recommendationList } INSERT { ?subject ?property eik:listName } WHERE { ?subject ?property eik:recommendationList } ;
DELETE { GRAPH ?graph { ?subject ?property eik:recommendationList } } INSERT { GRAPH ?graph { ?subject ?property eik:listName } } WHERE { GRAPH ?graph { ?subject ?property eik:recommendationList } } ;

# eik:nationalPriorityOf became eik:priorityOf.
DELETE { ?subject eik:nationalPriorityOf ?object } INSERT { ?subject eik:priorityOf ?object } WHERE { ?subject eik:nationalPriorityOf ?object } ;
DELETE { GRAPH ?graph { ?subject eik:nationalPriorityOf ?object } } INSERT { GRAPH ?graph { ?subject eik:priorityOf ?object } } WHERE { GRAPH ?graph { ?subject eik:nationalPriorityOf ?object } } ;
DELETE { ?subject ?property eik:nationalPriorityOf } INSERT { ?subject ?property eik:priorityOf } WHERE { ?subject ?property eik:nationalPriorityOf } ;
DELETE { GRAPH ?graph { ?subject ?property eik:nationalPriorityOf } } INSERT { GRAPH ?graph { ?subject ?property eik:priorityOf } } WHERE { GRAPH ?graph { ?subject ?property eik:nationalPriorityOf } } ;
