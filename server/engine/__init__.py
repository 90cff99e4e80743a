"""Evaluating SPARQL queries on a release, in processes that can be killed.

pool = Pool(release_store, Limits(deadline=10), size=2)
with pool.submit(Job("SELECT * { ?s ?p ?o } LIMIT 5")) as result:
    for chunk in result: ...
for row in select_rows(pool, "SELECT ?s { ?s a ?class }"): row["s"]
"""

from server.engine.blocking import Pool, Result
from server.engine.errors import (
    Abandoned,
    Busy,
    ClientBusy,
    ClientSpent,
    DatasetConflict,
    DeadlineExceeded,
    DefaultGraphFixed,
    EngineError,
    EvaluationFailed,
    EvaluatorDied,
    FormatUnavailable,
    GraphNameInvalid,
    LimitExceeded,
    LoadRefused,
    MemoryExceeded,
    NotExpressible,
    PoolBusy,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTooDeep,
    ReleaseDamaged,
    ResultTooLarge,
    ServiceRefused,
    TooManyLookups,
    UpdateRefused,
    reading_release,
)
from server.engine.interface import Abilities, Engine, EngineResult
from server.engine.job import ASSERTED, SERVER, Access, Client, Dataset, Form, Head, Job, Limits
from server.engine.pool import AsyncPool
from server.engine.rows import Row, ask, construct_triples, job_rows, select_many, select_rows
from server.engine.run import AsyncResult

__all__ = [
    "ASSERTED",
    "SERVER",
    "Abandoned",
    "Abilities",
    "Access",
    "AsyncPool",
    "AsyncResult",
    "Busy",
    "Client",
    "ClientBusy",
    "ClientSpent",
    "Dataset",
    "DatasetConflict",
    "DeadlineExceeded",
    "DefaultGraphFixed",
    "Engine",
    "EngineError",
    "EngineResult",
    "EvaluationFailed",
    "EvaluatorDied",
    "Form",
    "FormatUnavailable",
    "GraphNameInvalid",
    "Head",
    "Job",
    "LimitExceeded",
    "Limits",
    "LoadRefused",
    "MemoryExceeded",
    "NotExpressible",
    "Pool",
    "PoolBusy",
    "QueryError",
    "QueryRefused",
    "QuerySyntaxError",
    "QueryTooDeep",
    "ReleaseDamaged",
    "Result",
    "ResultTooLarge",
    "Row",
    "ServiceRefused",
    "TooManyLookups",
    "UpdateRefused",
    "ask",
    "construct_triples",
    "job_rows",
    "reading_release",
    "select_many",
    "select_rows",
]
