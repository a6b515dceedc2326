"""DMN: models of decisions as XML (DMN 1.2 to 1.5), and the test files of its conformance kit."""
