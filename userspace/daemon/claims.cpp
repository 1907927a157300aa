// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/claims.h"

#include "os/os_error.h"
#include "os/peer.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kMostAtOnce = 64;
// A process that asks for the holder's process id stays in this backlog, because nobody accepts it.
constexpr int kMostQuestions = 128;

std::string claim_name(const core::VirtualRouterConfig& config) {
    return "xvrrpd/" + config.interface + (config.family == core::Family::Ipv4 ? "/ipv4/" : "/ipv6/") +
           std::to_string(config.vrid);
}

struct AbstractAddress {
    explicit AbstractAddress(const std::string& name) { // sun_path begins with a zero byte
        address.sun_family = AF_UNIX;
        size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 +
                                      name.copy(address.sun_path + 1, sizeof address.sun_path - 1));
    }

    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address); }

    sockaddr_un address{};
    socklen_t size = 0;
};

os::Fd new_socket() {
    return os::Fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

struct Holder {
    bool counts = true; // any user may take a name, but only a daemon's claim counts
    std::string words;
};

Holder holder_of(const AbstractAddress& address) {
    const auto question = new_socket();
    if (::connect(question.get(), address.get(), address.size) != 0)
        return {errno != ECONNREFUSED, "another process"}; // a socket that does not listen is no claim
    const auto peer = os::peer_of(question.get());
    if (!peer || peer->process == 0)
        return {!peer || peer->may_do_all(), "a process of another container"};
    return {peer->may_do_all(), "process " + std::to_string(peer->process)};
}

// The Fd is empty if the name belongs to a process whose claim does not count.
Result<os::Fd> claim(const core::VirtualRouterConfig& config) {
    const auto doing = [&] {
        return "claim virtual_router_id " + std::to_string(config.vrid) + " on " + config.interface +
               " for " + config.name;
    };
    auto fd = new_socket();
    if (!fd)
        return failure(os::os_error(doing()));
    const AbstractAddress address(claim_name(config));
    if (::bind(fd.get(), address.get(), address.size) == 0 && ::listen(fd.get(), kMostQuestions) == 0)
        return fd;
    if (errno != EADDRINUSE)
        return failure(os::os_error(doing()));
    const auto holder = holder_of(address);
    if (holder.counts)
        return failure(Error{doing(), "xvrrpd runs it already, as " + holder.words,
                             "two daemons of one host would both be MASTER", EBUSY});
    spdlog::warn(
        "({}) {}, which is no xvrrpd, has the name @{}: a second xvrrpd with this virtual router would "
        "not be noticed",
        config.name, holder.words, claim_name(config));
    return os::Fd();
}

} // namespace

Result<> Claims::take(std::span<const core::VirtualRouterConfig> routers) {
    Held taken;
    for (const auto& config : routers) {
        auto name = claim_name(config);
        if (held_.contains(name) || taken.contains(name))
            continue;
        if (auto again = unneeded_.extract(name)) {
            taken.insert(std::move(again));
            continue;
        }
        auto fd = claim(config);
        if (!fd)
            return failure(fd.error());
        taken.emplace(std::move(name), std::move(*fd));
    }
    held_.merge(taken);
    return {};
}

void Claims::keep_only(const core::Configs& configs) {
    std::set<std::string> names;
    for (const auto& each : configs)
        names.insert(claim_name(*each));
    for (auto each = held_.begin(); each != held_.end();) {
        const auto next = std::next(each);
        if (!names.contains(each->first))
            unneeded_.insert(held_.extract(each));
        each = next;
    }
}

bool Claims::give_up_some() {
    const auto some = std::min(unneeded_.size(), kMostAtOnce);
    unneeded_.erase(unneeded_.begin(), std::next(unneeded_.begin(), static_cast<std::ptrdiff_t>(some)));
    return some > 0;
}

} // namespace xvrrp::daemon
