#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads a checkout of the OCSF schema (github.com/ocsf/ocsf-schema) and resolves it: inheritance, profiles, extensions.

As a program it writes content/mappings/schema/ocsf.yaml, the facts that mappings are checked against:
    tools/ocsf/schema.py ~/.cache/ward-corpus/ocsf-schema > content/mappings/schema/ocsf.yaml
tests/ocsf uses the same reading to judge what Ward makes.
"""
import json
import sys
from pathlib import Path

CLASSES = """base_event process_activity file_activity module_activity kernel_extension_activity memory_activity
scheduled_job_activity script_activity event_log_activity peripheral_activity device_power_state_activity registry_key_activity
registry_value_activity windows_resource_activity windows_service_activity kernel_activity detection_finding account_change
authentication authorize_session entity_management group_management user_access network_activity http_activity dns_activity
dhcp_activity rdp_activity smb_activity ssh_activity ftp_activity email_activity tunnel_activity ntp_activity api_activity
application_lifecycle application_error web_resources_activity datastore_activity file_hosting
device_config_state_change""".split()
OBJECTS = """account actor affected_package agent analytic api application attack auth_factor authentication_token certificate cloud container
device digital_signature dns_answer dns_query email endpoint evidences file fingerprint finding_info firewall_rule group
http_header http_request http_response idp image job kernel kernel_driver location log logger malware managed_entity metadata module
network_connection_info network_endpoint network_proxy network_traffic network_interface observable organization os peripheral_device
policy process process_entity product related_event request response resource_details rule script service session sub_technique tactic
technique ticket tls trace url user web_resource win_resource win_service reg_key reg_value databucket database
vulnerability cve extension feature long_string iam_role autonomous_system key_value_object message_context email_auth email_attachment""".split()
EXTENSIONS = {"windows": "win", "linux": "linux"}


def load(path):
    return json.loads(path.read_text())


def merge(base, over):
    """`over` wins, member by member; enums grow together."""
    out = {k: (dict(v) if isinstance(v, dict) else v) for k, v in base.items()}
    for name, value in over.items():
        if isinstance(value, dict) and isinstance(out.get(name), dict):
            inner = dict(out[name])
            for key, item in value.items():
                inner[key] = {**inner[key], **item} if key == "enum" and key in inner else item
            out[name] = inner
        else:
            out[name] = value
    return out


class Schema:
    def __init__(self, root):
        self.root = Path(root)
        self.version = load(self.root / "version.json")["version"]
        self.dictionary = load(self.root / "dictionary.json")
        self.attributes = dict(self.dictionary["attributes"])
        self.types = self.dictionary["types"]["attributes"]
        self.categories = load(self.root / "categories.json")["attributes"]
        self.extension_uid, self.raw_classes, self.raw_objects, self.profiles = {}, {}, {}, {}
        for path in (self.root / "profiles").glob("*.json"):
            self.profiles[path.stem] = load(path)
        self._read_folder(self.root, None)
        for path in (self.root / "extensions").glob("*/profiles/*.json"):
            self.profiles[path.stem] = load(path)
        for folder in EXTENSIONS:
            self._read_folder(self.root / "extensions" / folder, load(self.root / "extensions" / folder / "extension.json")["uid"])
        self._cache = {}

    def _read_folder(self, folder, extension):
        if extension and (folder / "dictionary.json").exists():
            self.attributes.update(load(folder / "dictionary.json")["attributes"])
        for kind, into in (("events", self.raw_classes), ("objects", self.raw_objects)):
            for path in sorted((folder / kind).rglob("*.json")):
                item = load(path)
                item["extension"] = extension
                name = path.stem
                if extension and name in into and "uid" not in item:  # an extension adds to what is there
                    old = into[name]
                    into[name] = {**old, "attributes": merge(old["attributes"], item["attributes"])}
                    continue
                into[name] = item
                into.setdefault(item.get("name", name), item)

    def _included(self, attributes):
        out = {}
        for path in attributes.get("$include", []):
            profile = self.profiles[Path(path).stem]
            for name, value in profile["attributes"].items():
                annotated = {**profile.get("annotations", {}), **value, "profile": profile["name"]}
                out[name] = annotated
        return out

    def resolve(self, name, kind="class"):
        """A class or object with all it inherits: {"attributes", "constraints", ...}."""
        if (kind, name) in self._cache:
            return self._cache[kind, name]
        raw = (self.raw_classes if kind == "class" else self.raw_objects)[name]
        parent = raw.get("extends")
        base = {"attributes": {}, "profiles": []}
        if parent and parent != "object" and parent != name:
            base = self.resolve(parent, kind)
        own = {k: v for k, v in raw["attributes"].items() if k != "$include"}
        attributes = merge(merge(base["attributes"], self._included(raw["attributes"])), own)
        for attribute, value in attributes.items():
            if "profile" in value and value["profile"] is None:
                attributes[attribute] = {k: v for k, v in value.items() if k != "profile"}
        out = {**{k: v for k, v in base.items() if k in ("category", "constraints")}, **raw, "attributes": attributes}
        out["profiles"] = sorted(set(base["profiles"]) | set(raw.get("profiles") or []))
        if kind == "class":
            out["category_uid"] = self.categories.get(out.get("category"), {}).get("uid", 0)
            uid = (out["extension"] or 0) * 100000 + out["category_uid"] * 1000 + (raw.get("uid") or 0)
            out["class_uid"] = 0 if name == "base_event" else uid
        self._cache[kind, name] = out
        return out

    def attribute(self, owner, name):
        """What `owner` (resolved) says of its attribute, over what the dictionary says; None if it has none such."""
        own = owner["attributes"].get(name)
        if own is None or name not in self.attributes:
            return None
        general = self.attributes[name]
        out = {**general, **own}
        if "enum" in general or "enum" in own:
            out["enum"] = {**general.get("enum", {}), **own.get("enum", {})}
        return out

    def class_names(self):
        return [n for n, raw in self.raw_classes.items() if raw.get("uid") is not None or n == "base_event"]


def short_type(attribute):
    kind = attribute["type"]
    text = kind.removesuffix("_t") if kind.endswith("_t") else "object " + kind
    return text + ("[]" if attribute.get("is_array") else "")


def scalar(text):
    return json.dumps(text) if any(c in text for c in ":#,[]{}&*!|>'\"%@`?") or text.lower() in ("yes", "no", "on", "off", "null", "true", "false") or text[:1] in " -0123456789" else text


def names(items):
    return "[" + ", ".join(sorted(items)) + "]"


def write_enum(enum):
    return "{" + ", ".join(f"{scalar(v['caption'])}: {k}" for k, v in enum.items()) + "}"


class Writer:
    """Writes classes and the objects that they reach; an attribute's type stands once, for all."""

    def __init__(self, schema):
        self.schema, self.reached, self.used = schema, {}, {}

    def body(self, owner, inherited=()):
        schema, lines, profiles = self.schema, [], {}
        has, requires = [], []
        for name in owner["attributes"]:
            attribute = schema.attribute(owner, name)
            if attribute is None or "@deprecated" in attribute or name in inherited:
                continue
            if not attribute["type"].endswith("_t") and attribute["type"] not in OBJECTS:
                continue
            (profiles.setdefault(attribute["profile"], []) if attribute.get("profile") else has).append(name)
            if attribute.get("requirement") == "required" and not attribute.get("profile"):
                requires.append(name)
            self.used[name] = True
            general = schema.attributes[name].get("enum", {})
            own = owner["attributes"][name].get("enum", {})
            if name not in ("category_uid", "class_uid") and any(k not in general for k in own):
                lines.append(f"      enums.{name}: {write_enum(attribute['enum'])}")
            if not attribute["type"].endswith("_t"):
                self.reach(attribute["type"])
        out = [f"      has: {names(has)}"]
        if requires:
            out.append(f"      requires: {names(requires)}")
        for kind, short in (("at_least_one", "one_of"), ("just_one", "just_one")):
            if wanted := (owner.get("constraints") or {}).get(kind):
                out.append(f"      {short}: {names(wanted)}")
        for profile, members in sorted(profiles.items()):
            out.append(f"      profile.{profile}: {names(members)}")
        return out + lines

    def reach(self, name):
        if name in self.reached or name == "object":
            return
        self.reached[name] = None
        self.reached[name] = self.body(self.schema.resolve(name, "object"))

    def text(self):
        schema, classes = self.schema, []
        base = schema.resolve("base_event")
        for name in CLASSES:
            owner = schema.resolve(name)
            # What a class only repeats of the base event is left out.
            inherited = () if name == "base_event" else [
                a for a, value in base["attributes"].items() if a != "activity_id" and schema.attribute(owner, a) and
                all(owner["attributes"][a].get(k) == value.get(k) for k in ("profile", "requirement", "enum"))]
            category = schema.categories.get(owner.get("category"), {}).get("caption", "Uncategorized")
            classes += [f"    {name}:", f"      uid: {owner['class_uid']}", f"      caption: {owner['caption']}",
                        f"      category: {owner['category_uid']}", f"      category_caption: {category}", *self.body(owner, inherited)]
        out = ["# The attributes, objects and classes of OCSF that mappings may use: made by tools/ocsf/schema.py, not by hand.",
               "schema:", f"  version: {schema.version}", "  classes:", *classes, "  objects:"]
        for name, body in sorted(self.reached.items()):
            out += [f"    {name}:", *body]
        out.append("  attributes:")
        for name in sorted(self.used):
            attribute = schema.attributes[name]
            sibling = f" {attribute['sibling']}" if attribute.get("sibling") else ""
            out.append(f"    {name}: {short_type(attribute)}" + (" ~" + sibling if sibling else ""))
        out.append("  enums:")
        for name in sorted(self.used):
            if enum := schema.attributes[name].get("enum"):
                out.append(f"    {name}: {write_enum(enum)}")
        return "\n".join(out) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: schema.py FOLDER-OF-OCSF-SCHEMA")
    sys.stdout.write(Writer(Schema(sys.argv[1])).text())
