# SPDX-License-Identifier: Apache-2.0
"""Microsoft's client for Python: typed rows, what clients ask first, an error. URL and TOKEN name a Ward."""
import datetime
import decimal
import os

from azure.kusto.data import KustoClient, KustoConnectionStringBuilder
from azure.kusto.data.exceptions import KustoApiError

client = KustoClient(KustoConnectionStringBuilder.with_aad_user_token_authentication(os.environ["URL"], os.environ["TOKEN"]))


def same(have, want):
    assert have == want, f"{have!r} is not {want!r}"


table = client.execute_query(
    "ward",
    "print n = 42, t = datetime(2026-01-02 03:04:05.123456), s = 'x', b = true, r = 1.5, d = dynamic({'a': [1]}), none = long(null), "
    "span = 90m, exact = decimal(1.5), id = guid(74be27de-1e4e-49d9-b579-fe0b331d3642)",
).primary_results[0]
same([column.column_type for column in table.columns], ["long", "datetime", "string", "bool", "real", "dynamic", "long", "timespan", "decimal", "guid"])
moment = datetime.datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=datetime.timezone.utc)
same(table[0].to_list(), [42, moment, "x", True, 1.5, {"a": [1]}, None, datetime.timedelta(minutes=90), decimal.Decimal("1.5"), "74be27de-1e4e-49d9-b579-fe0b331d3642"])
same(client.execute_mgmt("ward", ".show databases").primary_results[0][0]["DatabaseName"], "ward")
same("Events" in [row["TableName"] for row in client.execute_mgmt("ward", ".show tables").primary_results[0]], True)
same(client.execute("ward", "Events | count").primary_results[0][0]["Count"], 0)
try:
    client.execute("ward", "Events | wher x")
    raise AssertionError("a wrong query was answered")
except KustoApiError as error:
    assert "wher" in str(error)
