// SPDX-License-Identifier: Apache-2.0
// The official client: ping, info, bulk by hand and by its helper, one document.
const {Client} = require('@elastic/elasticsearch');

async function main() {
    const client = new Client({node: process.env.URL, auth: {apiKey: process.env.TOKEN}, maxRetries: 0});
    if (!(await client.ping())) throw new Error('no ping');
    const info = await client.info();
    if (!info.version.number) throw new Error('no version');
    const document = (n) => ({sender: 'npm', n, message: `document ${n}`});
    const bulk = await client.bulk({operations: [{index: {_index: 'logs'}}, document(0), {create: {_index: 'logs'}}, document(1)]});
    if (bulk.errors || bulk.items.length !== 2) throw new Error(JSON.stringify(bulk));
    const one = await client.index({index: 'logs', document: document(2)});
    if (one.result !== 'created') throw new Error(JSON.stringify(one));
    const helped = await client.helpers.bulk({
        datasource: Array.from({length: 100}, (_, n) => document(3 + n)),
        onDocument: () => ({create: {_index: 'logs'}}),
    });
    if (helped.successful !== 100) throw new Error(JSON.stringify(helped));
}

main().catch((error) => {
    console.error(error);
    process.exit(1);
});
