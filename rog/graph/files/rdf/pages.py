"""Which IRIs are addresses, such as a homepage, a mailbox or a picture, and no entities."""

from __future__ import annotations

import re
from array import array

import numpy as np
from numpy.typing import NDArray

from rog.graph.files.rdf.names import FOAF, OWL, RDFS, SKOS
from rog.graph.files.rdf.parse import RDF

__all__ = ["Pages"]

RANGE = RDFS + "range"
PAGE_RANGES = frozenset(
    (FOAF + "Document", FOAF + "Image", "http://www.w3.org/2001/XMLSchema#anyURI", "http://schema.org/URL",
     "https://schema.org/URL")
)  # fmt: skip

VOCABULARIES = {
    FOAF: "accountProfilePage accountServiceHomepage depiction homepage img isPrimaryTopicOf logo mbox openid page "
    "phone publications schoolHomepage thumbnail tipjar weblog workInfoHomepage workplaceHomepage",
    "http://schema.org/": (
        of_schema := "codeRepository contentUrl discussionUrl downloadUrl email embedUrl hasMap image installUrl logo "
        "mainEntityOfPage telephone thumbnailUrl url"
    ),
    "https://schema.org/": of_schema,
    "http://www.w3.org/ns/dcat#": "accessURL downloadURL endpointURL endpointDescription landingPage",
    "http://www.w3.org/2006/vcard/ns#": "hasEmail hasPhoto hasTelephone hasURL url",
    "http://usefulinc.com/ns/doap#": "bug-database download-page homepage mailing-list wiki",
    "http://dbpedia.org/ontology/": "thumbnail wikiPageExternalLink",
    "http://www.wikidata.org/prop/direct/": "P18 P856",
}
PAGE_PREDICATES = frozenset(space + name for space, names in VOCABULARIES.items() for name in names.split())
"""Predicates of common vocabularies whose objects are pages, mailboxes or pictures."""
LINK_PREDICATES = frozenset((RDFS + "seeAlso", "http://schema.org/sameAs", "https://schema.org/sameAs"))
"""Predicates whose objects are pages where they are on none of the hosts that the subjects are on."""
SCHEMA_SPACES = (RDF, RDFS, OWL, SKOS)

HOST = re.compile(r"https?://([^/?#]*)")
PAGE = re.compile(r"https?://[^/?#]*/?|[^#]*(?:/|\?[^#]*|\.(?:html?|php|aspx?|jsp|pdf|jpe?g|png|gif|svg))")
"""What looks like a page by its address: a site, a folder, a query, or a file that is shown to people."""


class Pages:
    """Looks at all triples in a first pass; then knows which objects are addresses."""

    def __init__(self) -> None:
        self._subjects = array("q")
        self._last_subject = ""
        self._subject_hosts: set[str] = set()
        self._object_hosts: dict[str, set[str]] = {}
        self._declared: set[str] = set()
        self._entity_predicates: set[str] = set()
        self._described: NDArray[np.int64] = np.empty(0, np.int64)

    def take(self, subject: str, predicate: str, value: object) -> None:
        """Look at one triple."""
        if subject != self._last_subject:
            self._last_subject = subject
            self._subjects.append(hash(subject))
            if host := HOST.match(subject):
                self._subject_hosts.add(host[1])
        if predicate in self._entity_predicates or not isinstance(value, str) or predicate in PAGE_PREDICATES:
            return
        if predicate == RANGE:
            if value in PAGE_RANGES:
                self._declared.add(subject)
        elif (
            (host := HOST.match(value)) is None or host[1] in self._subject_hosts or not self._may_be(predicate, value)
        ):
            self._entity_predicates.add(predicate)
            self._object_hosts.pop(predicate, None)
        else:
            self._object_hosts.setdefault(predicate, set()).add(host[1])

    def finish(self) -> None:
        """End of the first pass."""
        self._described = np.unique(np.frombuffer(self._subjects, np.int64))
        self._subjects = array("q")
        foreign = {one for one, hosts in self._object_hosts.items() if not hosts & self._subject_hosts}
        self._declared |= PAGE_PREDICATES | foreign

    def is_address(self, predicate: str, iri: str) -> bool:
        """Whether this object of the predicate is an address and no entity: no file says anything of it."""
        if iri.startswith(("mailto:", "tel:")):
            return True
        return predicate in self._declared and HOST.match(iri) is not None and not self._is_described(iri)

    def _may_be(self, predicate: str, iri: str) -> bool:
        if predicate in LINK_PREDICATES:
            return True
        return not predicate.startswith(SCHEMA_SPACES) and PAGE.fullmatch(iri) is not None

    def _is_described(self, iri: str) -> bool:
        wanted = hash(iri)
        at = int(np.searchsorted(self._described, wanted))
        return at < len(self._described) and int(self._described[at]) == wanted
