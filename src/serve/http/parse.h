// SPDX-License-Identifier: Apache-2.0
// From Beast's parser to a Request. Private to serve/http: only connection.cc and the fuzz target
// may include it, for it includes Beast.
#pragma once

#include <boost/beast/http.hpp>
#include <string>

#include "base/text.h"
#include "serve/http/router.h"

namespace ward::serve {

using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

inline void limit(Parser& parser) {
    parser.header_limit(header_bytes_max);
    parser.body_limit(boost::none);  // decided when the head is known
}

/// The head of a message. Fields of one name become one, parted by commas (cookies: semicolons).
inline Request request_of(const Parser& parser, std::string peer, bool is_tls) {
    const auto& message = parser.get();
    Request out;
    out.method = std::string(message.method_string());
    out.target = std::string(message.target());
    for (const auto& field : message) {
        const std::string name =
            base::to_lower({field.name_string().data(), field.name_string().size()});
        auto& value = out.headers[name];
        if (!value.empty()) value += name == "cookie" ? "; " : ", ";
        value.append(field.value().data(), field.value().size());
    }
    out.peer = std::move(peer);
    out.is_tls = is_tls;
    return out;
}

/// RFC 9112: HTTP/1.1 has exactly one; HTTP/1.0 at most one.
inline bool has_one_host(const Parser& parser) {
    const auto hosts = parser.get().count(boost::beast::http::field::host);
    return hosts == 1 || (hosts == 0 && parser.get().version() < 11);
}

}  // namespace ward::serve
