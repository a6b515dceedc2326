"""Decision tables: what one is, how it decides a case, how it is read and checked."""
