// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/start_pins.h"

#include <filesystem>
#include <system_error>
#include <utility>

namespace xvrrp::daemon {

namespace {

bool is_empty(const std::string& directory) {
    std::error_code error;
    return !std::filesystem::exists(directory, error) || std::filesystem::is_empty(directory, error);
}

} // namespace

StartPins::StartPins(std::string bpf_dir)
    : directory_(std::move(bpf_dir)), is_ours_alone_(is_empty(directory_)) {}

StartPins::~StartPins() {
    std::error_code ignored;
    if (is_ours_alone_)
        std::filesystem::remove_all(directory_, ignored);
}

} // namespace xvrrp::daemon
