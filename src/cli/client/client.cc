// SPDX-License-Identifier: Apache-2.0
// By libcurl, the only file that includes it.
#include "cli/client/client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "base/text.h"

namespace ward::cli {

namespace {

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

void add_header(List& list, const std::string& header) {
    list.reset(curl_slist_append(list.release(), header.c_str()));
}

size_t take(const char* bytes, size_t, size_t count, void* out) {
    auto& body = *static_cast<std::string*>(out);
    if (body.size() + count > answer_bytes_max) return 0;
    body.append(bytes, count);
    return count;
}

base::ErrorKind kind_of(int status) {
    switch (status) {
        case 400:
        case 405:
        case 409:
        case 412:
        case 415:
            return base::ErrorKind::usage;
        case 401:
        case 403:
            return base::ErrorKind::denied;
        case 404:
            return base::ErrorKind::not_found;
        case 413:
        case 429:
            return base::ErrorKind::limit;
        default:
            return base::ErrorKind::unavailable;
    }
}

bool has_control(std::string_view text) {
    for (const char c : text)
        if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f') return true;
    return false;
}

}  // namespace

struct Client::Handle {
    std::string url, token;
    CURL* curl = nullptr;

    ~Handle() { curl_easy_cleanup(curl); }

    base::Result<std::string> ask(const std::string& path, List headers, const std::string* body) {
        std::string out;
        char cause[CURL_ERROR_SIZE] = {};
        const std::string target = url + path;
        add_header(headers, "Authorization: Bearer " + token);
        curl_easy_reset(curl);
        curl_easy_setopt(curl, CURLOPT_URL, target.c_str());
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(connect_seconds));
        curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(answer_seconds));
        curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, cause);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, &out);
        if (const char* file = std::getenv("SSL_CERT_FILE"))
            curl_easy_setopt(curl, CURLOPT_CAINFO, file);
        if (body != nullptr) {
            add_header(headers, "Content-Type: application/json");
            curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->data());
            curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                             static_cast<curl_off_t>(body->size()));
        }
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
        const CURLcode code = curl_easy_perform(curl);
        if (code != CURLE_OK)
            return base::Error{
                base::ErrorKind::unavailable,
                fmt::format("cannot ask {}: {}", url, *cause ? cause : curl_easy_strerror(code))};
        long status = 0;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        if (status < 200 || status > 299) return error_of(static_cast<int>(status), out);
        return out;
    }
};

void ServerOptions::add_to(CLI::App& command) {
    command.add_option("--server", url, "ask the server at this URL");
    command.add_option("--token", token, "an API token for --server; else $WARD_TOKEN");
}

Client::Client(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Client::~Client() = default;

base::Result<std::unique_ptr<Client>> Client::make(const ServerOptions& options) {
    auto handle = std::make_unique<Handle>();
    handle->url = options.url;
    while (handle->url.ends_with('/')) handle->url.pop_back();
    if (!handle->url.starts_with("http://") && !handle->url.starts_with("https://"))
        return base::Error{base::ErrorKind::usage,
                           fmt::format("'{}' is no server's URL; it begins with http:// or "
                                       "https://",
                                       base::printable(options.url))};
    handle->token = options.token;
    if (handle->token.empty())
        if (const char* named = std::getenv("WARD_TOKEN")) handle->token = named;
    if (handle->token.empty() || has_control(handle->token))
        return base::Error{base::ErrorKind::usage,
                           "a server wants a token: --token or $WARD_TOKEN "
                           "(ward token create makes one)"};
    handle->curl = curl_easy_init();
    if (handle->curl == nullptr)
        return base::Error{base::ErrorKind::unavailable, "cannot start libcurl"};
    return std::unique_ptr<Client>(new Client(std::move(handle)));
}

base::Result<std::string> Client::get(const std::string& path, const std::string& accept) {
    List headers;
    add_header(headers, "Accept: " + accept);
    return handle_->ask(path, std::move(headers), nullptr);
}

base::Result<std::string> Client::post(const std::string& path, const std::string& json) {
    List headers;
    add_header(headers, "Accept: application/json");
    return handle_->ask(path, std::move(headers), &json);
}

base::Error error_of(int status, const std::string& body) {
    const auto json = base::parse_json(body);
    std::string text;
    if (json.ok()) {
        text = (*json)["detail"].text();
        for (const auto& one : (*json)["errors"].array()) {
            text += fmt::format("; line {}, column {}: {}", one["line"].integer(),
                                one["column"].integer(), one["detail"].text());
            if (one.has("hint")) text += fmt::format(", {}", one["hint"].text());
        }
    }
    if (text.empty()) text = fmt::format("the server answered {}", status);
    if (status == 401) text = "the server does not know this token";
    return {kind_of(status), std::move(text)};
}

std::string url_encode(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~')
            out += c;
        else
            out.append({'%', digits[static_cast<unsigned char>(c) >> 4], digits[c & 15]});
    }
    return out;
}

}  // namespace ward::cli
