// SPDX-License-Identifier: Apache-2.0
// Hashes and encodings: base64, URL, zlib, gzip, punycode.
#include <zlib.h>

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "query/function/list.h"
#include "query/function/value.h"

namespace ward::query {

std::string url_decoded(std::string_view text, bool plus_is_blank) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            if (const auto byte = base::from_hex(text.substr(i + 1, 2))) {
                out += *byte;
                i += 2;
                continue;
            }
        }
        out += text[i] == '+' && plus_is_blank ? ' ' : text[i];
    }
    return out;
}

namespace {

constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string base64_encoded(std::string_view bytes) {
    std::string out;
    for (size_t i = 0; i < bytes.size(); i += 3) {
        uint32_t word = 0;
        const size_t n = std::min<size_t>(3, bytes.size() - i);
        for (size_t k = 0; k < 3; ++k)
            word = word << 8 | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0);
        for (size_t k = 0; k < 4; ++k)
            out += k <= n ? base64_digits[word >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

std::optional<std::string> base64_decoded(std::string_view text) {
    std::string out;
    uint32_t word = 0;
    int bits = 0;
    text = base::trim(text);
    while (text.ends_with('=')) text.remove_suffix(1);
    for (const char c : text) {
        const size_t digit = base64_digits.find(c == '-' ? '+' : c == '_' ? '/' : c);
        if (digit == std::string_view::npos) return std::nullopt;
        word = word << 6 | static_cast<uint32_t>(digit);
        bits += 6;
        if (bits >= 8) out += static_cast<char>(word >> (bits -= 8));
    }
    return out;
}

Result base64_decode(Given a) {
    const auto bytes = base64_decoded(text_at(a, 0));
    return bytes && base::is_valid_utf8(*bytes) ? *bytes : std::string();
}

Result base64_decode_array(Given a) {
    const auto bytes = base64_decoded(text_at(a, 0));
    if (!bytes) return {};
    Json out{Json::Array{}};
    for (const char c : *bytes) out.push(Json(int64_t{static_cast<unsigned char>(c)}));
    return kusto_json(out);
}

Result base64_encode_array(Given a) {
    const auto list = json_at(a, 0);
    std::string bytes;
    if (!list) return std::string();
    for (const Json& one : list->array()) bytes += static_cast<char>(one.integer());
    return base64_encoded(bytes);
}

// A GUID's first three fields are little-endian.
std::string guid_order(std::string bytes) {
    if (bytes.size() == 16)
        std::reverse(bytes.begin(), bytes.begin() + 4), std::swap(bytes[4], bytes[5]),
            std::swap(bytes[6], bytes[7]);
    return bytes;
}

Result base64_decode_guid(Given a) {
    auto bytes = base64_decoded(text_at(a, 0));
    if (!bytes || bytes->size() != 16) return {};
    std::string out = base::to_hex(guid_order(*bytes));
    for (const size_t at : {20, 16, 12, 8}) out.insert(at, "-");
    return out;
}

Result base64_encode_guid(Given a) {
    std::string hex(text_at(a, 0));
    std::erase(hex, '-');
    const auto bytes = base::from_hex(hex);
    return bytes && bytes->size() == 16 ? base64_encoded(guid_order(*bytes)) : std::string();
}

template <bool all>
Result url_encode(Given a) {
    std::string out;
    for (const char c : text_at(a, 0)) {
        const bool plain =
            base::is_alpha(c) || base::is_digit(c) ||
            std::string_view("-_.").find(c) != std::string_view::npos ||
            (all ? c == '~' : std::string_view("!*()").find(c) != std::string_view::npos);
        if (plain)
            out += c;
        else if (c == ' ' && !all)
            out += '+';
        else
            out += "%" + base::to_hex({&c, 1});
    }
    return out;
}

Result url_decode(Given a) {
    std::string out = url_decoded(text_at(a, 0), true);
    return base::is_valid_utf8(out) ? out : std::string(text_at(a, 0));
}

// window 15: zlib; 15 + 16: gzip.
template <int window>
Result unpack(Given a) {
    const auto bytes = base64_decoded(text_at(a, 0));
    if (!bytes) return std::string();
    z_stream stream{};
    if (inflateInit2(&stream, window) != Z_OK) return std::string();
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes->data()));
    stream.avail_in = static_cast<uInt>(bytes->size());
    std::string out;
    int status = Z_OK;
    while (status == Z_OK && out.size() < text_bytes_max) {
        char buffer[16384];
        stream.next_out = reinterpret_cast<Bytef*>(buffer), stream.avail_out = sizeof buffer;
        status = inflate(&stream, Z_NO_FLUSH);
        out.append(buffer, sizeof buffer - stream.avail_out);
        if (stream.avail_in == 0 && stream.avail_out != 0) break;
    }
    inflateEnd(&stream);
    return base::is_valid_utf8(out) ? out : std::string();
}

template <int window>
Result pack(Given a) {
    const std::string_view text = text_at(a, 0);
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return std::string();
    std::string out(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data())),
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data()),
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    return base64_encoded(out);
}

std::string bytes_of(const store::Argument& value) {
    if (const auto* text = std::get_if<std::string_view>(&value)) return std::string(*text);
    if (const auto* number = std::get_if<int64_t>(&value))
        return {reinterpret_cast<const char*>(number), sizeof *number};
    if (const auto* real = std::get_if<double>(&value))
        return {reinterpret_cast<const char*>(real), sizeof *real};
    if (const auto* yes = std::get_if<bool>(&value)) return {*yes ? '\1' : '\0'};
    return {};
}

Result hash(Given a) {
    if (is_null(a, 0)) return {};
    const auto value = base::xxh64(bytes_of(a[0]));
    const auto modulus = a.size() > 1 ? long_at(a, 1).value_or(0) : 0;
    if (modulus > 0) return static_cast<int64_t>(value % static_cast<uint64_t>(modulus));
    return static_cast<int64_t>(value);
}

// hash_combine's mixing is not published; ours is stable, and says so in the reference.
Result hash_many(Given a) {
    uint64_t seed = 0;
    for (const auto& one : a)
        seed ^= base::xxh64(bytes_of(one)) + 0x9E3779B97F4A7C15ULL + (seed << 6) + (seed >> 2);
    return static_cast<int64_t>(seed);
}

// RFC 3492.
constexpr uint32_t puny_base = 36, puny_low = 1, puny_high = 26;
uint32_t puny_adapt(uint32_t delta, uint32_t count, bool first) {
    delta = first ? delta / 700 : delta / 2;
    delta += delta / count;
    uint32_t k = 0;
    for (; delta > (puny_base - puny_low) * puny_high / 2; k += puny_base)
        delta /= puny_base - puny_low;
    return k + (puny_base - puny_low + 1) * delta / (delta + 38);
}
uint32_t puny_threshold(uint32_t k, uint32_t bias) {
    return k <= bias ? puny_low : std::min(k - bias, puny_high);
}

std::optional<std::string> puny_decoded(std::string_view text) {
    std::vector<uint32_t> out;
    const size_t dash = text.rfind('-');
    for (const char c : text.substr(0, dash == std::string_view::npos ? 0 : dash))
        out.push_back(static_cast<unsigned char>(c));
    if (dash != std::string_view::npos) text = text.substr(dash + 1);
    uint64_t n = 128, i = 0;
    uint32_t bias = 72;
    for (size_t at = 0; at < text.size();) {
        const uint64_t before = i;
        uint64_t weight = 1;
        for (uint32_t k = puny_base;; k += puny_base) {
            if (at >= text.size() || weight > UINT32_MAX) return std::nullopt;
            const char c = base::lower(text[at++]);
            const uint32_t digit = base::is_alpha(c)   ? static_cast<uint32_t>(c - 'a')
                                   : base::is_digit(c) ? static_cast<uint32_t>(c - '0' + 26)
                                                       : 99;
            if (digit >= puny_base) return std::nullopt;
            i += digit * weight;
            const uint32_t t = puny_threshold(k, bias);
            if (digit < t) break;
            weight *= puny_base - t;
        }
        const auto size = static_cast<uint32_t>(out.size() + 1);
        bias = puny_adapt(static_cast<uint32_t>(i - before), size, before == 0);
        n += i / size, i %= size;
        if (n > 0x10FFFF) return std::nullopt;
        out.insert(out.begin() + static_cast<ptrdiff_t>(i++), static_cast<uint32_t>(n));
    }
    std::string made;
    for (const uint32_t point : out) base::append_utf8(made, point);
    return made;
}

std::vector<uint32_t> points_of(std::string_view text) {
    std::vector<uint32_t> out;
    for (size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        const size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        uint32_t point = n == 1 ? c : c & (0xFFU >> (n + 1));
        for (size_t k = 1; k < n && i + k < text.size(); ++k)
            point = point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3F);
        out.push_back(point), i += n;
    }
    return out;
}

std::string puny_encoded(std::string_view text) {
    const auto points = points_of(text);
    std::string out;
    for (const uint32_t point : points)
        if (point < 128) out += static_cast<char>(point);
    auto done = static_cast<uint32_t>(out.size());
    const uint32_t plain = done;
    if (plain > 0) out += '-';
    uint32_t n = 128, delta = 0, bias = 72;
    while (done < points.size()) {
        uint32_t next = UINT32_MAX;
        for (const uint32_t point : points)
            if (point >= n) next = std::min(next, point);
        delta += (next - n) * (done + 1), n = next;
        for (const uint32_t point : points) {
            if (point < n) ++delta;
            if (point != n) continue;
            uint32_t q = delta;
            for (uint32_t k = puny_base;; k += puny_base) {
                const uint32_t t = puny_threshold(k, bias);
                const uint32_t digit = q < t ? q : t + (q - t) % (puny_base - t);
                out += static_cast<char>(digit < 26 ? 'a' + digit : '0' + digit - 26);
                if (q < t) break;
                q = (q - t) / (puny_base - t);
            }
            bias = puny_adapt(delta, done + 1, done == plain);
            delta = 0, ++done;
        }
        ++delta, ++n;
    }
    return out;
}

template <bool decodes>
Result domain(Given a) {
    std::string out;
    if (text_at(a, 0).size() > 1024) return {};
    for (const auto label : base::split(text_at(a, 0), '.')) {
        if (!out.empty()) out += '.';
        const bool plain = std::ranges::all_of(label, [](char c) { return c >= 0; });
        if (decodes && label.starts_with("xn--"))
            out += puny_decoded(label.substr(4)).value_or(std::string(label));
        else
            out += decodes || plain ? std::string(label) : "xn--" + puny_encoded(label);
    }
    return out;
}

constexpr Function all[] = {
    {"hash_sha256", "string", "s", "sha256($1)"},
    {"hash_md5", "string", "s", "md5($1)"},
    {"hash_sha1", "string", "s", "sha1($1)"},
    {"hash", "long", "h?l", {}, hash},
    {"hash_xxhash64", "long", "h?l", {}, hash},
    {"hash_many", "long", "hh*", {}, hash_many},
    {"hash_combine", "long", "hh*", {}, hash_many},
    {"base64_encode_tostring",
     "string",
     "s",
     {},
     [](Given a) -> Result { return base64_encoded(text_at(a, 0)); }},
    {"base64_encodestring",
     "string",
     "s",
     {},
     [](Given a) -> Result { return base64_encoded(text_at(a, 0)); }},
    {"base64_decode_tostring", "string", "s", {}, base64_decode},
    {"base64_decodestring", "string", "s", {}, base64_decode},
    {"base64_decode_toarray", "dynamic", "s", {}, base64_decode_array},
    {"base64_encode_fromarray", "string", "j", {}, base64_encode_array},
    {"base64_decode_toguid", "guid", "s", {}, base64_decode_guid},
    {"base64_encode_fromguid", "string", "g", {}, base64_encode_guid},
    {"url_encode", "string", "s", {}, url_encode<false>},
    {"url_encode_component", "string", "s", {}, url_encode<true>},
    {"url_decode", "string", "s", {}, url_decode},
    {"zlib_compress_to_base64_string", "string", "s", {}, pack<15>},
    {"zlib_decompress_from_base64_string", "string", "s", {}, unpack<15>},
    {"gzip_compress_to_base64_string", "string", "s", {}, pack<15 + 16>},
    {"gzip_decompress_from_base64_string", "string", "s", {}, unpack<15 + 16>},
    {"punycode_from_string",
     "string",
     "s",
     {},
     [](Given a) -> Result {
         return text_at(a, 0).size() > 1024 ? Result() : Result(puny_encoded(text_at(a, 0)));
     }},
    {"punycode_to_string",
     "string",
     "s",
     {},
     [](Given a) -> Result { return puny_decoded(text_at(a, 0)).value_or(""); }},
    {"punycode_domain_from_string", "string", "s", {}, domain<false>},
    {"punycode_domain_to_string", "string", "s", {}, domain<true>},
};

}  // namespace

std::span<const Function> code_functions() {
    return all;
}

}  // namespace ward::query
