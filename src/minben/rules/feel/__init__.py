"""FEEL, the expression language of DMN 1.5: source to tree, tree to something that runs, values and types."""
