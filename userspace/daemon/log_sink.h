// SPDX-License-Identifier: GPL-2.0-or-later
// A sink of spdlog that never waits. A line that finds no room is dropped and counted, and the count is
// written when there is room again.
#pragma once

#include "os/prompt_output.h"

#include <cstdint>
#include <functional>
#include <string>

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

namespace xvrrp::daemon {

// spdlog requires a base class for a sink.
class LogSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
    // Forms the output for one message from spdlog's formatted line, which ends in a newline.
    using Dress = std::function<std::string(const spdlog::details::log_msg& message, std::string line)>;

    LogSink(os::PromptOutput output, Dress dress) : output_(std::move(output)), dress_(std::move(dress)) {}

protected:
    void sink_it_(const spdlog::details::log_msg& message) override;
    void flush_() override; // reports dropped lines, if there is room by now

private:
    bool put(const spdlog::details::log_msg& message);
    bool tell_dropped();

    os::PromptOutput output_;
    Dress dress_;
    std::uint64_t dropped_ = 0;
};

// Forms a line for a terminal: the level has its colour.
std::string coloured(const spdlog::details::log_msg& message, std::string line);

// Forms a line as syslogd expects it: "<30>Nov 28 17:14:06 NAME[PID]: TEXT".
LogSink::Dress for_syslog(const std::string& name);

} // namespace xvrrp::daemon
