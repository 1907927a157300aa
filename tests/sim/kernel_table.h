// SPDX-License-Identifier: GPL-2.0-or-later
// The network of one simulated host as its kernel has it: interfaces, addresses, routes, rules, settings and the
// guard of no_accept. It outlives the daemon.
//
// The kernel may refuse operations, lose its messages, and obey an administrator who deletes things. It drops the
// routes of an address or an interface that goes without a word, and refuses those that lack one, like the real one.
#pragma once

#include "core/net/network.h"
#include "random.h"

#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace xvrrp::sim {

class KernelTable {
public:
    struct LinkMessage {
        core::Link link;
        bool gone = false;
    };

    struct AddressMessage {
        core::PlacedAddress address;
        bool gone = false;
    };

    using Message = std::variant<LinkMessage, AddressMessage>;

    explicit KernelTable(core::Link hardware) { put(std::move(hardware)); }

    // Applies the operations in order and returns the refused ones, like the edge of the daemon.
    std::vector<core::FailedOperation> carry_out(const core::NetworkPlan& plan, Random& random);

    // An administrator interferes: what the kernel objects to from now on is nobody's fault.
    void disturb() { disturbed_ = true; }

    void remove(const core::PlacedAddress& address);
    void remove(const core::RoutingEntry& entry);
    void remove(const std::string& interface);

    bool has(const core::PlacedAddress& address) const { return addresses_.contains(address); }

    bool has(const core::RoutingEntry& entry) const { return routing_.contains(entry); }

    core::ObservedNetwork all() const;

    const core::LinksByName& links() const { return links_; }

    const std::set<core::IpAddress>& guarded() const { return guarded_; }

    // The borrowed settings, which a successor can give back too.
    const std::set<std::string>& borrowed() const { return borrowed_; }

    // Everything that was placed, for people. It is empty if nothing is left.
    std::vector<std::string> placed() const;

    // Settings that were borrowed before, and not since start(), are given back.
    void start() { inherited_ = borrowed_; }

    void give_back_inherited();

    void give_back_all() { borrowed_.clear(); }

    // Returns the messages since the last call. lost: there were others, so the whole table must be read.
    std::vector<Message> take_messages(bool& lost);
    std::vector<core::RoutingGone> take_routing_messages(bool& lost);

    void remember_loss() { lost_ = true; }

    // An order of operations that the kernel had to refuse or to mend, although nothing disturbed it.
    const std::vector<std::string>& objections() const { return objections_; }

    void refuse(unsigned percent);
    void lose_messages(bool lose);

    bool loses_messages() const { return loses_messages_; }

private:
    std::string apply(const core::AddressOperation& operation);
    std::string apply(const core::RoutingOperation& operation);
    std::string apply(const core::LinkOperation& operation);
    std::string apply(const core::SettingOperation& operation);
    std::string apply(const core::FirewallOperation& operation);
    void put(core::Link link);
    void tell(Message message);
    void tell_gone(const core::RoutingEntry& entry);
    void drop_routes();
    std::string lacks(const core::RoutingEntry& entry) const;
    void object(const std::string& to);

    core::LinksByName links_;
    core::AddressSet addresses_;
    core::RoutingSet routing_;
    std::set<std::string> borrowed_;
    std::set<std::string> inherited_;
    std::set<core::IpAddress> guarded_;
    std::vector<Message> messages_;
    std::vector<core::RoutingGone> routing_messages_;
    std::vector<std::string> objections_;
    int next_index_ = 100;
    unsigned refuse_percent_ = 0;
    bool loses_messages_ = false;
    bool lost_ = false;
    bool routing_lost_ = false;
    bool disturbed_ = false; // ever
};

} // namespace xvrrp::sim
