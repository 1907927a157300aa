// SPDX-License-Identifier: GPL-2.0-or-later
// A bystander who records everything and asks for virtual addresses all the time, so that it can say later how long a
// router was silent, and whether two hosts answered.
//
//   Witness witness(net.bystander, {virtual_address()});
//   witness.begin();
//   ...
//   const auto seen = witness.end();
//   EXPECT_LE(seen.largest_gap(net.a.address(), 1), 150ms);
#pragma once

#include "support/vrrp_host.h"

#include <mutex>
#include <set>
#include <stop_token>
#include <thread>
#include <vector>

namespace xvrrp::test {

using Moment = std::chrono::system_clock::time_point; // as frames have it

// A Testimony has what the witness saw between begin() and end().
struct Testimony {
    struct Question {
        core::IpAddress about;
        Moment asked;
        std::set<core::MacAddress> answers;
    };

    struct Advert {
        core::IpAddress source;
        std::uint8_t vrid;
        std::uint8_t priority;
        Moment time;
    };

    Moment begin;
    Moment end;
    std::vector<Question> questions;
    std::vector<Advert> adverts;
    std::size_t announcements = 0; // gratuitous ARP

    // The longest time without an advert of one of the virtual routers 1 to count, from begin on and until end.
    Duration largest_gap(const core::IpAddress& source, unsigned count) const;

    // The times of the first advert of each virtual router, as far as there is one.
    std::vector<Moment> first_of_each(const core::IpAddress& source) const;
    std::vector<Moment> resignations(const core::IpAddress& source) const;
    std::size_t heard(const core::IpAddress& source) const;

    bool was_answered_by(const core::MacAddress& mac) const;
    // The longest times in which each question about an address had no answer, and answers of two hosts.
    Duration unanswered() const;
    Duration answered_twice() const;
};

class Witness {
public:
    Witness(const VrrpHost& where, std::vector<core::IpAddress> asked);
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;
    ~Witness() = default;

    void begin();
    Testimony end(); // the witness goes on, and end() may be called again

private:
    void watch(const std::stop_token& stop);
    void read();
    void read_arp(const Frame& frame);

    const core::IpAddress address_;
    const core::MacAddress mac_;
    const std::vector<core::IpAddress> asked_;
    Port port_;
    std::mutex mutex_; // the port and what was seen
    Testimony seen_;
    std::jthread thread_;
};

} // namespace xvrrp::test
