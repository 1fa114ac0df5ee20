#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Judges OCSF objects by the schema: required attributes, constraints, types, enumerations, captions, profiles, type_uid.

    ward parse FILE... | validate.py SCHEMA        prints each kind of fault with an example; exit 1 if there is any

SCHEMA is a checkout of ocsf-schema. Written against the schema itself, not against what Ward's mappings are compiled with.
"""
import collections
import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools" / "ocsf"))
from schema import Schema  # noqa: E402

INTEGER_MAX = {"integer_t": 2**63 - 1, "long_t": 2**63 - 1, "timestamp_t": 2**63 - 1, "port_t": 65535}


class Judge:
    def __init__(self, root):
        self.schema = Schema(root)
        self.classes = {self.schema.resolve(n)["class_uid"]: n for n in self.schema.class_names()}
        self.patterns = {n: re.compile(t["regex"]) for n, t in self.schema.types.items() if "regex" in t}

    def faults(self, event):
        """Texts of all that is wrong with one object."""
        if not isinstance(event, dict):
            return ["an event must be an object"]
        name = self.classes.get(event.get("class_uid"))
        if name is None:
            return [f"class_uid {event.get('class_uid')!r} is no class"]
        owner = self.schema.resolve(name)
        metadata = event.get("metadata") if isinstance(event.get("metadata"), dict) else {}
        self.profiles = set(metadata.get("profiles") or [])
        out = [f"metadata.profiles: '{p}' is no profile" for p in self.profiles if p not in self.schema.profiles and p != "datetime"]
        out += list(self.object_faults(owner, event, "", name))
        if event.get("category_uid") != owner["category_uid"]:
            out.append(f"category_uid must be {owner['category_uid']} in {name}")
        if isinstance(event.get("activity_id"), int) and event.get("type_uid") != owner["class_uid"] * 100 + event["activity_id"]:
            out.append("type_uid must be class_uid * 100 + activity_id")
        if metadata.get("version") != self.schema.version:
            out.append(f"metadata.version must be {self.schema.version}")
        return out

    def applies(self, attribute):
        return not attribute.get("profile") or attribute["profile"] in self.profiles

    def object_faults(self, owner, value, path, what):
        if not isinstance(value, dict):
            yield f"{path}: must be an object"
            return
        if not value:
            yield f"{path}: is empty"
        for name in owner["attributes"]:
            attribute = self.schema.attribute(owner, name)
            if attribute and attribute.get("requirement") == "required" and self.applies(attribute) and name not in value:
                yield f"{path}{name}: is required in {what}"
        constraints = owner.get("constraints") or {}
        if any_of := constraints.get("at_least_one"):
            if not any(n in value for n in any_of):
                yield f"{path}: {what} needs one of {', '.join(any_of)}"
        if one_of := constraints.get("just_one"):
            if sum(n in value for n in one_of) != 1:
                yield f"{path}: {what} needs just one of {', '.join(one_of)}"
        for name, inner in value.items():
            attribute = self.schema.attribute(owner, name)
            if attribute is None:
                yield f"{path}{name}: is no attribute of {what}"
            elif not self.applies(attribute):
                yield f"{path}{name}: needs the profile '{attribute['profile']}' in metadata.profiles"
            else:
                yield from self.attribute_faults(attribute, inner, f"{path}{name}", value)

    def attribute_faults(self, attribute, value, path, beside):
        if attribute.get("is_array"):
            if not isinstance(value, list):
                yield f"{path}: must be an array"
                return
            for item in value:
                yield from self.value_faults(attribute, item, path + "[]", beside)
        else:
            yield from self.value_faults(attribute, value, path, beside)

    def value_faults(self, attribute, value, path, beside):
        kind = attribute["type"]
        if not kind.endswith("_t"):
            if kind == "object":
                if not isinstance(value, dict):
                    yield f"{path}: must be an object"
            else:
                yield from self.object_faults(self.schema.resolve(kind, "object"), value, path + ".", kind)
            return
        fault = self.type_fault(kind, value)
        if fault:
            yield f"{path}: {fault}"
        elif path not in ("class_uid", "category_uid") and (enum := attribute.get("enum")):
            if str(value) not in enum:
                yield f"{path}: {value!r} is none of its values"
            else:
                yield from self.sibling_faults(attribute, enum, value, path, beside)

    @staticmethod
    def sibling_faults(attribute, enum, value, path, beside):
        sibling = attribute.get("sibling")
        if not sibling or attribute.get("is_array"):
            return
        caption = enum[str(value)]["caption"]
        if str(value) == "99":
            if path.count(".") == 0 and sibling not in beside:
                yield f"{path}: 99 needs the source's word in {sibling}"
        elif sibling in beside and beside[sibling] != caption:
            yield f"{path}: {sibling} must be '{caption}', not '{beside[sibling]}'"

    def type_fault(self, kind, value):
        base = self.schema.types.get(kind, {}).get("type", kind)
        if kind == "json_t":
            return None
        if kind == "boolean_t":
            return None if isinstance(value, bool) else "must be true or false"
        if base in ("integer_t", "long_t"):
            if not isinstance(value, int) or isinstance(value, bool):
                return f"must be an integer, not {type(value).__name__}"
            if kind == "port_t" and not 0 <= value <= 65535:
                return "is no port"
            return None if abs(value) <= INTEGER_MAX.get(kind, 2**63 - 1) else "is too large"
        if kind == "float_t":
            return None if isinstance(value, (int, float)) and not isinstance(value, bool) else "must be a number"
        if not isinstance(value, str):
            return f"must be text, not {type(value).__name__}"
        if value == "":
            return "is empty"
        longest = self.schema.types.get(kind, {}).get("max_len")
        if longest and len(value) > longest:
            return f"is longer than {longest}"
        if kind in self.patterns and not self.patterns[kind].search(value):
            return f"'{value}' is no {kind}"
        return None


def judge_lines(judge, lines):
    """(events, events with OCSF, {fault: [count, example]}, events by class)."""
    events, mapped, faults, classes = 0, 0, {}, collections.Counter()
    for line in lines:
        if '"type":"event"' not in line[:20]:
            continue
        event = json.loads(line)
        events += 1
        if "ocsf" not in event:
            continue
        mapped += 1
        classes[event["ocsf"].get("class_name")] += 1
        for fault in judge.faults(event["ocsf"]):
            entry = faults.setdefault(re.sub(r"'[^']*' is no", "... is no", fault), [0, f"{event['file']}:{event['index']}: {fault}"])
            entry[0] += 1
    return events, mapped, faults, classes


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: validate.py FOLDER-OF-OCSF-SCHEMA < lines of ward parse")
    events, mapped, faults, classes = judge_lines(Judge(sys.argv[1]), sys.stdin)
    for name, count in classes.most_common():
        print(f"{count:8} {name}")
    for fault, (count, example) in sorted(faults.items(), key=lambda f: -f[1][0]):
        print(f"{count:8} FAULT {fault}\n         for example {example}")
    print(f"{events} events, {mapped} with OCSF, {sum(f[0] for f in faults.values())} faults")
    sys.exit(1 if faults else 0)
