#!/usr/bin/env python3
"""Check a proof that an act stands in the ledger of a government, without any of its software.

    python check_proof.py PROOF.json [--key PUBLIC.pem] [--head HEAD.json]

Needs Python 3.9 or later and the package "cryptography". The proof is what `minben ledger prove` writes; its format is
described in ledger.md. What is checked:

1. the act, hashed as a leaf, leads along the path to the root of a tree of the stated size (RFC 6962, SHA-256);
2. a signed head states that root and that size;
3. the head's signature is by the key in the proof (Ed25519).

Anybody can make a key. So compare the key id that is printed with the one that the government publishes, or give its
public key by --key; and to be sure that you are shown the same ledger as everybody else, give a line of a witness file
by --head: it must be the head in the proof.

Exit code 0 where everything holds, 1 where not, with the reason.
"""

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key


class ProofError(Exception):
    """The proof does not hold."""


def require(holds, reason):
    """Stop with the reason unless it holds."""
    if not holds:
        raise ProofError(reason)


def unbase64(proof, name):
    """The bytes in a field of the proof."""
    return base64.b64decode(proof[name], validate=True)


def root_by_path(leaf, size, leaf_hash, path):
    """Walk from the leaf to the root (RFC 9162, section 2.1.3.2)."""
    at, last, result = leaf, size - 1, leaf_hash
    for sibling in path:
        require(last > 0, "the path is longer than the tree is high")
        if at % 2 == 1 or at == last:
            result = hashlib.sha256(b"\x01" + sibling + result).digest()
            while at % 2 == 0 and at > 0:
                at, last = at // 2, last // 2
        else:
            result = hashlib.sha256(b"\x01" + result + sibling).digest()
        at, last = at // 2, last // 2
    require(last == 0, "the path is shorter than the tree is high")
    return result


def check(proof, trusted_key=None, trusted_head=None):
    """Raise ProofError unless the proof holds; returns the act, the head and the key's id."""
    require((proof["format"], proof["v"]) == ("minben-ledger-proof", 1), "this is no proof of format 1")
    act, head_bytes = unbase64(proof, "act"), unbase64(proof, "head")
    signature, key = unbase64(proof, "signature"), unbase64(proof, "key")
    leaf, size = proof["leaf"], proof["size"]
    head = json.loads(head_bytes)
    algorithms = head["format"], head["v"], head["hash"], head["signature"]
    require(algorithms == ("minben-ledger-head", 1, "SHA-256", "Ed25519"), "the head names other algorithms")
    require(head["key"] == hashlib.sha256(key).hexdigest(), "the head names another key than the proof")
    require(trusted_key in (None, key), "the proof is by another key than the one given")
    require(trusted_head in (None, head_bytes), "the head is another one than the one given")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, head_bytes)
    except InvalidSignature:
        raise ProofError("the head's signature is wrong") from None
    require(type(leaf) is int and type(size) is int and 0 <= leaf < size, "the leaf is not inside the tree")
    require(head["size"] == size, "the head is over a tree of another size")
    path = [bytes.fromhex(hash_) for hash_ in proof["path"]]
    require(all(len(hash_) == 32 for hash_ in path), "a hash of the path is not 32 bytes long")
    root = root_by_path(leaf, size, hashlib.sha256(b"\x00" + act).digest(), path)
    require(root.hex() == head["root"], "the path does not lead to the head's root")
    return json.loads(act), head, head["key"]


def main():
    """Read the arguments, check, and say what was found."""
    parser = argparse.ArgumentParser(description="Check a proof that an act stands in the ledger.")
    parser.add_argument("proof", help="file that minben ledger prove wrote")
    parser.add_argument("--key", help="PEM file of the public key that you trust")
    parser.add_argument("--head", help="file with one line of a witness file")
    given = parser.parse_args()
    try:
        proof = json.loads(Path(given.proof).read_text(encoding="utf-8"))
        key = head = None
        if given.key:
            trusted = load_pem_public_key(Path(given.key).read_bytes())
            key = trusted.public_bytes(Encoding.Raw, PublicFormat.Raw)
        if given.head:
            head = unbase64(json.loads(Path(given.head).read_text(encoding="utf-8")), "head")
        act, said, key_id = check(proof, key, head)
    except ProofError as reason:
        print(f"WRONG: {reason}", file=sys.stderr)
        return 1
    except (AttributeError, KeyError, OSError, TypeError, ValueError) as error:
        print(f"WRONG: this cannot be read as a proof ({type(error).__name__}: {error})", file=sys.stderr)
        return 1
    compare = "" if given.key else " (compare it with the published one)"
    print(json.dumps(act, ensure_ascii=False, indent=2))
    print(f"The act is leaf {proof['leaf']} of {said['size']}; the head was signed at {said['at']}")
    print(f"by the key {key_id}{compare}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
