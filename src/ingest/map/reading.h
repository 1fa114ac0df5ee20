// SPDX-License-Identifier: Apache-2.0
// Readings: how a native value is read before it becomes an attribute ("Image as name"). A reading
// cuts: its result is a part of its text (for lower a copy in the arena), or a fixed word.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/arena.h"

namespace ward::ingest::map {

enum class Reading : uint8_t {
    plain,
    name,         // last part of a path: "C:\Windows\cmd.exe" gives "cmd.exe"
    folder,       // what is before it: "C:\Windows"
    account,      // "EXAMPLE\ann" gives "ann"; "ann" stays
    domain,       // "EXAMPLE\ann" gives "EXAMPLE"; "ann" nothing
    mail_domain,  // "ann@example.com" gives "example.com"; "ann" nothing
    lower,        // ASCII letters in lower case
    word,         // up to the first blank
    host,         // of a URL or of "host:port"
    port,         // of a URL or of "host:port" where it is written
    path,         // of a URL or of a request target: up to '?' or '#'
    query,        // of a URL or of a request target: after '?'
    scheme,       // of a URL
    verb,  // first word of an operation: "iam.v1.CreateRole" and "roles/create_it" give "Create"
    host_name,     // what is no address
    milliseconds,  // of seconds with a fraction: "1.5" gives "1500"
    list,          // a list in one text, parted by ',' or ';'; for attributes that are lists
    words,         // words in one text, parted by blanks and line ends
    dns_results,   // what Sysmon writes: "type:  5 a.example.;::ffff:192.0.2.1;"
    hashes,        // "SHA1=..,SHA256=.." or one hash: a list of fingerprints
    address,       // "192.0.2.1:443", "[2001:db8::1]:443", "::ffff:192.0.2.1": the address alone
    session,       // what a text says of a session: "login", "logout" or nothing
    outcome,       // what it says of how that went: "success", "failure" or nothing
    method,        // of HTTP, where the text is one
    web,           // a URL or a path; nothing else
    url_host,      // the host of a URL that has a scheme
    file_path,     // a path in a file system; nothing else
};

/// The reading called `name`, or nothing.
std::optional<Reading> find_reading(std::string_view name);
std::vector<std::string_view> reading_names();
/// True for readings that make a list of one text.
bool is_splitting(Reading reading);

/// The part of `text` that `reading` gives; empty: nothing. Not for the splitting ones.
std::string_view apply(Reading reading, std::string_view text, base::Arena& arena);

/// Takes the next element off `rest`; empty when there are no more.
std::string_view take_element(Reading reading, std::string_view& rest);

/// One hash of a list: OCSF's number and caption of its algorithm, by its name or its length.
struct Fingerprint {
    std::string_view algorithm_id, algorithm, value;
};
/// Takes the next hash off `rest`; an empty value when there are no more.
Fingerprint take_fingerprint(std::string_view& rest);

}  // namespace ward::ingest::map
