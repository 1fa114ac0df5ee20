// SPDX-License-Identifier: Apache-2.0
#include "app/command/stored.h"

#include <CLI/CLI.hpp>

#include "app/command/command.h"
#include "app/data_folder.h"
#include "cli/command.h"
#include "ingest/content_deriver.h"

namespace ward::app {

void Where::add_to(CLI::App& command) {
    data = default_data_folder();
    command.add_option("--data", data, "the data folder of a server that does not run")
        ->capture_default_str();
    server.add_to(command);
}

base::Result<std::unique_ptr<store::EventStore>> open_events(const std::string& data,
                                                             const base::Clock& clock,
                                                             model::FieldNames& names) {
    const DataFolder folder{data};
    if (!base::is_folder(folder.events()))
        return base::Error{base::ErrorKind::usage, "no Ward data in '" + data +
                                                       "'; name the folder with --data, or a "
                                                       "running server with --server"};
    base::Diagnostics diagnostics;  // a server tells of them when it loads its content
    auto opened = store::EventStore::open(
        folder.events(), clock,
        ingest::ContentDeriver::load(cli::content_folder(), names, diagnostics));
    if (opened.ok() || opened.error().kind != base::ErrorKind::unavailable) return opened;
    return base::Error{
        base::ErrorKind::unavailable,
        opened.error().text + " (if a server runs on this folder, ask it: --server URL)"};
}

}  // namespace ward::app
