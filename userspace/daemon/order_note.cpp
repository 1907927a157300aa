// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/order_note.h"

#include "os/whole_file.h"

#include <xvrrp/protocol.h>

#include <chrono>
#include <sstream>
#include <string_view>
#include <utility>

#include <unistd.h>

namespace xvrrp::daemon {

namespace {

constexpr auto kBetweenNotes = std::chrono::milliseconds(100); // while many are being drained
constexpr std::string_view kAll = "all";
constexpr std::string_view kOne = "instance ";
constexpr std::string_view kPriority = "priority ";
constexpr std::string_view kPromotion = "promotion ";

// One line for each order. A name is at the end of its line, because it may contain anything.
std::string text(const core::Orders& orders) {
    std::string out;
    if (orders.all_drained)
        out += std::string(kAll) + '\n';
    for (const auto& name : orders.drained)
        out += std::string(kOne) + name + '\n';
    for (const auto& [name, order] : orders.priorities)
        out += std::string(order.promotes ? kPromotion : kPriority) + std::to_string(order.priority) + ' ' +
               std::to_string(order.until.time_since_epoch().count()) + ' ' + name + '\n';
    return out;
}

// "150 7203000000000 VI_1", the time in ns of CLOCK_MONOTONIC. A line that cannot be read orders nothing.
void read_order(const std::string& line, bool promotes, core::Orders& orders) {
    std::istringstream in(line);
    unsigned priority = 0;
    core::Duration::rep until = 0;
    std::string name;
    if (in >> priority >> until && in.get() == ' ' && std::getline(in, name) && priority >= 1 &&
        priority < VRRP_PRIORITY_OWNER)
        orders.priorities.insert_or_assign(name, core::PriorityOrder{static_cast<std::uint8_t>(priority),
                                                                     core::TimePoint(core::Duration(until)),
                                                                     promotes});
}

} // namespace

core::Orders OrderNote::read() {
    noted_ = {};
    std::istringstream note(os::read_file(file_).value_or(""));
    for (std::string line; std::getline(note, line);) {
        if (line == kAll)
            noted_.all_drained = true;
        else if (line.starts_with(kOne))
            noted_.drained.insert(line.substr(kOne.size()));
        else if (line.starts_with(kPriority))
            read_order(line.substr(kPriority.size()), false, noted_);
        else if (line.starts_with(kPromotion))
            read_order(line.substr(kPromotion.size()), true, noted_);
    }
    return noted_;
}

Result<> OrderNote::follow(const core::VrrpRouter& router, core::TimePoint now) {
    if (revision_ == router.orders_revision() || (!router.draining().empty() && now < next_))
        return {};
    revision_ = router.orders_revision();
    next_ = now + kBetweenNotes;
    auto orders = router.orders();
    if (orders == noted_)
        return {};
    noted_ = std::move(orders);
    auto written = Result<>();
    if (noted_ != core::Orders{})
        written = os::replace_file(file_, text(noted_), "note who is drained and promoted in");
    if (noted_ == core::Orders{} || !written)
        remove(); // an older note would order what is over
    return written;
}

void OrderNote::remove() const {
    ::unlink(file_.c_str());
}

} // namespace xvrrp::daemon
