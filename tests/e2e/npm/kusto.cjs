// SPDX-License-Identifier: Apache-2.0
// Microsoft's client: typed rows over both versions of its REST, a management command, an error.
const {Client, KustoConnectionStringBuilder} = require('azure-kusto-data');

function same(have, want) {
    if (JSON.stringify(have) !== JSON.stringify(want)) throw new Error(`${JSON.stringify(have)} is not ${JSON.stringify(want)}`);
}

async function main() {
    const [url, token] = [process.env.URL || process.argv[2], process.env.TOKEN || process.argv[3]];
    const client = new Client(KustoConnectionStringBuilder.withAccessToken(url, token));
    const print = "print n = 42, t = datetime(2026-01-02 03:04:05.1234567), s = 'x', b = true, r = 1.5, d = dynamic({'a': [1]}), none = long(null)";
    for (const execute of [client.executeQuery, client.executeQueryV1]) {
        const answer = await execute.call(client, 'ward', print);
        const table = answer.primaryResults[0];
        same(table.columns.map((column) => column.type), ['long', 'datetime', 'string', 'bool', 'real', 'dynamic', 'long']);
        const row = table.rows().next().value.toJSON();
        same([row.n, row.s, row.b, row.r, row.d, row.none], [42, 'x', true, 1.5, {a: [1]}, null]);
        same(new Date(row.t).toISOString(), '2026-01-02T03:04:05.123Z');
    }
    const shown = await client.executeMgmt('ward', '.show databases');
    same(shown.primaryResults[0].rows().next().value.toJSON().DatabaseName, 'ward');
    const error = await client.executeQuery('ward', 'Events | wher x').catch((refused) => refused);
    if (!(error instanceof Error)) throw new Error('a wrong query was answered');
}

main().catch((error) => {
    console.error(error);
    process.exit(1);
});
