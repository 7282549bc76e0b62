#!/usr/bin/env node
// Plain JavaScript, because node starts it: from here on TypeScript runs as it stands, without a build.
'use strict';
require('tsx/cjs');
require('./lvyue.ts');
