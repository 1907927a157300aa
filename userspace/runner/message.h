// SPDX-License-Identifier: GPL-2.0-or-later
// The messages of include/xvrrp/runner.h as values, for both ends.
//
// A packet that is not a message of this version is an Error; neither end goes on with the other then.
#pragma once

#include "core/bytes.h"
#include "core/mail.h"
#include "core/process_pattern.h"
#include "core/result.h"
#include "core/script.h"
#include "core/types.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace xvrrp::runner {

// The daemon gives each request an id of its own, and uses none twice.
using JobId = std::uint64_t;

struct Job {
    JobId id = 0;
    core::Script script;
    core::Duration interval{0}; // 0: it runs once
    core::Duration timeout{0};  // 0: none
    JobId after = 0;            // it begins when nothing of this one runs any more; 0: at once
    bool secure = false;        // refuse to run as root what others than root can change
    bool supplementary_groups = false;

    bool operator==(const Job&) const = default;
};

struct Delivery {
    JobId id = 0;
    core::Mail mail;

    bool operator==(const Delivery&) const = default;
};

struct Watch {
    JobId id = 0;
    core::ProcessPattern pattern;

    bool operator==(const Watch&) const = default;
};

struct CleanUp {
    JobId id = 0;
    std::vector<std::string> arguments; // the first one is the program

    bool operator==(const CleanUp&) const = default;
};

struct Forget {
    JobId id = 0;

    bool operator==(const Forget&) const = default;
};

struct Ping {
    JobId id = 0;

    bool operator==(const Ping&) const = default;
};

struct ReadFile {
    JobId id = 0;
    std::string path;

    bool operator==(const ReadFile&) const = default;
};

struct FindFiles {
    JobId id = 0;
    std::string pattern;

    bool operator==(const FindFiles&) const = default;
};

struct OpenPipe {
    JobId id = 0;
    std::string path;
    std::string user;
    std::string group;

    bool operator==(const OpenPipe&) const = default;
};

using Request = std::variant<Job, Delivery, Watch, CleanUp, Forget, Ping, ReadFile, FindFiles, OpenPipe>;

struct Finished {
    JobId id = 0;
    core::RunOutcome outcome;

    bool operator==(const Finished&) const = default;
};

struct Counted {
    JobId id = 0;
    std::size_t processes = 0;

    bool operator==(const Counted&) const = default;
};

struct Pong {
    JobId id = 0;

    bool operator==(const Pong&) const = default;
};

// Its file comes with it.
struct Opened {
    JobId id = 0;

    bool operator==(const Opened&) const = default;
};

struct Found {
    JobId id = 0;
    std::vector<std::string> paths;

    bool operator==(const Found&) const = default;
};

struct Refused {
    JobId id = 0;
    Error error;

    bool operator==(const Refused& other) const {
        return id == other.id && error.text() == other.error.text() && error.code == other.error.code;
    }
};

using Answer = std::variant<Finished, Counted, Pong, Opened, Found, Refused>;

// An error: the script with its arguments, the mail with its recipients, or a path is too long for a packet.
Result<core::Bytes> encode(const Request& request);
core::Bytes encode(const Answer& answer);

Result<Request> decode_request(const core::Bytes& packet);
Result<Answer> decode_answer(const core::Bytes& packet);

} // namespace xvrrp::runner
