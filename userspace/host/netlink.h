// SPDX-License-Identifier: GPL-2.0-or-later
// Links and addresses of this network namespace through libnl-3: the present state, its changes, and our own
// changes in batches.
#pragma once

#include "core/net/addresses.h"
#include "core/result.h"

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace xvrrp::host {

struct LinkEvent {
    core::Link link;
    bool gone = false;
};

struct AddressEvent {
    core::PlacedAddress address;
    bool secondary = false; // IFA_F_SECONDARY; on an IPv6 address the same bit means "temporary"
    bool tentative = false; // IPv6: duplicate address detection has not ended, or it found a duplicate
    bool gone = false;
};

// All links and addresses at one moment.
struct NetworkPicture {
    std::vector<LinkEvent> links;
    std::vector<AddressEvent> addresses;
};

// The functions that receive the changes. Each message comes once, in the kernel's order.
struct NetlinkSink {
    std::function<void(const LinkEvent&)> link;
    std::function<void(const AddressEvent&)> address;
    // Messages were lost (ENOBUFS). This good dump replaces everything reported before.
    std::function<void(const NetworkPicture&)> resync;
};

using OperationError = core::FailedAddress;

class Netlink {
public:
    static Result<Netlink> open();
    Netlink(Netlink&& other) noexcept;
    Netlink& operator=(Netlink&& other) noexcept;
    Netlink(const Netlink&) = delete;
    Netlink& operator=(const Netlink&) = delete;
    ~Netlink();

    // Starts the monitor. It subscribes before it dumps, so no change falls between the two. Changes from
    // before the dump that are still unread are left out, because the dump contains them. On failure the sink
    // was not called.
    Result<> dump(const NetlinkSink& sink);
    int monitor_fd() const;
    // Never blocks. It reads at most so many datagrams; the rest waits for the next call, and monitor_fd()
    // stays readable. After lost messages everything is dumped again. If the table changes during the dump, the
    // sink is not called, and a call at deadline() tries again.
    Result<> read_monitor(const NetlinkSink& sink, core::TimePoint now, int most = 1024);
    core::TimePoint deadline() const;

    // Sends all operations, one sendmsg per 64 KiB; the kernel has applied them when this returns. An address
    // that is already there, or already gone, is no error.
    std::vector<OperationError> apply(std::span<const core::AddressOperation> operations);

private:
    struct State;
    Result<> resync(const NetlinkSink& sink, core::TimePoint now);
    explicit Netlink(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace xvrrp::host
