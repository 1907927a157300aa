// SPDX-License-Identifier: GPL-2.0-or-later
#include "support/witness.h"

#include "support/wire.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

namespace xvrrp::test {

namespace {

using namespace std::chrono_literals;

constexpr auto kPause = 5ms;   // between two questions about an address
constexpr auto kAnswer = 50ms; // a question that is younger may still be answered

enum Offset : unsigned {
    kProtocol = 14 + 9,
    kSource = 14 + 12,
    kVrrp = 14 + 20,
    kArpOperation = 14 + 6,
    kArpSenderMac = 14 + 8,
    kArpSender = 14 + 14,
    kArpTarget = 14 + 24,
    kArpEnd = 14 + 28,
};

Duration between(Moment from, Moment until) {
    return std::chrono::ceil<Duration>(until - from);
}

core::IpAddress ipv4(const Frame& frame, Offset offset) {
    return core::IpAddress::from_bytes(core::ByteView(frame.bytes).subspan(offset, 4));
}

bool is_advert(const Frame& frame) {
    return frame.ether_type() == 0x0800 && frame.bytes.size() >= std::size_t{kVrrp} + VRRP_HEADER_SIZE &&
           frame.bytes[kProtocol] == VRRP_IP_PROTOCOL;
}

bool is_arp(const Frame& frame) {
    return frame.ether_type() == 0x0806 && frame.bytes.size() >= kArpEnd;
}

// The longest time in which the condition holds for each question about one address.
Duration longest(const std::vector<Testimony::Question>& questions, Moment until,
                 const std::function<bool(const Testimony::Question&)>& holds) {
    std::map<core::IpAddress, Moment> since;
    auto longest = Duration(0);
    for (const auto& each : questions) {
        if (each.asked > until)
            break;
        if (!holds(each))
            since.erase(each.about);
        else
            longest = std::max(longest, between(since.try_emplace(each.about, each.asked).first->second,
                                                each.asked + kPause));
    }
    return longest;
}

} // namespace

Duration Testimony::largest_gap(const core::IpAddress& source, unsigned count) const {
    std::vector<Moment> last(count + 1, begin);
    auto largest = Duration(0);
    for (const auto& each : adverts) {
        if (each.source != source || each.vrid > count)
            continue;
        largest = std::max(largest, between(last[each.vrid], each.time));
        last[each.vrid] = each.time;
    }
    const auto longest_silent = *std::min_element(last.begin() + 1, last.end());
    return std::max(largest, between(longest_silent, end));
}

std::vector<Moment> Testimony::first_of_each(const core::IpAddress& source) const {
    std::map<std::uint8_t, Moment> first;
    for (const auto& each : adverts) {
        if (each.source == source)
            first.try_emplace(each.vrid, each.time);
    }
    std::vector<Moment> out;
    for (const auto& [vrid, time] : first)
        out.push_back(time);
    return out;
}

std::vector<Moment> Testimony::resignations(const core::IpAddress& source) const {
    std::vector<Moment> out;
    for (const auto& each : adverts) {
        if (each.source == source && each.priority == VRRP_PRIORITY_RESIGN)
            out.push_back(each.time);
    }
    return out;
}

std::size_t Testimony::heard(const core::IpAddress& source) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(adverts, [&](const auto& each) { return each.source == source; }));
}

bool Testimony::was_answered_by(const core::MacAddress& mac) const {
    return std::ranges::any_of(questions, [&](const auto& each) { return each.answers.contains(mac); });
}

Duration Testimony::unanswered() const {
    return longest(questions, end - kAnswer, [](const auto& each) { return each.answers.empty(); });
}

Duration Testimony::answered_twice() const {
    return longest(questions, end, [](const auto& each) { return each.answers.size() > 1; });
}

Witness::Witness(const VrrpHost& where, std::vector<core::IpAddress> asked)
    : address_(where.address()), mac_(where.netns().mac("eth0")), asked_(std::move(asked)),
      port_(where.netns(), "eth0"), thread_([this](const std::stop_token& stop) { watch(stop); }) {}

void Witness::begin() {
    const std::lock_guard guard(mutex_);
    (void)port_.take();
    seen_ = {};
    seen_.begin = std::chrono::system_clock::now();
}

Testimony Witness::end() {
    const std::lock_guard guard(mutex_);
    seen_.end = std::chrono::system_clock::now();
    read();
    return seen_;
}

void Witness::watch(const std::stop_token& stop) {
    for (auto next = std::chrono::steady_clock::now(); !stop.stop_requested(); next += kPause) {
        std::this_thread::sleep_until(next);
        const std::lock_guard guard(mutex_);
        for (const auto& each : asked_) {
            seen_.questions.push_back({each, std::chrono::system_clock::now(), {}});
            port_.send(arp_question(mac_, address_, each));
        }
        read();
    }
}

void Witness::read() {
    for (const auto& frame : port_.take()) {
        if (is_advert(frame))
            seen_.adverts.push_back(
                {ipv4(frame, kSource), frame.bytes[kVrrp + 1], frame.bytes[kVrrp + 2], frame.time});
        else if (is_arp(frame))
            read_arp(frame);
    }
}

void Witness::read_arp(const Frame& frame) {
    const auto about = ipv4(frame, kArpSender);
    if (about == ipv4(frame, kArpTarget)) {
        ++seen_.announcements;
        return;
    }
    const auto question =
        std::find_if(seen_.questions.rbegin(), seen_.questions.rend(),
                     [&](const auto& each) { return each.about == about && each.asked <= frame.time; });
    if (core::get16(frame.bytes, kArpOperation) != 2 || question == seen_.questions.rend())
        return;
    core::MacAddress mac;
    std::copy_n(frame.bytes.begin() + kArpSenderMac, mac.octets.size(), mac.octets.begin());
    question->answers.insert(mac);
}

} // namespace xvrrp::test
