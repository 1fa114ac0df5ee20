// SPDX-License-Identifier: Apache-2.0
// Reading files: maps one, unpacks and decodes where its first bytes say so, and feeds what comes
// out to a FileReading. Plain files are borrowed from the map; streams pass in pieces, so that a
// file's size does not matter.
#include "base/clock.h"
#include "base/file.h"
#include "ingest/encoding.h"
#include "ingest/file_reading.h"
#include "ingest/unpack/unpack.h"

namespace ward::ingest {

namespace {

constexpr size_t first_piece_bytes = size_t{64} << 20;  // a stream up to this is read as a whole
constexpr size_t piece_bytes = size_t{16} << 20;        // of a longer one
constexpr size_t whole_bytes_max = size_t{1} << 30;     // of a stream that cannot be cut at lines
constexpr int nesting_max = 3;                          // archives in archives

/// Gives the next bytes of something that is not there as a whole.
class Stream {
public:
    virtual ~Stream() = default;
    enum class Step { more, end, broken };
    virtual Step read(std::string& out, size_t bytes, bool by_lines) = 0;
    virtual std::string fault() const { return {}; }
};

class MemberStream final : public Stream {
public:
    explicit MemberStream(unpack::Unpacker& unpacker) : unpacker_(unpacker) {}
    Step read(std::string& out, size_t bytes, bool by_lines) override {
        const auto step =
            unpacker_.read(out, bytes, by_lines ? unpack::ratio_of_lines_max : unpack::ratio_max);
        if (step == unpack::Unpacker::Step::more) return Step::more;
        return step == unpack::Unpacker::Step::end ? Step::end : Step::broken;
    }
    std::string fault() const override { return unpacker_.fault(); }

private:
    unpack::Unpacker& unpacker_;
};

class Utf16Stream final : public Stream {
public:
    Utf16Stream(std::string_view bytes, bool big) : rest_(bytes), big_(big) {}
    Step read(std::string& out, size_t bytes, bool) override {
        const bool is_last = bytes >= rest_.size();
        const std::string_view piece = rest_.substr(0, is_last ? bytes : bytes & ~size_t{1});
        rest_.remove_prefix(append_utf16(out, piece, big_, is_last));
        return is_last ? Step::end : Step::more;
    }

private:
    std::string_view rest_;
    bool big_;
};

class Reading {
public:
    Reading(const ReadOptions& options, model::FieldNames& names, const BatchSink& sink)
        : options_(options), names_(names), sink_(sink) {}

    /// False if the sink wants no more.
    bool bytes(const std::string& name, std::string_view bytes,
               const std::shared_ptr<const void>& owner, int nesting) {
        if (nesting < nesting_max && unpack::is_packed(bytes)) return packed(name, bytes, nesting);
        const Encoding encoding = encoding_of(bytes);
        if (encoding == Encoding::utf16_little || encoding == Encoding::utf16_big) {
            Utf16Stream stream(bytes, encoding == Encoding::utf16_big);
            return this->stream(name, stream, nesting_max);
        }
        if (encoding == Encoding::utf8_marked) bytes.remove_prefix(3);
        FileReading file(name, options_, names_, sink_);
        file.begin(bytes);
        return file.feed(bytes, owner) && file.end();
    }

private:
    bool packed(const std::string& name, std::string_view bytes, int nesting) {
        unpack::Unpacker unpacker(bytes);
        bool goes_on = true;
        while (goes_on && unpacker.next_member()) {
            MemberStream member(unpacker);
            const std::string& inner = unpacker.name();
            goes_on = stream(inner.empty() ? name : name + "!" + inner, member, nesting + 1);
            if (unpacker.is_broken()) return goes_on;  // the member has said so
        }
        if (!goes_on || !unpacker.is_broken()) return goes_on;
        FileReading file(name, options_, names_, sink_);
        file.reject(model::RejectReason::decompression, unpacker.fault());
        return file.end();
    }

    bool stream(const std::string& name, Stream& source, int nesting) {
        auto text = std::make_shared<std::string>();  // shared: batches borrow its text
        Stream::Step step = source.read(*text, first_piece_bytes, true);
        if (step == Stream::Step::end) return bytes(name, *text, text, nesting);
        FileReading file(name, options_, names_, sink_);
        file.begin(*text);
        while (step == Stream::Step::more && !file.is_line_by_line()) {
            if (text->size() >= whole_bytes_max) {
                file.reject(model::RejectReason::event_too_large,
                            "over 1 GiB and not to be cut into lines");
                return file.end();
            }
            step = source.read(*text, piece_bytes, false);
        }
        while (step == Stream::Step::more) {
            const size_t end = text->rfind('\n') + 1;  // 0 without one: a line that has no end
            const size_t used = end == 0 ? text->size() : end;
            auto next = std::make_shared<std::string>(text->substr(used));
            text->resize(used);
            if (!file.feed(*text, text)) return false;
            text = std::move(next);
            step = source.read(*text, piece_bytes, true);
        }
        if (!file.feed(*text, text)) return false;
        if (step == Stream::Step::broken)
            file.reject(model::RejectReason::decompression, source.fault());
        return file.end();
    }

    const ReadOptions& options_;
    model::FieldNames& names_;
    const BatchSink& sink_;
};

}  // namespace

base::Result<void> read_file(const std::string& path, const ReadOptions& options,
                             model::FieldNames& names, const BatchSink& sink) {
    TRY(const auto file, base::MappedFile::open(path));
    ReadOptions dated = options;
    if (dated.received_ns == base::no_time) {
        const auto modified = base::modified_ns(path);
        dated.received_ns = modified.ok() ? *modified : base::SystemClock().now_ns();
    }
    Reading(dated, names, sink).bytes(path, file.bytes(), file.owner(), 0);
    return {};
}

}  // namespace ward::ingest
