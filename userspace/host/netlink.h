// SPDX-License-Identifier: GPL-2.0-or-later
// Links and addresses of this network namespace through libnl-3: what is there, what changes, and changes in batches.
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
    bool secondary = false; // IFA_F_SECONDARY; the same bit says "temporary" of an IPv6 address
    bool tentative = false; // IPv6: duplicate address detection has not ended, or ended badly
    bool gone = false;
};

// All there is at one moment.
struct NetworkPicture {
    std::vector<LinkEvent> links;
    std::vector<AddressEvent> addresses;
};

// What a caller wants to hear. Each message once, in the kernel's order.
struct NetlinkSink {
    std::function<void(const LinkEvent&)> link;
    std::function<void(const AddressEvent&)> address;
    // Messages were lost (ENOBUFS). This is a good dump, which replaces all that was told before.
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

    // The monitor: subscribed before the dump, so nothing falls between the two. Changes that came before the
    // dump and were not read yet are left out, as the dump has them. On failure the sink has heard nothing.
    Result<> dump(const NetlinkSink& sink);
    int monitor_fd() const;
    // Never blocks. At most so many datagrams are read; what is left stays for the next call, with monitor_fd() still
    // readable.
    // After lost messages the picture is read anew; where that fails, as the table keeps changing, nothing is told, and
    // the next call tries again.
    Result<> read_monitor(const NetlinkSink& sink, int most = 1024);
    bool lost_messages() const;

    // All operations in one sendmsg per 64 KiB; the kernel has applied them when this returns. An address that is
    // there already, or gone already, is no error.
    std::vector<OperationError> apply(std::span<const core::AddressOperation> operations);

private:
    struct State;
    Result<> resync(const NetlinkSink& sink);
    explicit Netlink(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace xvrrp::host
