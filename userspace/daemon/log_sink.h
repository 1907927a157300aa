// SPDX-License-Identifier: GPL-2.0-or-later
// A sink of spdlog that never waits. A line that finds no room waits itself if it may, otherwise it is dropped and counted,
// and the count is written when there is room again.
#pragma once

#include "daemon/log_line.h"
#include "os/prompt_output.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

namespace xvrrp::daemon {

// spdlog requires a base class for a sink.
class LogSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
    // Forms the output for one message from spdlog's formatted line, which ends in a newline.
    using Dress = std::function<std::string(const spdlog::details::log_msg& message, std::string line,
                                            const Beside& beside)>;

    // most_waiting: the bytes of the lines that may wait for room.
    LogSink(os::PromptOutput output, Dress dress, std::size_t most_waiting = 0)
        : output_(std::move(output)), dress_(std::move(dress)), most_waiting_(most_waiting) {}

    // What the next lines carry beside their text.
    void set_beside(Beside beside) { beside_ = std::move(beside); }

    bool has_waiting() const { return !waiting_.empty(); }

protected:
    void sink_it_(const spdlog::details::log_msg& message) override;
    void flush_() override; // writes what waits, and reports dropped lines, as far as there is room by now

private:
    std::string dressed(const spdlog::details::log_msg& message, const Beside& beside);
    bool catch_up();
    bool write_waiting();

    os::PromptOutput output_;
    Dress dress_;
    std::size_t most_waiting_;
    Beside beside_;
    std::deque<std::string> waiting_;
    std::size_t waiting_bytes_ = 0;
    std::uint64_t dropped_ = 0;
};

std::string as_it_is(const spdlog::details::log_msg& message, std::string line, const Beside& beside);

// Forms a line for a terminal: the level has its colour.
std::string coloured(const spdlog::details::log_msg& message, std::string line, const Beside& beside);

// Forms a line as syslogd expects it: "<30>Nov 28 17:14:06 NAME[PID]: TEXT".
LogSink::Dress for_syslog(const std::string& name);

// Forms a line with its fields as journald expects it.
LogSink::Dress for_journal(const std::string& name);

} // namespace xvrrp::daemon
