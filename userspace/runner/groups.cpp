// SPDX-License-Identifier: GPL-2.0-or-later
#include "runner/groups.h"

#include <xvrrp/runner.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

namespace xvrrp::runner {

namespace {

constexpr std::size_t kSize = XVRRP_RUNNER_MOST_GROUPS * sizeof(std::atomic<pid_t>);
constexpr auto kGrace = std::chrono::milliseconds(XVRRP_RUNNER_GRACE_MS);
constexpr auto kLookAgain = std::chrono::milliseconds(20);

bool is_there(pid_t group) {
    return ::kill(-group, 0) == 0 || errno == EPERM;
}

} // namespace

void Groups::Unmap::operator()(Group* groups) const {
    ::munmap(groups, kSize);
}

Groups::Groups(os::Fd memory) : memory_(std::move(memory)) {
    void* const mapped = ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED, memory_.get(), 0);
    if (mapped != MAP_FAILED)
        groups_.reset(static_cast<Group*>(mapped));
    else
        memory_.reset();
}

Groups Groups::create() {
    os::Fd memory(::memfd_create("xvrrp-runner groups", MFD_CLOEXEC));
    if (memory && ::ftruncate(memory.get(), static_cast<off_t>(kSize)) != 0)
        memory.reset();
    return Groups(std::move(memory));
}

Groups Groups::open(os::Fd memory) {
    return Groups(std::move(memory));
}

std::span<Groups::Group> Groups::all() const {
    return {groups_.get(), groups_ ? std::size_t{XVRRP_RUNNER_MOST_GROUPS} : 0};
}

// Only the runner changes them while it lives.
void Groups::change(pid_t from, pid_t to) {
    for (auto& each : all()) {
        if (each != from)
            continue;
        each = to;
        return;
    }
}

void Groups::add(pid_t group) {
    change(0, group);
}

void Groups::remove(pid_t group) {
    change(group, 0);
}

std::vector<pid_t> Groups::take() {
    std::vector<pid_t> noted;
    for (auto& each : all()) {
        if (const auto group = each.exchange(0); group > 1)
            noted.push_back(group);
    }
    return noted;
}

void end_groups(const std::vector<pid_t>& groups) {
    for (const auto group : groups)
        ::kill(-group, SIGTERM);
    const auto end = std::chrono::steady_clock::now() + kGrace;
    while (std::ranges::any_of(groups, is_there) && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(kLookAgain);
    for (const auto group : groups)
        ::kill(-group, SIGKILL);
}

} // namespace xvrrp::runner
