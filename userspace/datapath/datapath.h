// SPDX-License-Identifier: GPL-2.0-or-later
// The BPF side: programs, maps, attachments and pins, through libbpf. No policy and no logging.
//
// A slot is a virtual router's index in vrrp_peers, vrrp_known and vrrp_stats, from 1. Reading a peer and writing
// a memo are memory accesses through mmap, not system calls.
#pragma once

#include "core/result.h"
#include "core/types.h"
#include "core/vrrp/memo.h"
#include "core/vrrp/packet.h"
#include "datapath/attach.h"
#include "datapath/hook_watch.h"
#include "datapath/rx_program.h"

#include <xvrrp/bpf_abi.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace xvrrp::datapath {

struct DatapathOptions {
    std::uint32_t slots = 1; // virtual routers
    std::string bpf_dir;     // where to pin; empty: no pins
    std::uint32_t visible_per_second = 100;
    std::uint32_t news_per_second = 50;
    std::uint32_t news_burst = 16;
    // With auth_hmac every advert is news, and forged ones take from the same: fifty masters at 10 ms.
    std::uint32_t unverified_per_second = 5000;
    std::uint32_t unverified_burst = 500;
    std::chrono::nanoseconds stale_after = std::chrono::seconds(5);
};

struct DatapathEvent {
    std::uint32_t slot = 0;
    core::TimePoint arrival;
    core::ByteView packet; // from the IP header on; valid during the callback
};

struct DatapathPeer {
    core::TimePoint keepalive;
    core::TimePoint last_seen;
    core::IpAddress source;
    std::uint8_t priority = 0;
    std::uint8_t version = 0;
    core::Centiseconds interval{0};
    std::uint64_t adverts = 0;
    std::uint64_t withheld = 0;
};

// The receiving programs once more, with larger maps.
struct LargerPrograms {
    RxProgram programs;
    std::uint32_t capacity = 0;
};

class Datapath {
public:
    // Load the programs and maps. What is pinned by a predecessor is the attachment: the program arrays and the
    // XDP links; the other maps are new, and their pins are replaced.
    // Where options.bpf_dir is not on a bpffs, runs without pins and says so in pin_note().
    static Result<Datapath> open(const DatapathOptions& options);
    Datapath(Datapath&& other) noexcept;
    Datapath& operator=(Datapath&& other) noexcept;
    Datapath(const Datapath&) = delete;
    Datapath& operator=(const Datapath&) = delete;
    ~Datapath();

    const std::string& pin_note() const; // empty: pinned

    // Attach once. An attachment that is there already (pinned) and that packets reach is kept.
    Result<Attachment> attach(int ifindex, const std::string& interface, AttachMode mode);
    // Why adverts of an attached interface do not reach vrrp_rx, as the kernel has it now; empty: they do. Costs a few
    // system calls.
    std::string trouble_of(int ifindex) const;
    // When to ask that.
    HookWatch& watch();
    // Put this process's vrrp_rx into its stage of the root's program array: from here on adverts are consumed.
    Result<> activate();
    // Empty the stage: the root passes everything, the attachments stay.
    Result<> deactivate();
    // Remove attachments and pins.
    Result<> detach();
    // The attachment of one interface.
    void detach(int ifindex);

    bool has_room(std::uint32_t routers) const;
    // For another thread, while this one goes on: loading programs takes the kernel long.
    Result<LargerPrograms> load_larger(std::uint32_t routers) const;
    // Between two adverts. last_look is called when no program writes to the smaller maps any more, while peer() still
    // reads them: what was heard up to then is there. Counters may lack what was heard during the change. Where
    // it fails adverts are heard as before.
    Result<> change_to(LargerPrograms larger, const std::function<void()>& last_look);

    Result<> configure(std::uint32_t slot, int ifindex, const core::Expectation& expected);
    // Adverts of its virtual router are unknown from here on.
    Result<> release(std::uint32_t slot);
    void set_priority(std::uint32_t slot, std::uint8_t priority); // ours, at the moment
    void memorise(std::uint32_t slot, const std::optional<core::Memo>& memo);
    // All addresses of this namespace that no advert may come from; replaces what was there.
    Result<> set_local(const core::LocalAddresses& local);

    DatapathPeer peer(std::uint32_t slot) const;
    vrrp_stats stats(std::uint32_t slot) const; // summed over the CPUs; zero where unreadable
    void stamp_heartbeat(core::TimePoint now);
    void tap_until(core::TimePoint until);

    int events_fd() const; // readable when there are events
    // Every event that was there at the call, in order; the number of them. What comes in meanwhile is for the next
    // one, so that a flood does not keep the loop here.
    std::size_t drain(const std::function<void(const DatapathEvent&)>& take);

private:
    struct State;
    explicit Datapath(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace xvrrp::datapath
