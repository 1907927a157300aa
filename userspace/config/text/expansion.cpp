// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/expansion.h"

#include "config/text/include.h"
#include "config/text/skipped.h"
#include "config/text/substitution.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace xvrrp::config {

void Expansion::Rest::drop(std::size_t count) {
    text.drop(count);
    secret -= std::min(secret, count);
}

std::vector<Line> Expansion::read(std::uint32_t file) {
    read_lines(file, 0);
    return std::exchange(lines_, {});
}

// The file is known by its number and the line by its offset, because the texts move when an include adds another one.
void Expansion::read_lines(std::uint32_t file, std::uint32_t origin) {
    const std::uint32_t outer = std::exchange(file_, file);
    std::size_t at = 0;
    for (std::uint32_t number = 1; at < sources_[file].text.size() && !budget_.exceeded(); ++number) {
        std::string_view line = std::string_view(sources_[file].text).substr(at);
        line = line.substr(0, line.find('\n'));
        at += line.size() + 1;
        read_line(Written(line, {file, number, 1, 1, origin}));
    }
    if (unfinished_) {
        out_.push_back(warning(unfinished_->variable.where,
                               fmt::format("the definition of '${}' is not finished", unfinished_->name),
                               "the file ends behind a '\\'"));
        end_definition();
    }
    file_ = outer;
}

void Expansion::read_line(const Written& line) {
    const Written uncommented = without_comment(line, out_);
    Written text = trimmed(uncommented);
    if (!unfinished_) {
        expand(std::move(text));
        return;
    }
    if (text.empty() && uncommented.size() < line.size()) // a comment of its own does not end a definition
        return;
    const bool goes_on = take_continuation(text);
    unfinished_->variable.lines.push_back(std::move(text));
    if (!goes_on)
        end_definition();
}

void Expansion::expand(Written line, bool is_secret) {
    Rest rest{std::move(line), 0};
    bool is_settled = false; // variables have been replaced
    rest.secret = is_secret ? 0 : start_of_secret(rest.text.text(), secret_keywords_);
    mark_secret(rest.text, rest.secret);
    for (drop_blanks(rest); !rest.text.empty() && !budget_.exceeded(); drop_blanks(rest)) {
        if (rest.secret > 0) {
            if (is_conditional(rest.text)) {
                if (!is_there(rest))
                    return;
                continue;
            }
            if (define(rest.text) || repeat(rest.text) || include(rest.text))
                return;
        }
        if (std::exchange(is_settled, true) || !substitute(rest.text, rest.secret == 0)) {
            take_words(rest);
        } else if (rest.secret > 0) {
            rest.secret = start_of_secret(rest.text.text(), secret_keywords_);
            mark_secret(rest.text, rest.secret);
        }
    }
}

void Expansion::drop_blanks(Rest& rest) {
    rest.drop(std::min(rest.text.text().find_first_not_of(kBlanks), rest.text.size()));
}

bool Expansion::is_there(Rest& rest) {
    const Condition condition = read_condition(rest.text, out_);
    const bool is_there = condition.holds(around_.config_id);
    rest.drop(condition.size);
    drop_blanks(rest);
    std::optional<Definition> definition;
    if (!is_there && !rest.text.empty())
        definition = read_definition(rest.text);
    if (definition && take_continuation(definition->value))
        out_.push_back(warning(definition->where,
                               fmt::format("only the first line of '${}' is left out", definition->name),
                               "the condition stands in front of this line and no other"));
    return is_there;
}

void Expansion::take_words(Rest& rest) {
    std::size_t end = 0;
    Line line = first_line(rest.text, rest.secret, end, out_);
    report_unreplaced(rest.text, end, rest.secret, variables_, out_);
    rest.drop(end);
    if (line.kind != Line::Kind::Words || !line.words.empty())
        lines_.push_back(std::move(line));
}

Substitution::Replaced Expansion::replaced(const Written& text) {
    Substitution substitution(variables_, predefined_, origins_, budget_, out_);
    return substitution.replace(text, sources_[file_].name);
}

// The parameter of a directive, with its variables replaced.
Written Expansion::parameter(const Written& text) {
    Written parameter = replaced(text).text;
    report_unreplaced(parameter, parameter.size(), parameter.size(), variables_, out_);
    return parameter;
}

bool Expansion::define(const Written& line) {
    std::optional<Definition> definition = read_definition(line);
    if (!definition)
        return false;
    unfinished_ = Unfinished{std::move(definition->name), {Cause::Defined, definition->where, {}, false}};
    if (take_continuation(definition->value)) {
        unfinished_->variable.several_lines = true;
        if (!definition->value.empty())
            unfinished_->variable.lines.push_back(std::move(definition->value));
        return true;
    }
    unfinished_->variable.lines.push_back(std::move(definition->value));
    end_definition();
    return true;
}

void Expansion::end_definition() {
    variables_.insert_or_assign(std::move(unfinished_->name), std::move(unfinished_->variable));
    unfinished_.reset();
}

bool Expansion::repeat(const Written& line) {
    if (!is_repetition(line))
        return false;
    const std::size_t end = end_of_head(line);
    const Span where = line.span(0, end);
    const std::optional<Repetition> repetition = read_repetition(parameter(line.part(0, end)), out_);
    if (!repetition)
        return true;
    if (repetitions_ == Origins::kDeepest) {
        out_.push_back(
            error(where, fmt::format("repetitions are nested more than {} deep", Origins::kDeepest)));
        return true;
    }
    ++repetitions_;
    const Written rest = line.part(end, line.size());
    for (std::size_t round = 0; round < rounds(*repetition); ++round) {
        if (!budget_.take_line(rest.size(), where, out_))
            break;
        for (std::size_t name = 0; name < repetition->names.size(); ++name) {
            Written value(value_in(*repetition, round, name), where);
            variables_.insert_or_assign(repetition->names[name],
                                        Variable{Cause::Repeated, where, {std::move(value)}, false});
        }
        expand(rest);
    }
    --repetitions_;
    return true;
}

bool Expansion::include(const Written& line) {
    if (read_include_check(line, include_checks_, out_))
        return true;
    std::optional<Include> include = read_include(line, include_checks_);
    if (!include)
        return false;
    include->pattern = parameter(include->pattern);
    if (include->pattern.empty()) {
        out_.push_back(warning(line.span(), "an include without a file name, ignoring it"));
        return true;
    }
    const std::string directory(directory_of(sources_[file_].name));
    const Span where = include->pattern.span();
    for (const std::string& name : find_files(*include, directory, around_, out_))
        include_file(name, where, include->checks.readable);
    return true;
}

void Expansion::include_file(const std::string& name, const Span& where, bool is_required) {
    const Severity severity = is_required ? Severity::Error : Severity::Warning;
    if (origins_.has(where.origin, true, name) || sources_[origins_.root(where).file].name == name) {
        out_.push_back(
            {severity, where, fmt::format("{} includes itself, skipping it", in_quotes(name)), {}});
        return;
    }
    if (origins_.depth(where.origin) == Origins::kDeepest) {
        out_.push_back(error(where, fmt::format("includes are nested more than {} deep", Origins::kDeepest)));
        return;
    }
    if (!budget_.take_file(where, out_))
        return;
    Result<std::string> text = around_.read(name);
    if (!text) {
        out_.push_back({severity, where, fmt::format("{}, skipping it", text.error().text()), {}});
        return;
    }
    if (!budget_.take_text(text->size(), where, out_))
        return;
    const auto file = static_cast<std::uint32_t>(sources_.size());
    sources_.push_back({name, std::move(*text)});
    const IncludeChecks outer = include_checks_;
    read_lines(file, origins_.add(Cause::Included, name, where));
    include_checks_ = outer;
}

bool Expansion::substitute(Written& line, bool is_secret) {
    if (line.text().find('$') == std::string::npos)
        return false;
    Substitution::Replaced instead = replaced(line);
    if (!instead.changed)
        return false;
    const Span where = line.span();
    line = without_comment(instead.text, out_);
    if (instead.lines.empty())
        return true;
    line.append(instead.lines.front());
    instead.lines.front() = std::exchange(line, {});
    for (const Written& each : instead.lines) {
        if (!budget_.take_line(each.size(), where, out_))
            break;
        expand(each, std::exchange(is_secret, false));
    }
    return true;
}

// Text that is secret where it is used is secret where it was written, too.
void Expansion::mark_secret(const Written& line, std::size_t from) {
    if (from >= line.size())
        return;
    const auto mark = [this](const Span& where, std::uint32_t skip) {
        const std::uint32_t column = where.column + skip;
        const auto [known, is_new] = sources_[where.file].secrets.emplace(where.line, column);
        known->second = std::min(known->second, column);
    };
    for (const Span& position : line.positions(from)) {
        mark(position, 0);
        for (const Origin* step = origins_.find(position.origin); step != nullptr;
             step = origins_.find(step->where.origin)) {
            if (step->cause == Cause::Defined) // $NAME=
                mark(step->where, step->where.length + 1);
            else if (step->cause == Cause::Repeated) // ~LST(
                mark(step->where, 5);
        }
    }
}

} // namespace xvrrp::config
