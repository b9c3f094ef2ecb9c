"""Says whether files are Groovy, as Jenkinsfiles are."""

import sys

import tree_sitter
import tree_sitter_groovy

parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_groovy.language()))
status = 0
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        root = parser.parse(file.read()).root_node
    if root.has_error:
        print(f"{path}: not Groovy")
        status = 1
sys.exit(status)
