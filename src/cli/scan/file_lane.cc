// SPDX-License-Identifier: Apache-2.0
// FileLane: see the header. With one thread there is no queue at all.
#include "cli/scan/file_lane.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace ward::cli {

namespace {

constexpr size_t queue_pieces_max = 8;  // of one file: some 8,000 events, a few MB

using Sink = std::function<bool(Piece&&)>;

void read_one(const LaneOptions& options, size_t file, detect::Detector& detector,
              model::FieldNames& names, const Sink& sink) {
    bool goes_on = true;
    const auto result =
        ingest::read_file(options.files[file], options.read, names, [&](model::Batch&& batch) {
            Piece piece;
            piece.file = file;
            detector.match_events(batch, piece.matches);
            piece.batch.emplace(std::move(batch));
            goes_on = sink(std::move(piece));
            return goes_on;
        });
    Piece end;
    end.file = file;
    end.is_end = true;
    if (!result.ok()) end.fault = result.error().text;
    if (goes_on) sink(std::move(end));
}

class Lane {
public:
    Lane(const LaneOptions& options, std::shared_ptr<const detect::RuleSet> rules,
         model::FieldNames& names)
        : options_(options),
          rules_(std::move(rules)),
          names_(names),
          queues_(options.files.size()) {}

    void run(const Sink& consume) {
        std::vector<std::thread> threads;
        for (unsigned i = 0; i < options_.threads; i++) threads.emplace_back([this] { produce(); });
        bool goes_on = true;
        for (size_t file = 0; goes_on && file < queues_.size(); file++)
            for (bool ended = false; goes_on && !ended;) {
                Piece piece = take(file);
                ended = piece.is_end;
                goes_on = consume(std::move(piece));
            }
        stop();
        for (auto& thread : threads) thread.join();
    }

private:
    void produce() {
        const auto detector = detect::Detector::make(rules_, {.entities = false});
        for (;;) {
            size_t file = 0;
            {
                const std::lock_guard lock(mutex_);
                if (stopping_ || next_file_ >= queues_.size()) return;
                file = next_file_++;
            }
            read_one(options_, file, *detector, names_,
                     [this](Piece&& piece) { return put(std::move(piece)); });
        }
    }

    bool put(Piece&& piece) {
        std::unique_lock lock(mutex_);
        auto& queue = queues_[piece.file];
        changed_.wait(lock, [&] { return stopping_ || queue.size() < queue_pieces_max; });
        if (stopping_) return false;
        queue.push_back(std::move(piece));
        changed_.notify_all();
        return true;
    }

    Piece take(size_t file) {
        std::unique_lock lock(mutex_);
        auto& queue = queues_[file];
        changed_.wait(lock, [&] { return !queue.empty(); });
        Piece piece = std::move(queue.front());
        queue.pop_front();
        changed_.notify_all();
        return piece;
    }

    void stop() {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        changed_.notify_all();
    }

    const LaneOptions& options_;
    std::shared_ptr<const detect::RuleSet> rules_;  // shared: a detector per thread
    model::FieldNames& names_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::deque<Piece>> queues_;
    size_t next_file_ = 0;
    bool stopping_ = false;
};

}  // namespace

void run_lane(const LaneOptions& options, std::shared_ptr<const detect::RuleSet> rules,
              model::FieldNames& names, const Sink& consume) {
    if (options.threads > 1 && options.files.size() > 1) {
        Lane(options, std::move(rules), names).run(consume);
        return;
    }
    const auto detector = detect::Detector::make(std::move(rules), {.entities = false});
    bool goes_on = true;
    for (size_t file = 0; goes_on && file < options.files.size(); file++)
        read_one(options, file, *detector, names, [&](Piece&& piece) {
            goes_on = consume(std::move(piece));
            return goes_on;
        });
}

}  // namespace ward::cli
