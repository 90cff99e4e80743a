"""Small graphs that contradict one axiom each.

An axiom is written as three names: a disjointness of two classes as `A owl:disjointWith B`, whichever
owl:AllDisjointClasses states it; a restriction of a class on a property as `A owl:cardinality property`.
"""

from __future__ import annotations

CONTRADICTIONS = {
    "a body that is a state": (
        "eik:State owl:disjointWith eik:Organisation",
        "body:un a eik:Body , eik:State .",
    ),
    "a person who is an organ": (
        "eik:Person owl:disjointWith eik:Organisation",
        "person:makei a eik:Person , eik:StateOrgan .",
    ),
    "a group that is a state": (
        "eik:Group owl:disjointWith eik:State",
        "group:x a eik:Delegation , eik:State .",
    ),
    "a group that is a person": (
        "eik:Group owl:disjointWith eik:Person",
        "group:x a eik:Group , eik:Person .",
    ),
    "a contested entity that is a person": (
        "eik:ContestedEntity owl:disjointWith eik:Person",
        "contested-entity:x a eik:ContestedEntity , eik:Person .",
    ),
    "an organ that is a body": ("eik:Organ owl:disjointWith eik:Body", "organ:unga a eik:Organ , eik:Body ."),
    "an organ that is a company": (
        "eik:Organ owl:disjointWith eik:Company",
        "organ:unga a eik:Organ , eik:Company .",
    ),
    "a body that is a news agency": (
        "eik:Body owl:disjointWith eik:MediaOutlet",
        "body:x a eik:InternationalForum , eik:MediaOutlet .",
    ),
    "an organ of a body and of a state": (
        "eik:BodyOrgan owl:disjointWith eik:StateOrgan",
        "organ:x a eik:BodyOrgan , eik:StateOrgan .",
    ),
    "a specialised agency that integrates economies": (
        "eik:SpecialisedAgency owl:disjointWith eik:IntegrationBody",
        "body:who a eik:SpecialisedAgency , eik:IntegrationBody .",
    ),
    "a forum that a treaty founded": (
        "eik:InternationalForum owl:disjointWith eik:IntergovernmentalOrganisation",
        "body:x a eik:InternationalForum , eik:IntergovernmentalOrganisation .",
    ),
    "a place that is an actor": (
        "eik:Place owl:disjointWith eik:Actor",
        "state:belarus a eik:State ; eik:capital state:belarus .",
    ),
    "a city that is a region": (
        "eik:City owl:disjointWith eik:Region",
        "place:minsk a eik:City , eik:Region .",
    ),
    "a person who is an office": (
        "eik:Office owl:disjointWith eik:Actor",
        "office:x a eik:Office , eik:Person .",
    ),
    "an organ of itself": ("eik:organOf a owl:AsymmetricProperty", "organ:x eik:organOf organ:x ."),
    "a group among its own members": (
        "eik:groupMember a owl:IrreflexiveProperty",
        "group:x eik:groupMember group:x .",
    ),
    "a body with a country code": ("eik:iso2 rdfs:domain eik:State", "body:x a eik:Body ; eik:iso2 'XX' ."),
    "a seat that is a state": (
        "eik:seat rdfs:range eik:Place",
        "body:x eik:seat state:x . state:x a eik:State .",
    ),
    "an affiliation with two members": (
        "eik:Affiliation owl:cardinality org:member",
        """membership:x a eik:Affiliation ; org:member state:belarus , body:eaeu .
        state:belarus a eik:State . body:eaeu a eik:Body .""",
    ),
    "an affiliation of a place": (
        "eik:Affiliation owl:allValuesFrom org:member",
        "membership:x a eik:Affiliation ; org:member place:minsk . place:minsk a eik:City .",
    ),
    "an affiliation in two bodies": (
        "eik:Affiliation owl:cardinality org:organization",
        """membership:x a eik:Affiliation ; org:organization body:un , body:eaeu .
        body:un owl:differentFrom body:eaeu .""",
    ),
    "an affiliation in a person": (
        "eik:Affiliation owl:allValuesFrom org:organization",
        "membership:x a eik:Affiliation ; org:organization person:makei . person:makei a eik:Person .",
    ),
    "an affiliation with two statuses": (
        "eik:status a owl:FunctionalProperty",
        """membership:x eik:status membership-status:member , membership-status:observer .
        membership-status:member owl:differentFrom membership-status:observer .""",
    ),
    "a tenure of two persons": (
        "eik:heldBy a owl:FunctionalProperty",
        "tenure:x eik:heldBy person:x , person:y . person:x owl:differentFrom person:y .",
    ),
    "a tenure of a body": (
        "eik:heldBy rdfs:range eik:Person",
        "tenure:x eik:heldBy body:x . body:x a eik:Body .",
    ),
    "a successor that is its predecessor": (
        "eik:predecessor owl:propertyDisjointWith eik:successor",
        "succession:x eik:predecessor state:x ; eik:successor state:x .",
    ),
    "a relation of an actor to itself": (
        "eik:relationObject owl:propertyDisjointWith eik:relationSubject",
        "relation:x eik:relationSubject state:x ; eik:relationObject state:x .",
    ),
    "a resolution adopted by two organs": (
        "eik:adoptedBy a owl:FunctionalProperty",
        "resolution:x eik:adoptedBy organ:unga , organ:unsc . organ:unga owl:differentFrom organ:unsc .",
    ),
    "a resolution adopted by a person": (
        "eik:adoptedBy rdfs:range eik:Organisation",
        "resolution:x eik:adoptedBy person:x . person:x a eik:Person .",
    ),
    "a treaty that somebody adopted": (
        "eik:adoptedBy rdfs:domain eik:Resolution",
        "treaty:x a eik:Treaty ; eik:adoptedBy organ:x .",
    ),
    "a draft that is the resolution": (
        "eik:DraftResolution owl:disjointWith eik:Resolution",
        "resolution:x a eik:DraftResolution , eik:Resolution .",
    ),
    "a resolution that is a treaty": (
        "eik:Resolution owl:disjointWith eik:Treaty",
        "vote:x eik:onResolution treaty:x . treaty:x a eik:Treaty .",
    ),
    "a law that is a treaty": (
        "eik:LegalAct owl:disjointWith eik:Treaty",
        "treaty:x a eik:LegalAct , eik:Treaty .",
    ),
    "a curated document that is a table of reference": (
        "eik:SourceDocument owl:disjointWith eik:ReferenceTable",
        "doc:x a eik:SourceDocument , eik:ReferenceTable .",
    ),
    "two documents developed from each other": (
        "eik:developedFrom a owl:AsymmetricProperty",
        "doc:x eik:developedFrom doc:y . doc:y eik:developedFrom doc:x .",
    ),
    "a resolution that reaffirms itself": (
        "eik:reaffirms a owl:AsymmetricProperty",
        "doc:x eik:reaffirms doc:x .",
    ),
    "a vote with two choices": (
        "eik:choice a owl:FunctionalProperty",
        """vote:x eik:choice vote-choice:for , vote-choice:against .
        vote-choice:for owl:differentFrom vote-choice:against .""",
    ),
    "a vote of two actors": (
        "eik:voter a owl:FunctionalProperty",
        "vote:x eik:voter state:x , state:y . state:x owl:differentFrom state:y .",
    ),
    "a vote that is a place's": (
        "eik:voter rdfs:range eik:Actor",
        "vote:x eik:voter place:x . place:x a eik:City .",
    ),
    "a treaty action on two treaties": (
        "eik:onTreaty a owl:FunctionalProperty",
        "treaty-action:x eik:onTreaty treaty:x , treaty:y . treaty:x owl:differentFrom treaty:y .",
    ),
    "a vote on a treaty's status": (
        "eik:TreatyParticipation owl:disjointWith eik:Vote",
        "vote:x eik:treatyStatus treaty-status:party ; eik:choice vote-choice:for .",
    ),
    "an event that takes part": (
        "eik:participant rdfs:range eik:Actor",
        "participation:x eik:participant event:x . event:x a eik:Meeting .",
    ),
    "a participation in a body": (
        "eik:inEvent rdfs:range eik:Event",
        "participation:x eik:inEvent body:un . body:un a eik:Body .",
    ),
    "a participation in two events": (
        "eik:inEvent a owl:FunctionalProperty",
        "participation:x eik:inEvent event:x , event:y . event:x owl:differentFrom event:y .",
    ),
    "an event in a state as its place": (
        "eik:place rdfs:range eik:Place",
        "event:x eik:place state:x . state:x a eik:State .",
    ),
    "an event that follows itself": ("eik:follows a owl:AsymmetricProperty", "event:x eik:follows event:x ."),
    "an election that is an accident": (
        "eik:Election owl:disjointWith eik:Accident",
        "event:x a eik:Election , eik:Accident .",
    ),
    "a speech that is a meeting": (
        "eik:Speech owl:disjointWith eik:Meeting",
        "event:x a eik:Speech , eik:Visit .",
    ),
    "a meeting that is its document": (
        "eik:Event owl:disjointWith eik:InformationObject",
        "event:x a eik:Meeting , eik:Report .",
    ),
    "a document that speaks": (
        "eik:statedBy rdfs:range eik:Actor",
        "claim:x eik:statedBy doc:x . doc:x a eik:Document .",
    ),
    "a claim that is a document": (
        "eik:Claim owl:disjointWith eik:Document",
        "claim:x a eik:Claim , eik:Article .",
    ),
    "a claim that is its segment": (
        "eik:Claim owl:disjointWith eik:Segment",
        "claim:x eik:passage claim:x .",
    ),
    "a segment in two documents": (
        "eik:inDocument a owl:FunctionalProperty",
        "segment:x a eik:Segment ; eik:inDocument doc:x , doc:y . doc:x owl:differentFrom doc:y .",
    ),
    "a claim with two stances": (
        "eik:stance a owl:FunctionalProperty",
        "claim:x eik:stance stance:asserts , stance:denies . stance:asserts owl:differentFrom stance:denies .",
    ),
    "a discrepancy between documents": (
        "eik:betweenClaims rdfs:range eik:Claim",
        "discrepancy:x eik:betweenClaims doc:x . doc:x a eik:Report .",
    ),
    "a discrepancy that is a claim": (
        "eik:Situation owl:disjointWith eik:InformationObject",
        "claim:x a eik:Claim , eik:Discrepancy .",
    ),
    "an initiative put forward by a document": (
        "eik:proponent rdfs:range eik:Actor",
        "initiative:x eik:proponent doc:x . doc:x a eik:Report .",
    ),
    "an initiative that invites a document": (
        "eik:invites rdfs:range eik:Actor",
        "initiative:x eik:invites doc:x . doc:x a eik:Report .",
    ),
    "a measure of two initiatives": (
        "eik:measureOf a owl:FunctionalProperty",
        "measure:x eik:measureOf initiative:x , initiative:y . initiative:x owl:differentFrom initiative:y .",
    ),
    "a measure that is the initiative": (
        "eik:Initiative owl:disjointWith eik:Measure",
        "initiative:x a eik:Initiative , eik:Measure .",
    ),
    "a recommendation that is an initiative": (
        "eik:Initiative owl:disjointWith eik:Recommendation",
        "initiative:x eik:proponent state:x ; eik:action 'x'@en .",
    ),
    "a stage that is the event": (
        "eik:Situation owl:disjointWith eik:Event",
        "stage:x eik:atEvent stage:x .",
    ),
    "a sanction that is a tenure": (
        "eik:Restriction owl:disjointWith eik:Tenure",
        "sanction:x a eik:Sanction , eik:Tenure .",
    ),
    "a regime that is part of itself": (
        "eik:Sanction owl:disjointWith eik:SanctionsRegime",
        "sanction:x eik:partOfRegime sanction:x .",
    ),
    "a sanction against an event": (
        "eik:target rdfs:range eik:Actor",
        "sanction:x eik:target event:x . event:x a eik:Election .",
    ),
    "a statement that is a document": (
        "eik:Statement owl:disjointWith eik:Document",
        "statement:x a eik:Forecast , eik:Report .",
    ),
    "a statement that is its quantity": (
        "eik:InformationObject owl:disjointWith eik:Quantity",
        "statement:x a eik:Need ; eik:hasQuantity statement:x .",
    ),
    "a quantity with two values": ("eik:value a owl:FunctionalProperty", "quantity:x eik:value 1 , 2 ."),
    "a quantity in two units": (
        "eik:unit a owl:FunctionalProperty",
        "quantity:x eik:unit unit:person , unit:state . unit:person owl:differentFrom unit:state .",
    ),
}
"""What cannot be → the axiom that says so, a graph in which it is."""
