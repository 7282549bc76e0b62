'use strict';
const fs = require('node:fs');

/** Leaves the counts for cli/test.js. A file that could not run counts as one failure. */
class CountsReporter {
  constructor(globalConfig) {
    // Tests left out by `-t` were asked to be; any other skipped test is one that did not pass.
    this.filtered = Boolean(globalConfig.testNamePattern);
  }

  onRunComplete(_contexts, results) {
    const file = process.env.LVYUE_TEST_COUNTS;
    if (!file) return;
    const skipped = this.filtered ? 0 : results.numPendingTests + results.numTodoTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    fs.writeFileSync(file, JSON.stringify({ passed: results.numPassedTests, failed, skipped }));
  }
}

module.exports = CountsReporter;
