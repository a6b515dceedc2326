"""How fast rules decide: for one row, for a whole register as columns, beside peers."""
