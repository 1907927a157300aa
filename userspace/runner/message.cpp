// SPDX-License-Identifier: GPL-2.0-or-later
#include "runner/message.h"

#include <xvrrp/runner.h>

#include <cerrno>
#include <charconv>
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

constexpr std::uint32_t flag_if(bool is_set, std::uint32_t flag) {
    return is_set ? flag : 0;
}

constexpr std::size_t kBeforeRecipients = 5;

xvrrp_runner_message head_of(const Job& job) {
    xvrrp_runner_message head{};
    head.kind = job.interval > core::Duration::zero() ? XVRRP_RUNNER_CHECK : XVRRP_RUNNER_RUN;
    head.flags = flag_if(job.secure, XVRRP_RUNNER_SECURE) |
                 flag_if(job.supplementary_groups, XVRRP_RUNNER_SUPPLEMENTARY_GROUPS);
    head.id = job.id;
    head.interval_ns = ns(job.interval);
    head.timeout_ns = ns(job.timeout);
    head.after = job.after;
    return head;
}

Job job_of(const Packet& packet) {
    const auto& [head, strings] = packet;
    return {.id = head.id,
            .script = {{strings.begin() + kUserAndGroup, strings.end()}, strings[0], strings[1]},
            .interval = core::Duration(head.interval_ns),
            .timeout = core::Duration(head.timeout_ns),
            .after = head.after,
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

Result<core::Bytes> packet_of(const xvrrp_runner_message& head, const Strings& strings, Error otherwise) {
    auto packet = join(head, strings);
    if (packet.size() > XVRRP_RUNNER_MESSAGE_MAX)
        return failure(std::move(otherwise));
    return packet;
}

Error too_long(const std::string& program) {
    return {"run or watch " + program, "its arguments are too long", "put them into a file", E2BIG};
}

Result<core::Bytes> packet_of(const Job& job) {
    Strings strings{job.script.user, job.script.group};
    strings.insert(strings.end(), job.script.arguments.begin(), job.script.arguments.end());
    return packet_of(head_of(job), strings, too_long(job.script.arguments.front()));
}

Result<core::Bytes> packet_of(const Watch& watch) {
    xvrrp_runner_message head{};
    head.kind = XVRRP_RUNNER_WATCH;
    head.id = watch.id;
    head.flags =
        flags_of(watch.pattern.match) | flag_if(watch.pattern.full_command, XVRRP_RUNNER_FULL_COMMAND);
    Strings strings{watch.pattern.program};
    strings.insert(strings.end(), watch.pattern.parameters.begin(), watch.pattern.parameters.end());
    return packet_of(head, strings, too_long(watch.pattern.program));
}

Result<core::Bytes> packet_of(const Delivery& delivery) {
    const auto& mail = delivery.mail;
    xvrrp_runner_message head{};
    head.kind = XVRRP_RUNNER_MAIL;
    head.id = delivery.id;
    head.timeout_ns = ns(mail.timeout);
    Strings strings{mail.server, std::to_string(mail.port), mail.helo, mail.sender, mail.text};
    strings.insert(strings.end(), mail.recipients.begin(), mail.recipients.end());
    return packet_of(head, strings,
                     {"send a mail by " + mail.server, "it has too many recipients", "use a list", E2BIG});
}

Result<core::Bytes> packet_of(const CleanUp& clean_up) {
    xvrrp_runner_message head{};
    head.kind = XVRRP_RUNNER_CLEAN_UP;
    head.id = clean_up.id;
    return packet_of(head, clean_up.arguments, too_long(clean_up.arguments.front()));
}

xvrrp_runner_message head_of(xvrrp_runner_kind kind, JobId id) {
    xvrrp_runner_message head{};
    head.kind = kind;
    head.id = id;
    return head;
}

// A message that is its kind and its id.
core::Bytes short_packet(xvrrp_runner_kind kind, JobId id) {
    return join(head_of(kind, id), {});
}

Result<core::Bytes> packet_of(const Forget& forget) {
    return short_packet(XVRRP_RUNNER_FORGET, forget.id);
}

Result<core::Bytes> packet_of(const Ping& ping) {
    return short_packet(XVRRP_RUNNER_PING, ping.id);
}

Error too_long_for_root(const std::string& path) {
    return {"ask root for " + path, "the name is too long", {}, E2BIG};
}

Result<core::Bytes> packet_of(const ReadFile& read) {
    return packet_of(head_of(XVRRP_RUNNER_READ, read.id), {read.path}, too_long_for_root(read.path));
}

Result<core::Bytes> packet_of(const FindFiles& find) {
    return packet_of(head_of(XVRRP_RUNNER_FIND, find.id), {find.pattern}, too_long_for_root(find.pattern));
}

Result<core::Bytes> packet_of(const OpenPipe& pipe) {
    return packet_of(head_of(XVRRP_RUNNER_PIPE, pipe.id), {pipe.path, pipe.user, pipe.group},
                     too_long_for_root(pipe.path));
}

core::Bytes packet_of(const Finished& finished) {
    auto head = head_of(XVRRP_RUNNER_FINISHED, finished.id);
    head.end = static_cast<std::uint32_t>(finished.outcome.end);
    head.value = finished.outcome.value;
    return join(head, {finished.outcome.line});
}

core::Bytes packet_of(const Counted& counted) {
    auto head = head_of(XVRRP_RUNNER_COUNTED, counted.id);
    head.value = static_cast<std::int32_t>(counted.processes);
    return join(head, {});
}

core::Bytes packet_of(const Pong& pong) {
    return short_packet(XVRRP_RUNNER_PONG, pong.id);
}

core::Bytes packet_of(const Opened& opened) {
    return short_packet(XVRRP_RUNNER_OPENED, opened.id);
}

core::Bytes packet_of(const Refused& refused) {
    auto head = head_of(XVRRP_RUNNER_REFUSED, refused.id);
    head.value = refused.error.code;
    return join(head, {refused.error.doing, refused.error.what, refused.error.remedy});
}

core::Bytes packet_of(const Found& found) {
    auto packet = join(head_of(XVRRP_RUNNER_FOUND, found.id), found.paths);
    if (packet.size() <= XVRRP_RUNNER_MESSAGE_MAX)
        return packet;
    return packet_of(Refused{found.id,
                             {"find files as root", "there are too many of them for one answer",
                              "let the pattern match fewer files", E2BIG}});
}

std::optional<std::uint16_t> port_of(const std::string& text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(port) : std::nullopt;
}

std::optional<Delivery> delivery_of(const Packet& packet) {
    const auto& [head, strings] = packet;
    const auto port = strings.size() > kBeforeRecipients ? port_of(strings[1]) : std::nullopt;
    if (!port)
        return {};
    return Delivery{head.id,
                    {.server = strings[0],
                     .port = *port,
                     .helo = strings[2],
                     .timeout = core::Duration(head.timeout_ns),
                     .sender = strings[3],
                     .recipients = {strings.begin() + kBeforeRecipients, strings.end()},
                     .text = strings[4]}};
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
    return std::visit([](const auto& each) { return packet_of(each); }, answer);
}

Result<Request> decode_request(const core::Bytes& packet) {
    const auto read = split(packet);
    const auto kind = read ? read->head.kind : 0;
    if (kind == XVRRP_RUNNER_FORGET)
        return Forget{read->head.id};
    if (kind == XVRRP_RUNNER_PING)
        return Ping{read->head.id};
    if (kind == XVRRP_RUNNER_WATCH && !read->strings.empty())
        return watch_of(*read);
    if (kind == XVRRP_RUNNER_CLEAN_UP && !read->strings.empty())
        return CleanUp{read->head.id, read->strings};
    if (kind == XVRRP_RUNNER_READ && read->strings.size() == 1)
        return ReadFile{read->head.id, read->strings[0]};
    if (kind == XVRRP_RUNNER_FIND && read->strings.size() == 1)
        return FindFiles{read->head.id, read->strings[0]};
    if (kind == XVRRP_RUNNER_PIPE && read->strings.size() == 3)
        return OpenPipe{read->head.id, read->strings[0], read->strings[1], read->strings[2]};
    if ((kind == XVRRP_RUNNER_CHECK || kind == XVRRP_RUNNER_RUN) && read->strings.size() > kUserAndGroup)
        return job_of(*read);
    if (const auto delivery = kind == XVRRP_RUNNER_MAIL ? delivery_of(*read) : std::nullopt)
        return *delivery;
    return failure(malformed("xvrrpd"));
}

Result<Answer> decode_answer(const core::Bytes& packet) {
    auto read = split(packet);
    const auto kind = read ? read->head.kind : 0;
    if (kind == XVRRP_RUNNER_PONG)
        return Pong{read->head.id};
    if (kind == XVRRP_RUNNER_COUNTED && read->head.value >= 0)
        return Counted{read->head.id, static_cast<std::size_t>(read->head.value)};
    if (kind == XVRRP_RUNNER_OPENED && read->strings.empty())
        return Opened{read->head.id};
    if (kind == XVRRP_RUNNER_FOUND)
        return Found{read->head.id, std::move(read->strings)};
    if (kind == XVRRP_RUNNER_REFUSED && read->strings.size() == 3)
        return Refused{read->head.id,
                       {read->strings[0], read->strings[1], read->strings[2], read->head.value}};
    if (kind == XVRRP_RUNNER_FINISHED && read->strings.size() == 1 && read->head.end <= XVRRP_RUN_NOT_STARTED)
        return Finished{read->head.id,
                        {static_cast<core::RunOutcome::End>(read->head.end), read->head.value,
                         std::move(read->strings.front())}};
    return failure(malformed("xvrrp-runner"));
}

} // namespace xvrrp::runner
