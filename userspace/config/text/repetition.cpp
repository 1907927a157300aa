// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/repetition.h"

#include "config/text/variables.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

struct Form {
    std::string_view keyword;
    std::string_view syntax;
};

constexpr std::array kForms{
    Form{"~SEQx", "~SEQx(NAME, [START, [STEP,]] END)"},
    Form{"~SEQ", "~SEQ(NAME, [START, [STEP,]] END)"},
    Form{"~LST", "~LST(NAME, VALUE, ...) or ~LST({NAME, NAME}, {VALUE, VALUE}, ...)"},
};

const Form* find_form(std::string_view text) {
    const auto* found = std::find_if(kForms.begin(), kForms.end(),
                                     [text](const Form& form) { return text.starts_with(form.keyword); });
    return found == kForms.end() ? nullptr : found;
}

// Splits the text at the commas that stand in no {}.
std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    bool braced = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '{' || text[at] == '}') {
            braced = text[at] == '{';
        } else if (text[at] == ',' && !braced) {
            parts.push_back(trimmed(text.substr(begin, at - begin)));
            begin = at + 1;
        }
    }
    parts.push_back(trimmed(text.substr(begin)));
    return parts;
}

// {a, b}, or the one value without braces.
std::vector<std::string> read_tuple(std::string_view text) {
    std::vector<std::string> values;
    if (text.size() < 2 || text.front() != '{' || text.back() != '}') {
        values.emplace_back(text);
        return values;
    }
    for (const std::string_view part : split(text.substr(1, text.size() - 2)))
        values.emplace_back(part);
    return values;
}

// The number is read as strtol reads it with base 0, within 32 bits.
std::optional<std::int64_t> read_integer(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+'))
        text.remove_prefix(1);
    const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    const int base = hexadecimal ? 16 : text.starts_with('0') ? 8 : 10;
    text.remove_prefix(hexadecimal ? 2 : 0);
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (error != std::errc() || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return negative ? -static_cast<std::int64_t>(number) : static_cast<std::int64_t>(number);
}

using Complaint = std::string;

Complaint read_numbers(const std::vector<std::string_view>& parts, bool hexadecimal, Numbers& numbers) {
    std::vector<std::int64_t> given;
    for (auto part = parts.begin() + 1; part != parts.end(); ++part) {
        const auto number = read_integer(*part);
        if (!number)
            return "takes whole numbers of 32 bits";
        given.push_back(*number);
    }
    if (given.empty() || given.size() > 3)
        return "takes one to three numbers";
    const std::int64_t end = given.back();
    numbers.start = given.size() > 1 ? given.front() : (end < 0 ? -1 : 1);
    numbers.step = given.size() > 2 ? given[1] : (end < numbers.start ? -1 : 1);
    numbers.hexadecimal = hexadecimal;
    if (numbers.step == 0 || (end != numbers.start && (end < numbers.start) != (numbers.step < 0)))
        return "never comes from its START to its END by its STEP";
    if (hexadecimal && (numbers.start < 0 || end < 0))
        return "knows no negative numbers";
    numbers.count = static_cast<std::size_t>((end - numbers.start) / numbers.step) + 1;
    return {};
}

Complaint read_list(const std::vector<std::string_view>& parts, std::size_t names, List& list) {
    if (parts.size() < 2)
        return "has no values";
    for (auto part = parts.begin() + 1; part != parts.end(); ++part) {
        std::vector<std::string> values = read_tuple(*part);
        if (values.size() > names)
            return "has more values in a { } than it has names";
        if (std::any_of(values.begin(), values.end(), [](const std::string& value) {
                return std::any_of(value.begin(), value.end(), is_blank);
            }))
            return "takes no values with blanks in them";
        list.push_back(std::move(values));
    }
    return {};
}

Complaint read(std::string_view text, const Form& form, Repetition& repetition) {
    const std::string_view behind = trimmed(text.substr(form.keyword.size()));
    if (!behind.starts_with('(') || !behind.ends_with(')'))
        return "has its values in parentheses";
    const std::vector<std::string_view> parts = split(behind.substr(1, behind.size() - 2));
    repetition.names = read_tuple(parts.front());
    if (!std::all_of(repetition.names.begin(), repetition.names.end(), is_name))
        return "starts with the name of a variable";
    if (form.keyword == "~LST")
        return read_list(parts, repetition.names.size(), repetition.values.emplace<List>());
    if (repetition.names.size() > 1)
        return "takes one name";
    return read_numbers(parts, form.keyword == "~SEQx", repetition.values.emplace<Numbers>());
}

} // namespace

bool is_repetition(const Written& line) {
    return find_form(line.text()) != nullptr;
}

std::size_t end_of_head(const Written& line) {
    const std::size_t end = line.text().find(')');
    return end == std::string_view::npos ? line.size() : end + 1;
}

std::optional<Repetition> read_repetition(const Written& head, Diagnostics& out) {
    const Form& form = *find_form(head.text());
    Repetition repetition;
    const Complaint complaint = read(head.text(), form, repetition);
    if (complaint.empty())
        return repetition;
    out.push_back(warning(head.span(), fmt::format("{} {}, ignoring the line", form.keyword, complaint),
                          std::string(form.syntax)));
    return std::nullopt;
}

std::size_t rounds(const Repetition& repetition) {
    if (const auto* numbers = std::get_if<Numbers>(&repetition.values))
        return numbers->count;
    return std::get<List>(repetition.values).size();
}

std::string value_in(const Repetition& repetition, std::size_t round, std::size_t name) {
    if (const auto* numbers = std::get_if<Numbers>(&repetition.values)) {
        const std::int64_t number = numbers->start + static_cast<std::int64_t>(round) * numbers->step;
        return numbers->hexadecimal ? fmt::format("{:x}", number) : fmt::format("{}", number);
    }
    const std::vector<std::string>& values = std::get<List>(repetition.values)[round];
    return name < values.size() ? values[name] : "";
}

} // namespace xvrrp::config
