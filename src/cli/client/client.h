// SPDX-License-Identifier: Apache-2.0
// Client of a Ward server: what `--server URL` of the commands speaks. One request at a time, no
// redirects, certificates verified.
#pragma once

#include <memory>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace CLI {
class App;
}

namespace ward::cli {

constexpr size_t answer_bytes_max = size_t{256} << 20;  // a query's 100,000 rows
constexpr int connect_seconds = 10, answer_seconds = 300;

/// Where a command asks: --server and --token, or $WARD_TOKEN.
struct ServerOptions {
    std::string url, token;
    void add_to(CLI::App& command);
};

class Client {
public:
    /// Nothing is sent yet. Refused (usage): a URL that is not http(s)://HOST[:PORT], or no token.
    /// A certificate is verified by the system's authorities or the file $SSL_CERT_FILE.
    static base::Result<std::unique_ptr<Client>> make(const ServerOptions& options);
    ~Client();

    /// The answer's body; a refusal becomes an Error with the server's own words.
    base::Result<std::string> get(const std::string& path,
                                  const std::string& accept = "application/json");
    base::Result<std::string> post(const std::string& path, const std::string& json);

private:
    struct Handle;
    explicit Client(std::unique_ptr<Handle> handle);
    std::unique_ptr<Handle> handle_;
};

/// The Error of an answer with that status: its problem+json told in one line.
base::Error error_of(int status, const std::string& body);

/// Text as one segment of a path or a value of a query.
std::string url_encode(std::string_view text);

}  // namespace ward::cli
