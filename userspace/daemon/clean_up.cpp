// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/clean_up.h"

#include "daemon/exit_code.h"
#include "daemon/kernel_network.h"
#include "daemon/load_config.h"
#include "daemon/log.h"
#include "daemon/log_line.h"
#include "daemon/places.h"
#include "daemon/single_instance.h"
#include "daemon/stand_in.h"
#include "datapath/remains.h"
#include "host/circle.h"
#include "os/event_loop.h"
#include "os/net_namespace.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

constexpr auto kLookAgain = std::chrono::milliseconds(50);
constexpr std::size_t kOperationsAtOnce = 256;

std::string from_environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

core::CleanUpWhen when_of(const std::string& word) {
    if (word == kCleanUpService)
        return when_after({from_environment("EXIT_CODE"), from_environment("EXIT_STATUS")});
    return word == kCleanUpLease ? core::CleanUpWhen::WhenOver : core::CleanUpWhen::Now;
}

// The configuration names the directories and the namespace, if it can still be read.
Result<Options> settle_in(Options options) {
    const auto loaded = load_config(place_of(options));
    const auto named = identity(options, loaded.config.identity);
    if (auto entered = os::enter_namespace(named.net_namespace); !entered)
        return failure(entered.error());
    return with_places(std::move(options), named);
}

// ---- The network --------------------------------------------------------------------------------------------

struct Removed {
    std::size_t addresses = 0;
    std::size_t links = 0;
    std::vector<std::string> errors{};
};

template <class Operation>
std::size_t removals(const std::vector<core::NetworkOperation>& operations) {
    return static_cast<std::size_t>(std::ranges::count_if(operations, [](const auto& each) {
        const auto* operation = std::get_if<Operation>(&each);
        return operation != nullptr && operation->kind == Operation::Kind::Remove;
    }));
}

void carry_out(core::Network& network, KernelNetwork& kernel, Removed& out) {
    out.errors.clear();
    while (network.pending()) {
        const auto plan = network.plan(kOperationsAtOnce);
        const auto failed = kernel.apply(plan);
        network.applied(plan, failed, os::EventLoop::now());
        out.addresses += removals<core::AddressOperation>(plan.operations);
        out.links += removals<core::LinkOperation>(plan.operations);
        for (const auto& each : failed)
            out.errors.push_back(each.error.text());
    }
}

host::NetlinkSink look_with(core::Network& network) {
    const auto now = os::EventLoop::now();
    return {
        .link = [&network, now](const auto& event) { network.observe(event.link, event.gone, now); },
        .address = [&network, now](const auto& event) { network.observe(event.address, event.gone, now); },
        .resync = [](const auto&) {}};
}

// The guard of no_accept stands until the addresses are gone. What fails is tried once more.
Result<Removed> remove_placed(KernelNetwork& kernel) {
    core::Network network;
    if (auto dumped = kernel.netlink().dump(look_with(network)); !dumped)
        return failure(dumped.error());
    Removed removed;
    network.inherit(kernel.journal().predecessor());
    carry_out(network, kernel, removed);
    network.hold_static({});
    network.tick(core::kNever);
    carry_out(network, kernel, removed);
    kernel.give_back_inherited();
    if (removed.errors.empty())
        kernel.leave(); // otherwise the note is still needed
    return removed;
}

Result<> remove_token(const std::string& bpf_dir) {
    const auto circle = host::find_circle(circle_owner(bpf_dir));
    if (!circle)
        return failure(circle.error());
    return circle->out ? host::remove_circle(*circle) : Result<>();
}

// ---- All of it ----------------------------------------------------------------------------------------------

int say(const Error& error) {
    spdlog::error("{}", error.text());
    return kExitFatal;
}

// A successor that comes goes on with the attachments: attaching again would reset the link of some cards.
Result<> remove_pinned(datapath::Remains& remains, core::CleanUpWhen when) {
    remains.to_end().cancel_all();
    if (when == core::CleanUpWhen::IfOver)
        return remains.pass_everything();
    remains.detach();
    return {};
}

// First the kernel says that it leaves, and falls silent. The fences stay until the addresses are gone.
int remove(const Options& options, std::optional<datapath::Remains> remains, core::CleanUpWhen when) {
    const auto lock = remains ? lock_bpf_dir(options.bpf_dir) : Result<os::Fd>();
    if (!lock)
        return say(lock.error());
    if (remains)
        end_inherited(remains->to_end());
    const auto silenced = remove_token(options.bpf_dir);
    auto kernel = KernelNetwork::open(options.runtime_dir);
    if (!kernel)
        return say(kernel.error());
    const auto removed = remove_placed(*kernel);
    if (!removed)
        return say(removed.error());
    auto errors = removed->errors;
    for (const auto& done : {silenced, remains ? remove_pinned(*remains, when) : Result<>()}) {
        if (!done)
            errors.push_back(done.error().text());
    }
    for (const auto& each : errors)
        spdlog::error("{}", each);
    write_line(
        spdlog::level::info, message("cleaned_up"),
        fmt::format(
            "removed what a dead xvrrpd left behind: {} addresses, {} interfaces, and what belongs to them",
            removed->addresses, removed->links));
    return errors.empty() ? kExitOk : kExitFatal;
}

core::LeftBehind look_at(const Options& options, const std::optional<datapath::Remains>& remains, bool runs) {
    std::error_code ignored;
    core::LeftBehind left{.is_noted = std::filesystem::exists(note_in(options.runtime_dir), ignored),
                          .runs = runs};
    if (remains) {
        left.last_sign = remains->last_sign();
        left.leases = remains->leases();
    }
    return left;
}

// No daemon starts between the look and the end of the removal. Returns nothing if it is too early.
std::optional<int> try_once(const Options& options, core::CleanUpWhen when, core::TimePoint since) {
    const auto starts = hold_starts(options.runtime_dir);
    if (!starts && starts.error().code != EBUSY)
        return say(starts.error());
    auto remains = datapath::Remains::open(options.bpf_dir);
    const auto left = look_at(options, remains, !starts);
    switch (core::next_step(when, left, since, os::EventLoop::now())) {
    case core::CleanUpStep::Wait:
        return {};
    case core::CleanUpStep::Refuse:
        return say(starts.error());
    case core::CleanUpStep::Remove:
        return remove(options, std::move(remains), when);
    case core::CleanUpStep::Leave:
        break;
    }
    return kExitOk;
}

} // namespace

core::CleanUpWhen when_after(const ServiceEnd& end) {
    const bool is_final = end.code == "exited" && std::ranges::any_of(kNotRestarted, [&](int code) {
                              return end.status == std::to_string(code);
                          });
    return is_final ? core::CleanUpWhen::WhenOver : core::CleanUpWhen::IfOver;
}

int clean_up(Options options) {
    const auto since = os::EventLoop::now();
    const auto when = when_of(options.clean_up);
    const bool by_hand = when == core::CleanUpWhen::Now;
    start_log(by_hand || options.log_console ? LogTo::Console : LogTo::Syslog, options.log_detail, "xvrrpd");
    const auto settled = settle_in(std::move(options));
    if (!settled)
        return say(settled.error());
    for (;;) {
        if (const auto code = try_once(*settled, when, since))
            return *code;
        std::this_thread::sleep_for(kLookAgain);
    }
}

// The runner is in the daemon's namespace already, and the file may be another one by then.
runner::CleanUp clean_up_after(const Options& options) {
    std::error_code ignored;
    runner::CleanUp out{0,
                        {std::filesystem::read_symlink("/proc/self/exe", ignored).string(),
                         std::string("--clean-up=") + kCleanUpLease, "--use-file", "/dev/null",
                         "--runtime-dir", options.runtime_dir, "--bpf-dir", options.bpf_dir}};
    if (options.log_console)
        out.arguments.emplace_back("--log-console");
    return out;
}

} // namespace xvrrp::daemon
