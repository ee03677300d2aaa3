// act copies this folder alone to where it runs; the rest stands in the checkout.
await import(`${process.env['GLIDEPATH_TEST_ACTIONS'] ?? ''}/download.ts`);
