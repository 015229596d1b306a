#!/usr/bin/env node
// In the repository `npm ci`, `npm start` and `npm test` build this file; packages contain it.
await import(new URL("../dist/main.js", import.meta.url).href);
