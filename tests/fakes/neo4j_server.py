"""A real Neo4j server in a process of its own, from Maven artefacts, or the one that ROG_TEST_NEO4J_URI names."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

import neo4j
import pytest

from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.neo4j.address import read_address
from rog.graph.neo4j.load import load_graph
from rog.graph.neo4j.store import Neo4jGraph

__all__ = ["PASSWORD", "Database", "Neo4jServer", "free_port", "named_server"]

SOURCES = Path(__file__).parent / "neo4j"
LIBRARIES = SOURCES / "target" / "dependency"
PASSWORD = "only for these tests"


class Neo4jServer:
    """A server over a folder. Skips the test where there is no Java or Maven."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("java") is None or shutil.which("mvn") is None:
            pytest.skip("a Neo4j server needs Java 17 and Maven; or set ROG_TEST_NEO4J_URI")
        if not LIBRARIES.is_dir():
            subprocess.run(["mvn", "-q", "-B", "-f", SOURCES / "pom.xml", "dependency:copy-dependencies"], check=True)
        self.folder, self.port = folder, free_port()
        self.uri = f"neo4j://127.0.0.1:{self.port}/neo4j"
        self._process: subprocess.Popen[str] | None = None
        self.start()
        set_password = f"ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO '{PASSWORD}'"
        with neo4j.GraphDatabase.driver(self.uri.rpartition("/")[0], auth=("neo4j", "neo4j")) as driver:
            driver.execute_query(set_password, database_="system")

    @staticmethod
    def certify(folder: Path) -> None:
        """Give a server that will run over the folder a certificate of its own making."""
        place = folder / "certificates" / "bolt"
        place.mkdir(parents=True)
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        command += ["-keyout", str(place / "private.key"), "-out", str(place / "public.crt")]
        subprocess.run(command, check=True, capture_output=True)

    def start(self) -> None:
        """Start it, on the same port each time, and wait until it listens."""
        java = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-cp", f"{LIBRARIES}/*", str(SOURCES / "Neo4jServer.java")]
        self._process = subprocess.Popen(
            [*java, str(self.folder), str(self.port)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.strip() == "ready":
                return
        raise RuntimeError(f"the server did not start; see {self.folder}/logs")

    def kill(self) -> None:
        """As when its machine loses power."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    def signal(self, number: int) -> None:
        """Send the process a signal, such as the one that halts it."""
        assert self._process is not None
        self._process.send_signal(number)


class Database:
    """A database for tests: emptied before each graph that is made in it."""

    def __init__(self, uri: str, auth: tuple[str, str], folder: Path) -> None:
        self.uri, self.auth, self._folder = uri, auth, folder
        self.driver = neo4j.GraphDatabase.driver(uri.rpartition("/")[0], auth=auth)
        self.name = uri.rpartition("/")[2]
        if self.run("MATCH (n) RETURN count(n) AS nodes")[0]["nodes"]:
            pytest.exit(f"{uri} is not empty: the tests would delete what it holds")

    def run(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        """Plain Cypher."""
        with self.driver.session(database=self.name) as session:
            return [record.data() for record in session.run(query, parameters)]

    def clear(self) -> None:
        """Remove everything, indexes and constraints too."""
        self.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
        for row in self.run("SHOW CONSTRAINTS YIELD name"):
            self.run(f"DROP CONSTRAINT `{row['name']}`")
        for row in self.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'"):
            self.run(f"DROP INDEX `{row['name']}`")

    def empty(self) -> None:
        """Remove nodes and relationships, but not the schema."""
        self.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")

    def open(self, **options: Any) -> Neo4jGraph:
        """The database as a graph."""
        return Neo4jGraph(read_address(self.uri, options), self.auth)

    def load(self, records: Any) -> Neo4jGraph:
        """A graph of these records and nothing else, as `rog graph load` writes it."""
        self.empty()
        path = self._folder / "records.rog"
        build_index(records, path)
        with IndexGraph(path) as index:
            load_graph(index, read_address(self.uri), self.auth, progress=False)
        return self.open()

    def checksum(self) -> tuple[int, str]:
        """Of everything it holds: number of nodes, and a digest of nodes, relationships and schema."""
        import hashlib

        digest = hashlib.sha256()
        queries = (
            "MATCH (n) RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties ORDER BY id",
            "MATCH (a)-[r]->(b) RETURN elementId(r) AS id, type(r) AS type, elementId(a) AS a, elementId(b) AS b, "
            "properties(r) AS properties ORDER BY id",
            "SHOW INDEXES YIELD name, type, labelsOrTypes, properties",
            "SHOW CONSTRAINTS YIELD name, type, labelsOrTypes, properties",
        )
        count = 0
        for query in queries:
            rows = self.run(query)
            count += len(rows)
            digest.update(repr(rows).encode())
        return count, digest.hexdigest()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def named_server() -> tuple[str, tuple[str, str]] | None:
    """The server that the environment names, with user and password."""
    uri = os.environ.get("ROG_TEST_NEO4J_URI")
    auth = (os.environ.get("NEO4J_USERNAME", "neo4j"), os.environ.get("NEO4J_PASSWORD", ""))
    return (uri, auth) if uri else None
