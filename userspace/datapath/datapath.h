// SPDX-License-Identifier: GPL-2.0-or-later
// The BPF side through libbpf: programs, maps, attachments and pins. It has no policy and writes no log.
//
// A slot is a virtual router's index in vrrp_peers, vrrp_known and vrrp_stats, from 1. Reading a peer and
// writing a memo are memory accesses through mmap and no system calls.
#pragma once

#include "core/result.h"
#include "core/types.h"
#include "core/vrrp/memo.h"
#include "core/vrrp/packet.h"
#include "core/vrrp/router_record.h"
#include "core/vrrp/why.h"
#include "datapath/attach.h"
#include "datapath/hook_watch.h"
#include "datapath/room.h"
#include "datapath/rx_program.h"
#include "datapath/token.h"

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
    Room room{};
    std::string bpf_dir; // the directory of the pins; empty: no pins
    std::uint32_t visible_per_second = 100;
    std::uint32_t news_per_second = 50;
    std::uint32_t news_burst = 16;
    // With auth_hmac every advert is news, and forged adverts share the limit with real ones. This is enough
    // for fifty masters at 10 ms.
    std::uint32_t unverified_per_second = 5000;
    std::uint32_t unverified_burst = 500;
    std::chrono::nanoseconds stale_after = std::chrono::seconds(5);
};

struct DatapathEvent {
    core::Slot slot{};
    core::TimePoint arrival;
    core::ByteView packet;     // from the IP header on; valid during the callback
    core::MacAddress sender{}; // zeros: the interface has no MAC addresses
};

// The times of the last known advert and of the last valid one. They are the same as long as the master says the same.
struct DatapathHeard {
    core::TimePoint keepalive;
    core::TimePoint last_seen;
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

// A second set of the receiving programs, with larger maps.
struct LargerPrograms {
    RxProgram programs;
    Room capacity{};
};

class Datapath {
public:
    // Loads the programs and maps. The attachments of a predecessor are taken over through the pins of the
    // program arrays and the BPF links. The other maps are new, and their pins are replaced. If
    // options.bpf_dir is not on a bpffs, it runs without pins and says so in pin_note().
    static Result<Datapath> open(const DatapathOptions& options);
    Datapath(Datapath&& other) noexcept;
    Datapath& operator=(Datapath&& other) noexcept;
    Datapath(const Datapath&) = delete;
    Datapath& operator=(const Datapath&) = delete;
    ~Datapath();

    const std::string& pin_note() const; // empty: the objects are pinned

    // Attaches to the interface. A pinned attachment that packets reach is kept.
    Result<Attachment> attach(core::InterfaceIndex index, const std::string& interface, AttachMode mode);
    // Returns why adverts of an attached interface do not reach vrrp_rx at this moment, or an empty text if
    // they do. It costs a few system calls.
    std::string trouble_of(core::InterfaceIndex index) const;
    // It tells the times at which to ask that.
    HookWatch& watch();
    // Puts this process's vrrp_rx into its stage of the root's program array: adverts are consumed from here
    // on.
    Result<> activate();
    // Empties the stage: the root passes everything, and the attachments stay.
    Result<> deactivate();
    // Removes attachments and pins.
    Result<> detach();
    // Removes the attachment of one interface.
    void detach(core::InterfaceIndex index);

    bool has_room(const Room& needed) const;
    // May run in another thread while this one goes on, because the kernel needs long to load programs.
    Result<LargerPrograms> load_larger(const Room& needed) const;
    // Changes over between two adverts. last_look is called when no program writes to the smaller maps any
    // more and peer() still reads them, so everything heard up to then is there. The counters may lack
    // adverts that came during the change. After a failure adverts are heard as before.
    Result<> change_to(LargerPrograms larger, const std::function<void()>& last_look);

    // After activate(): what a predecessor had lent is ours, also where its maps were copied, and its token has ended.
    Result<> succeed();
    // The slot that a predecessor gave to this virtual router, as long as nothing was configured.
    std::optional<core::Slot> former_slot(core::InterfaceIndex interface, core::Family family,
                                          std::uint8_t vrid) const;
    Result<> configure(core::Slot slot, core::InterfaceIndex interface, const core::Expectation& expected);
    // What the virtual router of the slot leaves to the one of the next daemon, and what a former one has left.
    void keep_record(core::Slot slot, const core::RouterRecord& record);
    core::RouterRecord record(core::Slot slot) const;
    // The time at which a predecessor's loop last ran, or the epoch.
    core::TimePoint former_heartbeat() const;
    // From here on the programs do not know the slot's virtual router any more.
    Result<> release(core::Slot slot);
    void set_priority(core::Slot slot, std::uint8_t priority); // our own priority at the moment
    void memorise(core::Slot slot, const std::optional<core::Memo>& memo);
    // Sets all addresses of this namespace that no advert may come from, in place of the former ones.
    Result<> set_local(const core::LocalAddresses& local);

    // Nothing leaves this interface from here on that would tell an address behind a fence. It costs every packet
    // that leaves a few nanoseconds.
    Result<> fence_outgoing(core::InterfaceIndex interface);
    // The programs on the way out are gone from all interfaces.
    void open_outgoing();

    // The kernel side that stands in, or null. The reason is in stand_in_trouble().
    Token* token();
    const Token* token() const;
    std::string stand_in_trouble() const;

    DatapathPeer peer(core::Slot slot) const;
    // Two loads, without the rest of the entry.
    DatapathHeard heard(core::Slot slot) const;
    // The last advert of each VRID and interface that was refused or belongs to nobody here.
    std::vector<core::RefusedAdvert> refused() const;
    vrrp_stats stats(core::Slot slot) const; // summed over the CPUs; zero if unreadable
    void stamp_heartbeat(core::TimePoint now);
    void tap_until(core::TimePoint until);

    int events_fd() const; // readable if there are events
    // Hands over every event that was there at the call, in order, and returns their number. Later events
    // wait for the next call, so a flood does not keep the loop here.
    std::size_t drain(const std::function<void(const DatapathEvent&)>& take);

private:
    struct State;
    explicit Datapath(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace xvrrp::datapath
