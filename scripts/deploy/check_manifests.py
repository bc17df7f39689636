"""Checks manifests of Kubernetes against the schemas of two versions: check_manifests.py FILE…

Needs the packages kubernetes-validate (which has the schemas) and PyYAML.
"""

import sys

import kubernetes_validate
import yaml

VERSIONS = ("1.33", "1.37")

failed = 0
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        documents = [document for document in yaml.safe_load_all(file) if document is not None]
    for document in documents:
        name = f"{path}: {document['kind']} {document['metadata']['name']}"
        for version in VERSIONS:
            try:
                kubernetes_validate.validate(document, version, strict=True)
                print(f"ok  {version}  {name}")
            except kubernetes_validate.ValidationError as error:
                failed += 1
                print(f"BAD {version}  {name}: {error.message}")
sys.exit(1 if failed else 0)
