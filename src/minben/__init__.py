"""Minben runs the digital government of a jurisdiction: the blueprint says what may happen, the ledger what did."""
