"""The ledger's promises: writing acts, records with acts, acts in bulk, sealing, verifying."""
