// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/perform.h"

#include "os/event_loop.h"

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kAddressesPerSlice = 256; // about a millisecond of the kernel's time

bool is_advert(const core::Output& output) {
    return std::holds_alternative<core::SendAdvert>(output) ||
           std::holds_alternative<core::SendUnicast>(output);
}

} // namespace

std::vector<core::ReceptionObserved> Perform::operator()(const core::Outputs& outputs, core::TimePoint now) {
    now_ = now;
    send_adverts(outputs);
    for (const auto& output : outputs) {
        if (!is_advert(output))
            std::visit([this](const auto& each) { one(each); }, output);
    }
    return std::exchange(answers_, {});
}

void Perform::send_adverts(const core::Outputs& outputs) {
    adverts_.clear();
    unicasts_.clear();
    for (const auto& output : outputs) {
        if (is_advert(output))
            std::visit([this](const auto& each) { one(each); }, output);
    }
    for (const auto& failed : socket_.send(adverts_))
        log_errors({failed.error.text()});
    for (const auto& failed : unicast_.send(unicasts_))
        log_errors({failed.error.text()});
}

void Perform::tell_news() {
    tell(addresses_.take_news(), os::EventLoop::now());
    chronicle_.tell_warnings(routing_.take_news());
}

// A route may need an address to be there: routes and rules go before the addresses, and come after all of them.
void Perform::work_slice() {
    log_errors(routing_.take_away());
    apply(addresses_.plan(kAddressesPerSlice));
    tell(addresses_.take_news(), os::EventLoop::now());
    send_announcements();
    if (!addresses_.pending())
        log_errors(routing_.put_in_place());
    tell_news();
}

// Nothing goes but what is meant to go. Where the kernel cannot be told so, the others come back at once.
void Perform::apply(const core::AddressPlan& plan) {
    if (plan.operations.empty())
        return;
    const auto promoted = promotion_.begin(plan.endangered);
    auto failed = netlink_.apply(plan.operations);
    promotion_.end();
    addresses_.applied(plan, failed, os::EventLoop::now());
    if (promoted)
        return;
    log_errors({promoted.error().text()});
    std::vector<core::AddressOperation> back;
    for (const auto& each : plan.endangered)
        back.push_back({core::AddressOperation::Kind::Add, each});
    for (const auto& each : netlink_.apply(back))
        log_errors({each.error.text()});
}

void Perform::send_announcements() {
    const auto now = os::EventLoop::now();
    const auto due = addresses_.announcements(now);
    std::vector<host::OutgoingFrame> outgoing;
    for (const auto& [router, message] : due) {
        outgoing.push_back({message.through.index, message.frame});
        chronicle_.announced(router, now);
    }
    for (const auto& failed : socket_.send(outgoing))
        log_errors({failed.error.text()});
}

void Perform::tell(const core::AddressNews& news, core::TimePoint now) {
    for (const auto router : news.placed)
        chronicle_.placed(router, now);
    chronicle_.tell_warnings(news.warnings);
    log_errors(news.errors);
}

void Perform::one(const core::SendAdvert& output) {
    adverts_.push_back({output.interface.index, output.frame});
}

void Perform::one(const core::SendUnicast& output) {
    unicasts_.push_back({output.destination, output.scope.index, output.packet});
}

void Perform::one(const core::Receive& output) {
    answers_.push_back(reception_.receive(output, now_));
}

void Perform::one(const core::StopReceiving& output) {
    if (auto done = reception_.stop(output.router); !done)
        log_errors({done.error().text()});
}

void Perform::one(const core::Memorise& output) {
    datapath_.memorise(core::slot_of(output.router).value, output.memo);
}

void Perform::one(const core::Hold& output) {
    addresses_.hold(output);
    routing_.hold(output);
}

void Perform::one(const core::Announce& output) {
    addresses_.announce(output);
}

void Perform::one(const core::Gone& output) {
    addresses_.forget(output.router);
    routing_.forget(output.router);
    chronicle_.forget(output.router);
}

void Perform::one(const core::Transitioned& output) {
    chronicle_.tell(output, now_);
}

void Perform::one(const core::FaultChanged& output) {
    chronicle_.tell(output);
}

void Perform::one(const core::Noticed& output) {
    chronicle_.tell(output, now_);
}

void Perform::log_errors(const std::vector<std::string>& errors) {
    chronicle_.tell_errors(errors, os::EventLoop::now());
}

} // namespace xvrrp::daemon
