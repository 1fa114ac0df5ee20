// SPDX-License-Identifier: Apache-2.0
// Joining audit records: see the header.
#include "ingest/parse/audit/join.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ward::ingest::audit {

namespace {

constexpr size_t waiting_max = 16;    // events whose records alternate; kernels have few a CPU
constexpr size_t records_max = 256;   // of one event: a syscall with very many paths
constexpr int64_t waiting_s_max = 5;  // by the records' own times

// What the kernel writes in several records; all else is whole in one.
bool is_part(std::string_view type) {
    constexpr std::string_view parts[] = {"SYSCALL",
                                          "PATH",
                                          "CWD",
                                          "EXECVE",
                                          "PROCTITLE",
                                          "SOCKADDR",
                                          "SOCKETCALL",
                                          "IPC",
                                          "MMAP",
                                          "FD_PAIR",
                                          "OBJ_PID",
                                          "BPRM_FCAPS",
                                          "CAPSET",
                                          "MQ_OPEN",
                                          "NETFILTER_CFG",
                                          "NETFILTER_PKT",
                                          "KERN_MODULE",
                                          "AVC",
                                          "AVC_PATH",
                                          "EOE",
                                          "BPF",
                                          "TTY",
                                          "SECCOMP",
                                          "OPENAT2",
                                          "INTEGRITY_DATA",
                                          "CONFIG_CHANGE",
                                          "ANOM_PROMISCUOUS",
                                          "IPC_SET_PERM",
                                          "TIME_ADJNTPVAL",
                                          "TIME_INJOFFSET",
                                          "FANOTIFY",
                                          "URINGOP",
                                          "MAC_STATUS",
                                          "SELINUX_ERR"};
    return std::find(std::begin(parts), std::end(parts), type) != std::end(parts);
}

}  // namespace

Joiner::Waiting* Joiner::find(const Record& record) {
    for (Waiting& waiting : waiting_)
        if (waiting.id == record.id && waiting.node == record.node) return &waiting;
    return nullptr;
}

void Joiner::add_event(std::span<const std::string_view> texts, std::string_view host,
                       model::Event& event, const RecordContext& context, model::Batch& out) {
    std::string_view node = host;
    for (const std::string_view text : texts) {
        Record record;
        if (!read_record(text, context, record)) continue;
        if (!record.node.empty()) node = record.node;
        if (record.type != "EOE") add_fields(record, out);
        event.time_ns = record.time_ns, event.time_digits = record.time_digits;
        event.record_id = record.serial;
    }
    if (!node.empty()) out.add("node", out.keep(node));
    event.index = context.index + appended_++;
    event.units = static_cast<uint32_t>(texts.size()) + std::exchange(skipped_, 0);
    event.source = {"audit", "linux", {}, "auditd"};
    out.finish(event);
}

void Joiner::take(std::string_view raw, std::string_view text, std::string_view host,
                  const RecordContext& context, model::Batch& out) {
    appended_ = 0;
    Record record;
    read_record(text, context, record);
    Waiting* waiting = find(record);
    if (waiting == nullptr && !is_part(record.type)) {
        model::Event event = new_event(context, "audit");
        event.raw = raw;
        return add_event({&text, 1}, host, event, context, out);
    }
    const int64_t now_s = record.time_ns / base::second_ns;
    size_t old = 0;
    while (old < waiting_.size() && now_s - waiting_[old].time_s > waiting_s_max) ++old;
    if (waiting_.size() - old >= waiting_max) ++old;
    if (old > 0) finish_first(old, context, out), waiting = find(record);
    if (waiting == nullptr) {
        waiting = &waiting_.emplace_back();
        waiting->id = record.id, waiting->node = record.node, waiting->host = host;
        waiting->at = new_event(context, "audit");
        waiting->time_s = now_s;
    }
    if (!waiting->lines.empty()) waiting->lines += '\n';
    const auto before = static_cast<size_t>(text.data() - raw.data());
    waiting->texts.emplace_back(waiting->lines.size() + before, text.size());
    waiting->lines += raw;
    const bool is_last = record.type == "PROCTITLE" || record.type == "EOE";
    const bool is_full =
        waiting->texts.size() >= records_max || waiting->lines.size() > model::event_bytes_max / 2;
    if (!is_last && !is_full) return;
    finish(*waiting, context, out);
    waiting_.erase(waiting_.begin() + (waiting - waiting_.data()));
}

void Joiner::finish(const Waiting& waiting, const RecordContext& context, model::Batch& out) {
    model::Event event = waiting.at;
    event.source_name = context.source_name;
    event.raw = out.keep(waiting.lines);
    std::vector<std::string_view> texts;
    texts.reserve(waiting.texts.size());
    for (const auto& [begin, length] : waiting.texts)
        texts.push_back(event.raw.substr(begin, length));
    add_event(texts, waiting.host, event, context, out);
}

void Joiner::finish_first(size_t count, const RecordContext& context, model::Batch& out) {
    for (size_t i = 0; i < count; ++i) finish(waiting_[i], context, out);
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
}

void Joiner::flush(const RecordContext& context, model::Batch& out) {
    appended_ = 0;
    finish_first(waiting_.size(), context, out);
}

}  // namespace ward::ingest::audit
