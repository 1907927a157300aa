// SPDX-License-Identifier: GPL-2.0-or-later
#include "runner/message.h"

#include <xvrrp/runner.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace xvrrp::runner {

namespace {

using Strings = std::vector<std::string>;

struct Packet {
    xvrrp_runner_message head{};
    Strings strings;
};

core::Bytes join(const xvrrp_runner_message& head, const Strings& strings) {
    core::Bytes out(sizeof head);
    std::memcpy(out.data(), &head, sizeof head);
    for (const auto& each : strings) {
        out.insert(out.end(), each.begin(), each.end());
        out.push_back(0);
    }
    return out;
}

std::optional<Packet> split(const core::Bytes& packet) {
    Packet out;
    if (packet.size() < sizeof out.head || (packet.size() > sizeof out.head && packet.back() != 0))
        return {};
    std::memcpy(&out.head, packet.data(), sizeof out.head);
    for (std::size_t at = sizeof out.head; at < packet.size(); at += out.strings.back().size() + 1)
        out.strings.emplace_back(reinterpret_cast<const char*>(packet.data() + at));
    return out;
}

Error malformed(const char* from) {
    return Error{std::string("read a message of ") + from, "it is not one of this version",
                 "xvrrpd and xvrrp-runner belong to one package", EPROTO};
}

std::uint64_t ns(core::Duration duration) {
    return static_cast<std::uint64_t>(duration.count());
}

constexpr std::size_t kUserAndGroup = 2;

xvrrp_runner_message head_of(const Job& job) {
    xvrrp_runner_message head{};
    head.kind = job.interval > core::Duration::zero() ? XVRRP_RUNNER_CHECK : XVRRP_RUNNER_RUN;
    head.flags = (job.secure ? XVRRP_RUNNER_SECURE : 0U) |
                 (job.supplementary_groups ? XVRRP_RUNNER_SUPPLEMENTARY_GROUPS : 0U);
    head.id = job.id;
    head.interval_ns = ns(job.interval);
    head.timeout_ns = ns(job.timeout);
    return head;
}

Job job_of(const Packet& packet) {
    const auto& [head, strings] = packet;
    return {.id = head.id,
            .script = {{strings.begin() + kUserAndGroup, strings.end()}, strings[0], strings[1]},
            .interval = core::Duration(head.interval_ns),
            .timeout = core::Duration(head.timeout_ns),
            .secure = (head.flags & XVRRP_RUNNER_SECURE) != 0,
            .supplementary_groups = (head.flags & XVRRP_RUNNER_SUPPLEMENTARY_GROUPS) != 0};
}

constexpr unsigned flags_of(core::ProcessPattern::Parameters match) {
    using Parameters = core::ProcessPattern::Parameters;
    switch (match) {
    case Parameters::Any:
        return 0;
    case Parameters::Same:
        return XVRRP_RUNNER_PARAMETERS;
    case Parameters::Begin:
        return XVRRP_RUNNER_PARAMETERS | XVRRP_RUNNER_MORE_PARAMETERS;
    case Parameters::Longer:
        return XVRRP_RUNNER_PARAMETERS | XVRRP_RUNNER_LONGER_PARAMETER;
    }
    return 0;
}

core::ProcessPattern::Parameters match_of(unsigned flags) {
    using Parameters = core::ProcessPattern::Parameters;
    constexpr auto kAll = flags_of(Parameters::Begin) | flags_of(Parameters::Longer);
    for (const auto each : {Parameters::Same, Parameters::Begin, Parameters::Longer}) {
        if ((flags & kAll) == flags_of(each))
            return each;
    }
    return Parameters::Any;
}

Result<core::Bytes> packet_of(const xvrrp_runner_message& head, const Strings& strings,
                              const std::string& program) {
    auto packet = join(head, strings);
    if (packet.size() > XVRRP_RUNNER_MESSAGE_MAX)
        return failure(
            Error{"run or watch " + program, "its arguments are too long", "put them into a file", E2BIG});
    return packet;
}

Result<core::Bytes> packet_of(const Job& job) {
    Strings strings{job.script.user, job.script.group};
    strings.insert(strings.end(), job.script.arguments.begin(), job.script.arguments.end());
    return packet_of(head_of(job), strings, job.script.arguments.front());
}

Result<core::Bytes> packet_of(const Watch& watch) {
    xvrrp_runner_message head{};
    head.kind = XVRRP_RUNNER_WATCH;
    head.id = watch.id;
    head.flags =
        flags_of(watch.pattern.match) | (watch.pattern.full_command ? XVRRP_RUNNER_FULL_COMMAND : 0U);
    Strings strings{watch.pattern.program};
    strings.insert(strings.end(), watch.pattern.parameters.begin(), watch.pattern.parameters.end());
    return packet_of(head, strings, watch.pattern.program);
}

Result<core::Bytes> packet_of(const Forget& forget) {
    xvrrp_runner_message head{};
    head.kind = XVRRP_RUNNER_FORGET;
    head.id = forget.id;
    return join(head, {});
}

Watch watch_of(const Packet& packet) {
    const auto& [head, strings] = packet;
    return {head.id,
            {strings.front(),
             {strings.begin() + 1, strings.end()},
             match_of(head.flags),
             (head.flags & XVRRP_RUNNER_FULL_COMMAND) != 0}};
}

} // namespace

Result<core::Bytes> encode(const Request& request) {
    return std::visit([](const auto& each) { return packet_of(each); }, request);
}

core::Bytes encode(const Answer& answer) {
    xvrrp_runner_message head{};
    if (const auto* counted = std::get_if<Counted>(&answer)) {
        head.kind = XVRRP_RUNNER_COUNTED;
        head.id = counted->id;
        head.value = static_cast<std::int32_t>(counted->processes);
        return join(head, {});
    }
    const auto& finished = std::get<Finished>(answer);
    head.kind = XVRRP_RUNNER_FINISHED;
    head.id = finished.id;
    head.end = static_cast<std::uint32_t>(finished.outcome.end);
    head.value = finished.outcome.value;
    return join(head, {finished.outcome.line});
}

Result<Request> decode_request(const core::Bytes& packet) {
    const auto read = split(packet);
    const auto kind = read ? read->head.kind : 0;
    if (kind == XVRRP_RUNNER_FORGET)
        return Forget{read->head.id};
    if (kind == XVRRP_RUNNER_WATCH && !read->strings.empty())
        return watch_of(*read);
    if ((kind == XVRRP_RUNNER_CHECK || kind == XVRRP_RUNNER_RUN) && read->strings.size() > kUserAndGroup)
        return job_of(*read);
    return failure(malformed("xvrrpd"));
}

Result<Answer> decode_answer(const core::Bytes& packet) {
    auto read = split(packet);
    if (read && read->head.kind == XVRRP_RUNNER_COUNTED && read->head.value >= 0)
        return Counted{read->head.id, static_cast<std::size_t>(read->head.value)};
    if (!read || read->head.kind != XVRRP_RUNNER_FINISHED || read->strings.size() != 1 ||
        read->head.end > XVRRP_RUN_NOT_STARTED)
        return failure(malformed("xvrrp-runner"));
    return Finished{read->head.id,
                    {static_cast<core::RunOutcome::End>(read->head.end), read->head.value,
                     std::move(read->strings.front())}};
}

} // namespace xvrrp::runner
