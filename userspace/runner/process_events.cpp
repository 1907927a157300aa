// SPDX-License-Identifier: GPL-2.0-or-later
#include "runner/process_events.h"

#include "os/os_error.h"
#include "os/whole_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

namespace xvrrp::runner {

namespace {

namespace fs = std::filesystem;

// The values of proc_event.what. The headers of some kernels have these in a struct, and those of others have not.
constexpr unsigned kConfirmed = 0;
constexpr unsigned kFork = 1;
constexpr unsigned kExec = 2;
constexpr unsigned kName = 0x200;
constexpr unsigned kExit = 0x80000000;

constexpr int kReadsPerTurn = 256;
constexpr int kBuffer = 1 << 20;

Result<> listen(int socket) {
    std::array<char, NLMSG_LENGTH(sizeof(cn_msg) + sizeof(proc_cn_mcast_op))> request{};
    nlmsghdr header{};
    header.nlmsg_len = request.size();
    header.nlmsg_type = NLMSG_DONE;
    cn_msg message{};
    message.id = {CN_IDX_PROC, CN_VAL_PROC};
    message.len = sizeof(proc_cn_mcast_op);
    const proc_cn_mcast_op operation = PROC_CN_MCAST_LISTEN;
    std::memcpy(request.data(), &header, sizeof header);
    std::memcpy(request.data() + NLMSG_HDRLEN, &message, sizeof message);
    std::memcpy(request.data() + NLMSG_HDRLEN + sizeof message, &operation, sizeof operation);
    if (::send(socket, request.data(), request.size(), 0) < 0)
        return failure(os::os_error("listen to the events of processes"));
    return {};
}

pid_t pid_of(const std::string& name) {
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    return error == std::errc() && end == name.data() + name.size() ? pid : 0;
}

// A process that has ended keeps its name until its parent has taken its status. It has no command line any more, and
// so has a thread of the kernel. The state stands behind the name, which may have any character.
bool has_ended(const fs::path& process) {
    const auto stat = os::read_file(process / "stat").value_or("");
    const auto name_end = stat.rfind(") ");
    const char state = name_end == std::string::npos ? 'X' : stat[name_end + 2];
    return state == 'Z' || state == 'X';
}

// A thread of a process has events of its own; only those of the process count.
void take(const proc_event& event, ProcessEvents::News& news) {
    switch (static_cast<unsigned>(event.what)) {
    case kConfirmed: // the answer to listen(), which does not come in a pid or user namespace of our own
        news.confirmed = event.event_data.ack.err == 0;
        return;
    case kExec:
        news.started.push_back(event.event_data.exec.process_tgid);
        return;
    case kFork:
        if (event.event_data.fork.child_pid == event.event_data.fork.child_tgid)
            news.started.push_back(event.event_data.fork.child_tgid);
        return;
    case kName:
        news.started.push_back(event.event_data.comm.process_tgid);
        return;
    case kExit:
        if (event.event_data.exit.process_pid == event.event_data.exit.process_tgid)
            news.ended.push_back(event.event_data.exit.process_tgid);
        return;
    default:
        return;
    }
}

} // namespace

Result<ProcessEvents> ProcessEvents::open() {
    os::Fd socket(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_CONNECTOR));
    if (!socket)
        return failure(os::os_error("open a socket for the events of processes"));
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = CN_IDX_PROC;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUFFORCE, &kBuffer, sizeof kBuffer);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return failure(os::os_error("join the events of processes"));
    if (auto listening = listen(socket.get()); !listening)
        return failure(listening.error());
    return ProcessEvents(std::move(socket));
}

bool ProcessEvents::News::take_error(int error) {
    lost = lost || error == ENOBUFS;
    drained = error == EAGAIN;
    dead = error != ENOBUFS && error != EAGAIN && error != EINTR;
    return !drained && !dead;
}

ProcessEvents::News ProcessEvents::read() {
    News news;
    for (int reads = 0; reads < kReadsPerTurn; ++reads) {
        std::array<char, NLMSG_LENGTH(sizeof(cn_msg) + sizeof(proc_event))> packet{};
        const auto size = ::recv(socket_.get(), packet.data(), packet.size(), MSG_TRUNC);
        if (size < 0) {
            if (news.take_error(errno))
                continue;
            break;
        }
        proc_event event{};
        const auto known = std::min<std::size_t>(static_cast<std::size_t>(size), packet.size());
        constexpr std::size_t kBefore = NLMSG_HDRLEN + sizeof(cn_msg);
        if (known <= kBefore)
            continue;
        std::memcpy(&event, packet.data() + kBefore, std::min(known - kBefore, sizeof event));
        take(event, news);
    }
    return news;
}

std::vector<pid_t> all_processes() {
    std::vector<pid_t> pids;
    std::error_code error;
    for (fs::directory_iterator each("/proc", error), end; !error && each != end; each.increment(error)) {
        if (const auto pid = pid_of(each->path().filename().string()); pid != 0)
            pids.push_back(pid);
    }
    return pids;
}

std::optional<core::ProcessNames> names_of(pid_t pid) {
    const auto directory = fs::path("/proc") / std::to_string(pid);
    auto name = os::read_file(directory / "comm");
    const auto line = os::read_file(directory / "cmdline");
    if (!name || name->empty() || !line || (line->empty() && has_ended(directory)))
        return {};
    name->pop_back(); // its newline
    core::ProcessNames names{std::move(*name), {}};
    for (std::size_t at = 0; at < line->size();) {
        names.words.emplace_back(line->c_str() + at);
        at += names.words.back().size() + 1;
    }
    return names;
}

} // namespace xvrrp::runner
