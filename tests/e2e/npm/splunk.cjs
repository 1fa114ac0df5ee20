// SPDX-License-Identifier: Apache-2.0
// Splunk's own logger for JavaScript: batches of JSON objects, sent as a form.
const {Logger} = require('splunk-logging');

const logger = new Logger({token: process.env.TOKEN, url: process.env.URL, maxBatchCount: 5, batchInterval: 0});
logger.error = (error) => {
    console.error(error);
    process.exit(1);
};
let answers = 0;
for (let n = 0; n < 10; n++) {
    logger.send({message: {text: `splunked ${n}`}, metadata: {sourcetype: 'npm', host: 'node-01'}}, (error, response, body) => {
        if (error || body.code !== 0) logger.error(error || body);
        answers++;
    });
}
setTimeout(() => process.exit(answers > 0 ? 0 : 1), 1500);
