// SPDX-License-Identifier: Apache-2.0
// Functions that take texts of known shapes apart: CSV, URL, path, version, command line, XML,
// user agent.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "query/function/list.h"
#include "query/function/value.h"

namespace ward::query {

std::string url_decoded(std::string_view text, bool plus_is_blank);

namespace {

// One record; quotes double inside quotes.
Result parse_csv(Given a) {
    const std::string_view text = text_at(a, 0);
    Json out{Json::Array{}};
    std::string cell;
    bool quoted = false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"')
            cell += '"', ++i;
        else if (c == '"' && (quoted || cell.empty()))
            quoted = !quoted;
        else if (!quoted && c == ',')
            out.push(Json(std::exchange(cell, {})));
        else if (!quoted && c == '\n')
            break;
        else if (quoted || c != '\r')
            cell += c;
    }
    out.push(Json(cell));
    return kusto_json(out);
}

Json query_parameters(std::string_view query) {
    Json out{Json::Object{}};
    while (!query.empty()) {
        std::string_view pair = base::take_until(query, '&');
        const size_t equal = pair.find('=');
        if (pair.empty()) continue;
        const std::string value =
            equal == std::string_view::npos ? "" : url_decoded(pair.substr(equal + 1), true);
        out.set(url_decoded(pair.substr(0, equal), true), Json(value));
    }
    return out;
}

Result parse_url(Given a) {
    std::string_view rest = text_at(a, 0);
    std::string scheme, host, port, path, user, password, fragment, query;
    if (const size_t at = rest.find('#'); at != std::string_view::npos)
        fragment = rest.substr(at + 1), rest = rest.substr(0, at);
    if (const size_t at = rest.find('?'); at != std::string_view::npos)
        query = rest.substr(at + 1), rest = rest.substr(0, at);
    if (const size_t at = rest.find("://"); at != std::string_view::npos)
        scheme = rest.substr(0, at), rest = rest.substr(at + 3);
    const size_t slash = rest.find('/');
    std::string_view authority = scheme.empty() ? std::string_view() : rest.substr(0, slash);
    if (scheme.empty())
        path = rest;
    else if (slash != std::string_view::npos)
        path = rest.substr(slash);
    if (const size_t at = authority.rfind('@'); at != std::string_view::npos) {
        std::string_view login = authority.substr(0, at);
        authority = authority.substr(at + 1);
        user = base::take_until(login, ':');
        password = login;
    }
    const size_t colon = authority.rfind(':');
    if (colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos)
        port = authority.substr(colon + 1), authority = authority.substr(0, colon);
    host = authority;
    Json out;
    out.set("Scheme", Json(scheme));
    out.set("Host", Json(host));
    out.set("Port", Json(port));
    out.set("Path", Json(path));
    out.set("Username", Json(user));
    out.set("Password", Json(password));
    out.set("Query Parameters", query_parameters(query));
    out.set("Fragment", Json(fragment));
    return kusto_json(out);
}

Result parse_urlquery(Given a) {
    Json out;
    std::string_view text = text_at(a, 0);
    if (text.starts_with('?')) text.remove_prefix(1);
    out.set("Query Parameters", query_parameters(text));
    return kusto_json(out);
}

Result parse_path(Given a) {
    std::string_view text = text_at(a, 0), scheme, root;
    if (const size_t at = text.find("://"); at != std::string_view::npos)
        scheme = text.substr(0, at), text = text.substr(at + 3);
    if (text.size() > 1 && text[1] == ':' && base::is_alpha(text[0])) root = text.substr(0, 2);
    const size_t slash = text.find_last_of("/\\");
    const std::string_view file = slash == std::string_view::npos ? text : text.substr(slash + 1);
    const std::string_view folder =
        slash == std::string_view::npos ? std::string_view() : text.substr(0, slash);
    std::string_view name = file, stream;
    if (const size_t at = name.find(':');
        at != std::string_view::npos && slash != std::string_view::npos)
        stream = name.substr(at + 1), name = name.substr(0, at);
    const size_t dot = name.rfind('.');
    Json out;
    out.set("Scheme", Json(scheme));
    out.set("RootPath", Json(root));
    out.set("DirectoryPath", Json(folder));
    const size_t above = folder.find_last_of("/\\");
    out.set("DirectoryName",
            Json(above == std::string_view::npos ? folder : folder.substr(above + 1)));
    out.set("Filename", Json(name));
    out.set("Extension",
            Json(dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1)));
    out.set("AlternateDataStreamName", Json(stream));
    return kusto_json(out);
}

// Up to four parts of eight digits each as one number.
Result parse_version(Given a) {
    const auto parts = base::split(text_at(a, 0), '.');
    if (parts.size() > 4) return {};
    double out = 0;
    for (size_t i = 0; i < 4; ++i) {
        const auto part =
            i < parts.size() ? base::parse_integer(parts[i]) : std::optional<int64_t>(0);
        if (!part || *part < 0 || *part > 99'999'999) return {};
        out = out * 1e8 + static_cast<double>(*part);
    }
    return out;
}

// As Windows parts it: blanks part, quotes join, backslashes before a quote escape it.
Result parse_command_line(Given a) {
    if (!base::equals_ignore_case(text_at(a, 1), "windows")) return {};
    const std::string_view text = text_at(a, 0);
    Json out{Json::Array{}};
    std::string word;
    bool quoted = false, any = false;
    for (size_t i = 0; i < text.size(); ++i) {
        size_t slashes = 0;
        while (i < text.size() && text[i] == '\\') ++slashes, ++i;
        if (slashes > 0) any = true;
        if (i < text.size() && text[i] == '"') {
            word.append(slashes / 2, '\\');
            any = true;
            if (slashes % 2 == 1)
                word += '"';
            else
                quoted = !quoted;
            continue;
        }
        word.append(slashes, '\\');
        if (i >= text.size()) break;
        if (!quoted && (text[i] == ' ' || text[i] == '\t')) {
            if (any) out.push(Json(std::exchange(word, {})));
            any = false;
        } else {
            word += text[i], any = true;
        }
    }
    if (any) out.push(Json(word));
    return out.array().empty() ? Result() : Result(kusto_json(out));
}

// Elements become bags, attributes "@name", text "#text"; repeats become arrays. Small and strict:
// what is no XML is null.
class Xml {
public:
    explicit Xml(std::string_view text) : rest_(text) {}
    std::optional<Json> document() {
        skip_prologue();
        Json out;
        if (!element(out, 0)) return std::nullopt;
        return out;
    }

private:
    static constexpr int depth_max = 60;
    void blanks() {
        while (!rest_.empty() && base::is_space(rest_[0])) rest_.remove_prefix(1);
    }
    void skip_prologue() {
        for (blanks(); rest_.starts_with("<?") || rest_.starts_with("<!"); blanks())
            rest_.remove_prefix(std::min(
                rest_.find('>') == std::string_view::npos ? rest_.size() : rest_.find('>') + 1,
                rest_.size()));
    }
    std::string_view name() {
        size_t n = 0;
        while (n < rest_.size() && !base::is_space(rest_[n]) &&
               std::string_view("/>=<").find(rest_[n]) == std::string_view::npos)
            ++n;
        const auto out = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return out;
    }
    static std::string unescaped(std::string_view text) {
        std::string out;
        constexpr std::pair<std::string_view, char> known[] = {
            {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
        while (!text.empty()) {
            const auto* found = std::ranges::find_if(
                known, [&](const auto& one) { return text.starts_with(one.first); });
            out += found == std::end(known) ? text[0] : found->second;
            text.remove_prefix(found == std::end(known) ? 1 : found->first.size());
        }
        return out;
    }
    static void add(Json& to, const std::string& key, Json value) {
        if (!to.has(key)) return void(to.set(key, std::move(value)));
        Json list = to[key].is_array() ? to[key] : Json(Json::Array{to[key]});
        list.push(std::move(value));
        to.set(key, std::move(list));
    }
    bool attributes(Json& inner) {
        for (blanks(); !rest_.empty() && rest_[0] != '>' && rest_[0] != '/'; blanks()) {
            const std::string key(name());
            blanks();
            if (key.empty() || !rest_.starts_with('=')) return false;
            rest_.remove_prefix(1);
            blanks();
            if (rest_.empty() || (rest_[0] != '"' && rest_[0] != '\'')) return false;
            const size_t close = rest_.find(rest_[0], 1);
            if (close == std::string_view::npos) return false;
            inner.set("@" + key, Json(unescaped(rest_.substr(1, close - 1))));
            rest_.remove_prefix(close + 1);
        }
        return true;
    }
    bool element(Json& out, int depth) {
        if (depth > depth_max || !rest_.starts_with('<')) return false;
        rest_.remove_prefix(1);
        const std::string tag(name());
        Json inner{Json::Object{}};
        if (tag.empty() || !attributes(inner)) return false;
        if (rest_.starts_with("/>"))
            return rest_.remove_prefix(2), add(out, tag, inner.object().empty() ? Json() : inner),
                   true;
        if (!rest_.starts_with('>')) return false;
        rest_.remove_prefix(1);
        std::string text;
        while (!rest_.starts_with("</")) {
            if (rest_.empty()) return false;
            if (rest_.starts_with("<!--")) {
                const size_t end = rest_.find("-->");
                if (end == std::string_view::npos) return false;
                rest_.remove_prefix(end + 3);
            } else if (rest_.starts_with("<![CDATA[")) {
                const size_t end = rest_.find("]]>");
                if (end == std::string_view::npos) return false;
                text += rest_.substr(9, end - 9), rest_.remove_prefix(end + 3);
            } else if (rest_[0] == '<') {
                if (!element(inner, depth + 1)) return false;
            } else {
                const auto part = rest_.substr(0, rest_.find('<'));
                text += unescaped(part), rest_.remove_prefix(part.size());
            }
        }
        rest_.remove_prefix(
            std::min(rest_.find('>') == std::string_view::npos ? rest_.size() : rest_.find('>') + 1,
                     rest_.size()));
        const std::string trimmed(base::trim(text));
        if (inner.object().empty()) return add(out, tag, Json(trimmed)), true;
        if (!trimmed.empty()) inner.set("#text", Json(trimmed));
        return add(out, tag, std::move(inner)), true;
    }
    std::string_view rest_;
};

Result parse_xml(Given a) {
    if (text_at(a, 0).size() > text_bytes_max) return {};
    const auto out = Xml(text_at(a, 0)).document();
    return out ? Result(kusto_json(*out)) : Result();
}

std::string version_after(std::string_view text, std::string_view mark) {
    const size_t at = text.find(mark);
    if (at == std::string_view::npos) return "";
    std::string_view rest = text.substr(at + mark.size());
    size_t n = 0;
    while (n < rest.size() && (base::is_digit(rest[n]) || rest[n] == '.' || rest[n] == '_')) ++n;
    return std::string(rest.substr(0, n));
}

// The families that matter; what is unknown is "Other".
Result parse_user_agent(Given a) {
    const std::string_view text = text_at(a, 0);
    constexpr std::pair<std::string_view, std::string_view> browsers[] = {
        {"AdobeAIR/", "AdobeAIR"},
        {"Edg/", "Edge"},
        {"Edge/", "Edge"},
        {"OPR/", "Opera"},
        {"Chrome/", "Chrome"},
        {"Firefox/", "Firefox"},
        {"Version/", "Safari"},
        {"MSIE ", "IE"},
        {"curl/", "curl"},
        {"Wget/", "Wget"},
        {"python-requests/", "Python Requests"}};
    constexpr std::pair<std::string_view, std::string_view> systems[] = {
        {"Windows NT 10", "Windows 10"},
        {"Windows NT 6.3", "Windows 8.1"},
        {"Windows NT 6.1", "Windows 7"},
        {"Android", "Android"},
        {"iPhone OS ", "iOS"},
        {"Mac OS X", "Mac OS X"},
        {"Linux", "Linux"}};
    Json browser, system, device, out;
    browser.set("Family", Json("Other"));
    for (const auto& [mark, family] : browsers) {
        if (text.find(mark) == std::string_view::npos) continue;
        const std::string version = version_after(text, mark);
        const auto parts = base::split(version, '.');
        browser.set("Family", Json(family));
        browser.set("MajorVersion", Json(parts[0]));
        browser.set("MinorVersion", Json(parts.size() > 1 ? parts[1] : std::string_view()));
        browser.set("Patch", Json(parts.size() > 2 ? parts[2] : std::string_view()));
        break;
    }
    system.set("Family", Json("Other"));
    for (const auto& [mark, family] : systems)
        if (text.find(mark) != std::string_view::npos) {
            system.set("Family", Json(family));
            break;
        }
    const bool phone = text.find("iPhone") != std::string_view::npos;
    device.set("Family", Json(phone ? "iPhone" : "Other"));
    device.set("Brand", Json(phone ? "Apple" : ""));
    device.set("Model", Json(phone ? "iPhone" : ""));
    const auto wanted = json_at(a, 1);
    const auto wants = [&](std::string_view name) {
        if (!wanted) return true;
        if (!wanted->is_array()) return base::equals_ignore_case(wanted->text(), name);
        return std::ranges::any_of(wanted->array(), [&](const Json& one) {
            return base::equals_ignore_case(one.text(), name);
        });
    };
    if (wants("browser")) out.set("Browser", browser);
    if (wants("os")) out.set("OperatingSystem", system);
    if (wants("device")) out.set("Device", device);
    return kusto_json(out);
}

constexpr Function all[] = {
    {"parse_csv", "dynamic", "s", {}, parse_csv},
    {"parse_url", "dynamic", "s", {}, parse_url},
    {"parseurl", "dynamic", "s", {}, parse_url},
    {"parse_urlquery", "dynamic", "s", {}, parse_urlquery},
    {"parseurlquery", "dynamic", "s", {}, parse_urlquery},
    {"parse_path", "dynamic", "s", {}, parse_path},
    {"parse_version", "decimal", "s", {}, parse_version},
    {"parse_command_line", "dynamic", "ss", {}, parse_command_line},
    {"parse_xml", "dynamic", "s", {}, parse_xml},
    {"parse_user_agent", "dynamic", "sx", {}, parse_user_agent},
};

}  // namespace

std::span<const Function> parse_functions() {
    return all;
}

}  // namespace ward::query
