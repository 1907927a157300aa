// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/process_pattern.h"

#include <algorithm>
#include <string_view>

namespace xvrrp::core {

namespace {

constexpr std::size_t kLongestName = 15; // of a process: TASK_COMM_LEN without its end

std::string_view last_part(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// The name is that of a script where the command line begins with its interpreter.
bool is_program(const ProcessPattern& pattern, const ProcessNames& process) {
    const auto first = process.words.empty() ? std::string_view() : std::string_view(process.words.front());
    if (pattern.full_command || pattern.program.find('/') != std::string::npos)
        return first == pattern.program;
    return process.name == pattern.program.substr(0, kLongestName) || last_part(first) == pattern.program;
}

bool are_parameters(const ProcessPattern& pattern, const ProcessNames& process) {
    using Parameters = ProcessPattern::Parameters;
    const auto& wanted = pattern.parameters;
    if (pattern.match == Parameters::Any || (pattern.match != Parameters::Same && wanted.empty()))
        return true;
    if (process.words.size() < wanted.size() + 1 ||
        (pattern.match == Parameters::Same && process.words.size() != wanted.size() + 1))
        return false;
    const auto first = process.words.begin() + 1;
    if (pattern.match != Parameters::Longer)
        return std::equal(wanted.begin(), wanted.end(), first);
    return std::equal(wanted.begin(), wanted.end() - 1, first) &&
           std::string_view(first[static_cast<std::ptrdiff_t>(wanted.size()) - 1]).starts_with(wanted.back());
}

} // namespace

bool matches(const ProcessPattern& pattern, const ProcessNames& process) {
    return is_program(pattern, process) && are_parameters(pattern, process);
}

} // namespace xvrrp::core
